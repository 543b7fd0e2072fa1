import Foundation

/// Messages that were typed or sent while it was recorded.
enum OpenEphysTexts {
    /// What cannot be read gives a warning.
    static func read(
        _ folders: [URL], firstStamp: Int64, rate: SamplingRate, _ warnings: inout WarningList
    ) -> (annotations: [RecordingAnnotation], paths: [String]) {
        var annotations: [RecordingAnnotation] = []
        var paths: [String] = []
        for folder in folders {
            let text = folder.appendingPathComponent("text.npy").path
            let stamps = ["sample_numbers.npy", "timestamps.npy"]
                .map { folder.appendingPathComponent($0).path }
                .first { FileManager.default.fileExists(atPath: $0) }
            guard FileManager.default.fileExists(atPath: text), let stamps else { continue }
            do throws(RecordingError) {
                annotations += try messages(text, stamps, firstStamp, rate)
                paths += [text, stamps]
            } catch {
                warnings.add("\(error); the messages were left out")
            }
        }
        return (annotations, paths)
    }

    private static func messages(
        _ text: String, _ stamps: String, _ firstStamp: Int64, _ rate: SamplingRate
    ) throws(RecordingError) -> [RecordingAnnotation] {
        let texts = try RecordingFile(opening: text)
        let times = try RecordingFile(opening: stamps)
        let textHeader = try NumPyHeader(texts)
        let timeHeader = try NumPyHeader(times, kind: "<i8")
        guard textHeader.kind.hasPrefix("|S"), let width = Int(textHeader.kind.dropFirst(2)),
            width > 0
        else {
            throw RecordingError(
                text, field: "descr",
                .badValue(found: textHeader.kind, expected: "texts of bytes, '|S' and a width"))
        }
        let count = min(textHeader.count, timeHeader.count, Int64(Limits.annotationsMax))
        guard count * Int64(width) <= Int64(Limits.annotationTextBytesMax) else {
            throw RecordingError(
                text, field: "bytes of messages",
                .limitExceeded(
                    found: count * Int64(width), limit: Int64(Limits.annotationTextBytesMax)))
        }
        var annotations: [RecordingAnnotation] = []
        for index in 0..<count {
            let message = try BinaryFields(
                texts, at: textHeader.dataOffset + index * Int64(width), count: width)
            let stamp: Int64 = try BinaryFields(
                times, at: timeHeader.dataOffset + 8 * index, count: 8
            ).integer(0)
            let found = message.text(0, count: width)
            guard !found.isEmpty else { continue }
            let frame = Double(stamp) - Double(firstStamp)
            annotations.append(
                RecordingAnnotation(
                    onsetSeconds: frame * Double(rate.denominator) / Double(rate.numerator),
                    text: found))
        }
        return annotations
    }
}
