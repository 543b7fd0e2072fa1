import Foundation

/// The remarks in the `.nev` file that belongs to a continuous one.
enum BlackrockEvents {
    private static let headerBytes = 336

    /// Nil where there is none; one that cannot be read gives a warning.
    static func read(
        besides path: String, firstStamp: UInt64?, _ warnings: inout WarningList
    ) -> (path: String, annotations: [RecordingAnnotation])? {
        let base = URL(fileURLWithPath: path).deletingPathExtension()
        let found = ["nev", "NEV"].map { base.appendingPathExtension($0).path }
            .first { FileManager.default.fileExists(atPath: $0) }
        guard let found, let firstStamp else { return nil }
        do throws(RecordingError) {
            return (found, try annotations(RecordingFile(opening: found), firstStamp))
        } catch {
            warnings.add("\(error); its remarks were left out")
            return nil
        }
    }

    private static func annotations(
        _ file: RecordingFile, _ firstStamp: UInt64
    ) throws(RecordingError) -> [RecordingAnnotation] {
        let fields = try BinaryFields(file, at: 0, count: headerBytes)
        let magic = fields.text(0, count: 8)
        guard magic == "NEURALEV" || magic == "BREVENTS" else {
            throw fields.bad(0, "file type", found: magic, expected: "'NEURALEV' or 'BREVENTS'")
        }
        let isWide = fields.integer(8, as: UInt8.self) >= 3
        let dataOffset = Int64(fields.integer(12, as: UInt32.self))
        let packetBytes = Int(fields.integer(16, as: UInt32.self))
        let ticks = Double(fields.integer(20, as: UInt32.self))
        let textAt = isWide ? 16 : 12
        guard dataOffset >= headerBytes, (textAt...4096).contains(packetBytes), ticks > 0 else {
            throw fields.bad(
                12, "bytes in headers and packets", found: "\(dataOffset), \(packetBytes)",
                expected: "at least \(headerBytes), and \(textAt) to 4096")
        }
        var annotations: [RecordingAnnotation] = []
        let packets = max(0, file.byteCount - dataOffset) / Int64(packetBytes)
        let chunk = Int64(max(1, Limits.chunkBytes / packetBytes))
        for first in stride(from: 0, to: packets, by: Int64.Stride(chunk)) {
            let count = Int(min(chunk, packets - first))
            let part = try BinaryFields(
                file, at: dataOffset + first * Int64(packetBytes), count: count * packetBytes)
            for index in 0..<count where annotations.count < Limits.annotationsMax {
                let at = index * packetBytes
                let kindAt = at + (isWide ? 8 : 4)
                // Comments only; spikes and digital inputs are no remarks.
                guard part.integer(kindAt, as: UInt16.self) == 0xFFFF else { continue }
                let stamp =
                    isWide
                    ? part.integer(at, as: UInt64.self) : UInt64(part.integer(at, as: UInt32.self))
                var bytes = Array(part.bytes[(at + textAt)..<(at + packetBytes)])
                if part.integer(kindAt + 2, as: UInt8.self) == 1 {
                    bytes = TextLines.utf8([0xFF, 0xFE] + bytes)
                }
                let text = ForeignText.field(bytes.prefix { $0 != 0 })
                guard !text.isEmpty else { continue }
                annotations.append(
                    RecordingAnnotation(
                        onsetSeconds: (Double(stamp) - Double(firstStamp)) / ticks, text: text))
            }
        }
        return annotations
    }
}
