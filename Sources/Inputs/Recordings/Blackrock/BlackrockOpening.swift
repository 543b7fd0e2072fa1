import Foundation

/// A Blackrock continuous file `.ns1` to `.ns6`, versions 2.2 to 3.0, and the remarks in the `.nev`
/// beside it (Blackrock Microsystems, NEV and NSx file specification).
enum BlackrockOpening {
    static func isHeader(_ place: RecordingPlace) -> Bool {
        ["NEURALCD", "BRSMPGRP", "NEURALSG"].contains { place.starts(with: $0) }
    }

    private static let headerBytes = 314
    private static let channelBytes = 66

    static func open(_ file: RecordingFile) throws(RecordingError) -> OpenedRecording {
        let magic = try BinaryFields(file, at: 0, count: 8)
        guard magic.text(0, count: 8) != "NEURALSG" else {
            throw RecordingError(
                file.path, at: .byte(0), field: "file type",
                .unsupported(found: "NEURALSG (version 2.1)", supported: "version 2.3 or 3.0"))
        }
        let fields = try BinaryFields(file, at: 0, count: headerBytes)
        let version = (fields.integer(8, as: UInt8.self), fields.integer(9, as: UInt8.self))
        guard version.0 == 2 || version.0 == 3 else {
            throw RecordingError(
                file.path, at: .byte(8), field: "version",
                .unsupported(found: "\(version.0).\(version.1)", supported: "version 2.3 or 3.0"))
        }
        let count = Int(fields.integer(310, as: UInt32.self))
        guard (1...Limits.channelsMax).contains(count) else {
            throw fields.bad(
                310, "number of channels", found: "\(count)",
                expected: "1 to \(Limits.channelsMax)")
        }
        // A period is in steps of 1/30,000 s, whatever the clock of the time stamps.
        let period = Int64(fields.integer(286, as: UInt32.self))
        guard period > 0,
            let rate = StatedRate(
                samples: 30_000, in: DecimalNumber(mantissa: period, scale: 0))
        else { throw fields.bad(286, "period", found: "\(period)", expected: "more than 0") }
        let dataOffset = Int64(fields.integer(10, as: UInt32.self))
        let channels = try channels(file, count)
        guard dataOffset >= headerBytes + count * channelBytes, dataOffset <= file.byteCount else {
            throw fields.bad(
                10, "bytes in headers", found: "\(dataOffset)",
                expected: "\(headerBytes + count * channelBytes) to the file's length")
        }
        let ticks = Double(fields.integer(290, as: UInt32.self))
        guard ticks > 0 else {
            throw fields.bad(290, "time stamp resolution", found: "0", expected: "more than 0")
        }
        var warnings = WarningList()
        var packets = BlackrockPackets(
            file: file, dataOffset: dataOffset, frameBytes: Int64(2 * count),
            stampBytes: version.0 == 3 ? 8 : 4, ticksPerSecond: ticks, rate: rate.statedHertz)
        try packets.scan(&warnings)
        let events = BlackrockEvents.read(
            besides: file.path, firstStamp: packets.firstStamp, &warnings)
        return try InterleavedFile(
            file: file, encoding: .int16, dataOffset: dataOffset,
            recordBytes: packets.recordBytes, rate: rate,
            channels: channels.map { channel in
                var channel = channel
                channel.byteOffset += packets.samplesOffset
                return channel
            }, runs: packets.timeline.runs
        ).opened(
            .blackrock, annotations: events?.annotations ?? [], startDate: date(fields),
            warnings: warnings, sidePaths: [events?.path].compactMap(\.self))
    }

    private static func channels(
        _ file: RecordingFile, _ count: Int
    ) throws(RecordingError) -> [ScaledChannel] {
        var channels: [ScaledChannel] = []
        for index in 0..<count {
            let entry = try BinaryFields(
                file, at: Int64(headerBytes + index * channelBytes), count: channelBytes)
            guard entry.text(0, count: 2) == "CC" else {
                throw entry.bad(
                    0, "type of channel \(index + 1)", found: entry.text(0, count: 2),
                    expected: "'CC'")
            }
            let (low, high) = (entry.integer(22, as: Int16.self), entry.integer(24, as: Int16.self))
            let (least, most) = (
                entry.integer(26, as: Int16.self), entry.integer(28, as: Int16.self)
            )
            guard low < high, least != most else {
                throw entry.bad(
                    22, "range of channel \(index + 1)", found: "\(low) to \(high)",
                    expected: "a minimum below the maximum")
            }
            let range = DigitalRange(
                physicalMinimum: Double(least), physicalMaximum: Double(most),
                digitalMinimum: Int(low), digitalMaximum: Int(high))
            let corners = (entry.integer(46, as: UInt32.self), entry.integer(56, as: UInt32.self))
            let name = entry.text(4, count: 16)
            channels.append(
                ScaledChannel(
                    name: name.isEmpty ? "\(entry.integer(2, as: UInt16.self))" : name,
                    unit: entry.text(30, count: 16), gain: range.gain, offset: range.offset,
                    range: range,
                    // Corners are in thousandths of a hertz.
                    prefiltering:
                        "HP:\(Double(corners.0) / 1000)Hz LP:\(Double(corners.1) / 1000)Hz",
                    byteOffset: Int64(2 * index)))
        }
        return channels
    }

    /// UTC: year, month, day of the week, day, hour, minute, second.
    private static func date(_ fields: BinaryFields) -> String? {
        let parts = (0..<7).map { Int64(fields.integer(294 + 2 * $0, as: UInt16.self)) }
        guard parts[0] > 1970, parts[4] < 24, parts[5] < 60, parts[6] < 60 else { return nil }
        return RecordingDate(
            "\(parts[0])-\(parts[1])-\(parts[3])T\(parts[4]):\(parts[5]):\(parts[6])")?.text
    }
}
