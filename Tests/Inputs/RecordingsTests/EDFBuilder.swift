@testable import Recordings

/// EDF and BDF files made byte by byte, so that each field can be made wrong.
struct EDFBuilder {
    struct Signal {
        var label = "A1"
        var transducer = ""
        var unit = "uV"
        var physicalMinimum = "-3276.8"
        var physicalMaximum = "3276.7"
        var digitalMinimum = "-32768"
        var digitalMaximum = "32767"
        var prefiltering = ""
        var samplesPerRecord = "4"
        /// Samples of the whole file, in digital counts; or bytes of each record for annotations.
        var samples: [Int] = []
        var lists: [[UInt8]]?
    }

    var isBDF = false
    var reserved = ""
    var recording = "Startdate 02-MAR-2020 X X X"
    var date = "02.03.20"
    var time = "10.20.30"
    var headerSize: String?
    var recordCount = "2"
    var recordDuration = "1"
    var signalCount: String?
    var signals: [Signal] = []
    /// Records that are really written.
    var writtenRecords = 2

    /// A counting-up signal.
    static func plain(channels: Int = 2) -> EDFBuilder {
        var builder = EDFBuilder()
        builder.signals = (0..<channels).map { channel in
            Signal(label: "A\(channel + 1)", samples: (0..<8).map { 100 * channel + $0 })
        }
        return builder
    }

    /// Two signals and an annotation channel with a list per record.
    static func plus(
        _ reserved: String = "EDF+C", lists: [String] = ["+0\u{14}\u{14}\0", "+1\u{14}\u{14}\0"],
        slot: Int = 40
    ) -> EDFBuilder {
        var builder = plain()
        builder.reserved = reserved
        builder.recordCount = "\(lists.count)"
        builder.writtenRecords = lists.count
        builder.isBDF = reserved.hasPrefix("BDF")
        for index in builder.signals.indices {
            builder.signals[index].samples = (0..<4 * lists.count).map { 100 * index + $0 }
        }
        let width = builder.isBDF ? 3 : 2
        builder.signals.append(
            Signal(
                label: builder.isBDF ? "BDF Annotations" : "EDF Annotations", unit: "",
                physicalMinimum: "-1", physicalMaximum: "1", samplesPerRecord: "\(slot / width)",
                lists: lists.map { Array($0.utf8) }))
        return builder
    }

    var bytes: [UInt8] {
        var bytes = pad(isBDF ? "" : "0", 8)
        if isBDF { bytes = [0xFF] + pad("BIOSEMI", 7) }
        bytes += pad("X X X X", 80) + pad(recording, 80) + pad(date, 8) + pad(time, 8)
        bytes += pad(headerSize ?? "\(256 * (signals.count + 1))", 8) + pad(reserved, 44)
        bytes += pad(recordCount, 8) + pad(recordDuration, 8)
        bytes += pad(signalCount ?? "\(signals.count)", 4)
        bytes += signals.flatMap { pad($0.label, 16) } + signals.flatMap { pad($0.transducer, 80) }
        bytes += signals.flatMap { pad($0.unit, 8) }
        bytes += signals.flatMap { pad($0.physicalMinimum, 8) }
        bytes += signals.flatMap { pad($0.physicalMaximum, 8) }
        bytes += signals.flatMap { pad($0.digitalMinimum, 8) }
        bytes += signals.flatMap { pad($0.digitalMaximum, 8) }
        bytes += signals.flatMap { pad($0.prefiltering, 80) }
        bytes += signals.flatMap { pad($0.samplesPerRecord, 8) }
        bytes += signals.flatMap { _ in pad("", 32) }
        for record in 0..<writtenRecords { bytes += signals.flatMap { data(of: $0, record) } }
        return bytes
    }

    private func data(of signal: Signal, _ record: Int) -> [UInt8] {
        let width = isBDF ? 3 : 2
        let count = max(0, Int(signal.samplesPerRecord) ?? 4)
        if let lists = signal.lists {
            let list = record < lists.count ? lists[record] : []
            let room = [UInt8](repeating: 0, count: max(0, count * width - list.count))
            return Array((list + room).prefix(count * width))
        }
        return (record * count..<(record + 1) * count).flatMap { index -> [UInt8] in
            let bits = UInt32(
                truncatingIfNeeded: index < signal.samples.count ? signal.samples[index] : 0)
            return (0..<width).map { UInt8(truncatingIfNeeded: bits >> (8 * UInt32($0))) }
        }
    }

    private func pad(_ text: String, _ width: Int) -> [UInt8] {
        let bytes = Array(text.utf8.prefix(width))
        return bytes + [UInt8](repeating: 0x20, count: width - bytes.count)
    }
}
