import Foundation

/// The records of a session: remarks and seizures in `.rdat` files, of the session, a channel or a
/// segment (MEF 3.0 specification, "Records").
struct MEFRecords {
    let origin: Int64
    private(set) var annotations: [RecordingAnnotation] = []
    private(set) var paths: [String] = []
    private var textBytes = 0
    private var locked = 0
    private var others: [String: Int] = [:]
    private var dropped = 0
    private var problems: [String] = []

    init(origin: Int64) { self.origin = origin }

    private static let headerBytes = 24
    private static let bodyBytesMax = 1 << 16

    /// Reads every record file of a folder; one that cannot be read gives a warning.
    mutating func read(in folder: String, channel: String?) {
        let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
        for name in names where name.hasSuffix(".ridx") {
            let data = String(name.dropLast(4)) + "rdat"
            if !names.contains(data) {
                problems.append("\(folder)/\(data): is not there, though its index is")
            }
        }
        for name in names where name.hasSuffix(".rdat") {
            let path = "\(folder)/\(name)"
            do throws(RecordingError) {
                let file = try RecordingFile(opening: path)
                paths.append(path)
                let index = String(path.dropLast(4)) + "ridx"
                if FileManager.default.fileExists(atPath: index) { paths.append(index) }
                try read(file, channel)
            } catch {
                problems.append("\(error); the records after it were left out")
            }
        }
    }

    private mutating func read(_ file: RecordingFile, _ channel: String?) throws(RecordingError) {
        _ = try MEFUniversalHeader(file, type: "rdat")
        var place = Int64(MEFUniversalHeader.byteCount)
        while place < file.byteCount {
            let header = try BinaryFields(file, at: place, count: Self.headerBytes)
            let count = Int64(header.integer(12, as: UInt32.self))
            guard count <= file.byteCount - place - Int64(Self.headerBytes) else {
                throw header.bad(
                    12, "record bytes", found: "\(count)", expected: "no more than the file holds")
            }
            let kind = header.text(4, count: 4)
            guard !kind.isEmpty, others.count < Limits.namePatternsMax else {
                throw header.bad(4, "record type", found: kind, expected: "one that is known")
            }
            if header.integer(11, as: Int8.self) > 0 {
                locked += 1
            } else {
                let body = try BinaryFields(
                    file, at: place + Int64(Self.headerBytes),
                    count: Int(min(count, Int64(Self.bodyBytesMax))))
                add(kind, body, MEFTime.microseconds(header.integer(16)), channel)
            }
            place += Int64(Self.headerBytes) + count
        }
    }

    private mutating func add(
        _ kind: String, _ body: BinaryFields, _ time: Int64, _ channel: String?
    ) {
        switch kind {
        case "Note", "SyLg": append(body.text(0, count: body.bytes.count), time, nil, channel)
        case "EDFA" where body.bytes.count >= 8:
            append(
                body.text(8, count: body.bytes.count), time, body.integer(0, as: Int64.self),
                channel)
        case "Seiz" where body.bytes.count >= 1312:
            let onset = MEFTime.microseconds(body.integer(0))
            let end = MEFTime.microseconds(body.integer(8))
            let duration = end.subtractingReportingOverflow(onset)
            append(
                "Seizure", onset,
                duration.partialValue > 0 && !duration.overflow ? duration.partialValue : nil,
                channel)
            // What somebody wrote of it stands by itself, so that it cannot make the mark doubtful.
            append(body.text(288, count: 1024), onset, nil, channel)
        default: others[kind, default: 0] += 1
        }
    }

    private mutating func append(
        _ text: String, _ time: Int64, _ duration: Int64?, _ channel: String?
    ) {
        guard !text.isEmpty else { return }
        textBytes += text.utf8.count
        guard annotations.count < Limits.annotationsMax,
            textBytes <= Limits.annotationTextBytesMax
        else {
            dropped += 1
            return
        }
        annotations.append(
            RecordingAnnotation(
                onsetSeconds: Double(time.subtractingReportingOverflow(origin).partialValue) / 1e6,
                durationSeconds: duration.flatMap { $0 >= 0 ? Double($0) / 1e6 : nil },
                text: channel.map { "\(text)@@\($0)" } ?? text))
    }

    func summarise(into warnings: inout WarningList) {
        for line in problems { warnings.add(line) }
        if locked > 0 {
            warnings.add("\(locked) record(s) are encrypted and were left out")
        }
        if dropped > 0 { warnings.add("\(dropped) record(s) beyond the limit were left out") }
        if !others.isEmpty {
            let kinds = others.sorted { $0.key < $1.key }.prefix(8).map { "\($0.value) \($0.key)" }
            warnings.add(
                "records that hold no remark were left out: \(kinds.joined(separator: ", "))")
        }
    }
}
