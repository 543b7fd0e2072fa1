/// Events in the `.nev` files of a folder: 16 KiB of text, then packets of 184 bytes.
enum NeuralynxEvents {
    private static let packetBytes = 184

    /// What cannot be read gives a warning.
    static func read(
        _ place: RecordingPlace, origin: UInt64, _ warnings: inout WarningList
    ) -> (annotations: [RecordingAnnotation], paths: [String]) {
        var annotations: [RecordingAnnotation] = []
        var paths: [String] = []
        for name in place.names where name.lowercased().hasSuffix(".nev") {
            do throws(RecordingError) {
                let file = try RecordingFile(opening: place.sibling(name))
                paths.append(file.path)
                let count = max(0, file.byteCount - NeuralynxFile.headerBytes) / Int64(packetBytes)
                let chunk = Int64(Limits.chunkBytes / packetBytes)
                for first in stride(from: 0, to: count, by: Int64.Stride(chunk)) {
                    let length = Int(min(chunk, count - first))
                    let fields = try BinaryFields(
                        file, at: NeuralynxFile.headerBytes + first * Int64(packetBytes),
                        count: length * packetBytes)
                    for index in 0..<length where annotations.count < Limits.annotationsMax {
                        let at = index * packetBytes
                        let time: UInt64 = fields.integer(at + 6)
                        let text = fields.text(at + 56, count: 128)
                        guard !text.isEmpty, time < 1 << 53 else { continue }
                        annotations.append(
                            RecordingAnnotation(
                                onsetSeconds: (Double(time) - Double(origin)) / 1e6, text: text))
                    }
                }
            } catch {
                warnings.add("\(error); its events were left out")
            }
        }
        return (annotations, paths)
    }
}
