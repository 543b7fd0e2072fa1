/// The header of a one-dimensional `.npy` file (NumPy, NEP 1).
struct NumPyHeader {
    /// "<i8", "|S256" and the like.
    let kind: String
    let count: Int64
    let dataOffset: Int64

    /// - Parameter kind: what the elements must be; nil where the caller looks.
    init(_ file: RecordingFile, kind: String? = nil) throws(RecordingError) {
        let start = try BinaryFields(file, at: 0, count: 12)
        guard start.bytes.starts(with: [0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59]) else {
            throw start.bad(0, "file type", found: "another", expected: "a NumPy file")
        }
        let isWide = start.bytes[6] >= 2
        let length =
            isWide ? Int(start.integer(8, as: UInt32.self)) : Int(start.integer(8, as: UInt16.self))
        guard length <= 1 << 16 else {
            throw start.bad(8, "header length", found: "\(length)", expected: "at most 65536")
        }
        let header = try BinaryFields(file, at: isWide ? 12 : 10, count: length)
        let text = ForeignText.decoded(header.bytes)
        let quote: Set<Character> = ["'", "\""]
        guard let descr = text.range(of: "descr"), let shape = text.range(of: "shape") else {
            throw header.bad(0, "header", found: text, expected: "'descr' and 'shape'")
        }
        let found =
            text[descr.upperBound...].split(whereSeparator: { quote.contains($0) })
            .dropFirst().first.map(String.init) ?? ""
        let inner = text[shape.upperBound...].drop { $0 != "(" }.dropFirst().prefix { $0 != ")" }
        let sizes = inner.split(separator: ",").map { Int64($0.trimmingSpaces) }
        guard kind == nil || kind == found else {
            throw header.bad(0, "descr", found: found, expected: kind ?? "")
        }
        self.kind = found
        dataOffset = Int64((isWide ? 12 : 10) + length)
        let width = Int64(found.drop { !$0.isNumber }) ?? 0
        let bytes =
            found.contains("U") ? width.multipliedReportingOverflow(by: 4).partialValue : width
        guard sizes.count == 1, let count = sizes[0], count >= 0, bytes > 0, bytes <= 1 << 20,
            count <= (file.byteCount - dataOffset) / bytes
        else {
            throw header.bad(
                0, "shape", found: String(inner), expected: "one size, of what the file holds,")
        }
        self.count = count
    }
}
