/// A MATLAB file of level 5 and its matrices of real numbers (MathWorks, MAT-File Format, Level 5). What
/// else it holds is passed over.
struct MATLABFile {
    let file: RecordingFile
    private(set) var matrices: [MATLABMatrix] = []

    static func isFile(_ place: RecordingPlace) -> Bool {
        place.starts(with: "MATLAB 5.0 MAT-file")
    }

    /// Reads the head of each variable. O(number of variables).
    init(_ file: RecordingFile) throws(RecordingError) {
        self.file = file
        let header = try BinaryFields(file, at: 0, count: 128)
        guard header.integer(126, as: UInt16.self) == 0x4D49 else {
            throw RecordingError(
                file.path, at: .byte(126), field: "byte order",
                .unsupported(
                    found: header.text(126, count: 2),
                    supported: "a little-endian one, by load and save in MATLAB"))
        }
        var place: Int64 = 128
        var count = 0
        // A few bytes at the end are no variable.
        while file.byteCount - place >= 8 {
            count += 1
            guard count <= Limits.variablesMax else {
                throw RecordingError(
                    file.path, field: "number of variables",
                    .limitExceeded(found: Int64(count), limit: Int64(Limits.variablesMax)))
            }
            let tag = try BinaryFields(file, at: place, count: 8)
            let end = place + 8 + Int64(tag.integer(4, as: UInt32.self))
            guard end <= file.byteCount else {
                throw RecordingError(
                    file.path, at: .byte(place),
                    .truncated(expectedBytes: end, foundBytes: file.byteCount))
            }
            let part = place + 8..<end
            switch tag.integer(0, as: UInt32.self) {
            case 14:
                let head = try file.bytes(
                    at: place, count: min(MATLABMatrix.headBytes, end - place))
                matrices += MATLABMatrix(head, at: .file(place)).map { [$0] } ?? []
            case 15:
                let head = try MATLABMatrix.inflated(file, part, MATLABMatrix.headBytes)
                matrices += MATLABMatrix(head, at: .compressed(part)).map { [$0] } ?? []
            default: break
            }
            place = end
        }
    }

    /// The first variable of a name, if it is a matrix of real numbers.
    subscript(name: String) -> MATLABMatrix? { matrices.first { $0.name == name } }

    /// All numbers of a small vector, in the file's order; nil where there is none.
    func vector(_ name: String) throws(RecordingError) -> [Double]? {
        guard let matrix = self[name] else { return nil }
        guard matrix.count <= Limits.tableRowsMax,
            matrix.shape.allSatisfy({ $0 == 1 || $0 == matrix.count || matrix.count == 0 })
        else {
            throw RecordingError(
                file.path, field: name,
                .badValue(
                    found: matrix.shape.map(String.init).joined(separator: " x "),
                    expected: "a row or a column of at most \(Limits.tableRowsMax) numbers"))
        }
        return matrix.encoding.numbers(try bytes(of: matrix))
    }

    private func bytes(of matrix: MATLABMatrix) throws(RecordingError) -> [UInt8] {
        let start = Int64(matrix.dataOffset)
        switch matrix.place {
        case .file(let place):
            return try BinaryFields(file, at: place + start, count: Int(matrix.byteCount)).bytes
        case .compressed(let part):
            let all = try MATLABMatrix.inflated(
                file, part, start + matrix.byteCount + MATLABMatrix.paddingBytes)
            guard all.count >= start + matrix.byteCount else { throw cut(matrix, all.count) }
            return Array(all[Int(start)...].prefix(Int(matrix.byteCount)))
        }
    }

    private func cut(_ matrix: MATLABMatrix, _ found: Int) -> RecordingError {
        RecordingError(
            file.path, field: ForeignText.quoted(matrix.name),
            .truncated(
                expectedBytes: Int64(matrix.dataOffset) + matrix.byteCount,
                foundBytes: Int64(found)))
    }

    /// Where the numbers of a matrix lie. What is compressed becomes a temporary file without a name.
    func data(
        of matrix: MATLABMatrix, _ progress: (Double) -> Void
    ) throws(RecordingError) -> (file: RecordingFile, offset: Int64) {
        let start = Int64(matrix.dataOffset)
        guard case .compressed(let part) = matrix.place else {
            guard case .file(let place) = matrix.place else { preconditionFailure("two places") }
            return (file, place + start)
        }
        let wanted = start + matrix.byteCount
        var found: Int64 = 0
        var bytes = try TemporaryBytes()
        var inflater = Inflater(file, part)
        try inflater.run { piece throws(RecordingError) in
            // The numbers alone, from the file's start on.
            let from = Int(min(Int64(piece.count), max(0, start - found)))
            let to = Int(min(Int64(piece.count), max(0, wanted - found)))
            found += Int64(piece.count)
            progress(min(1, Double(found) / Double(wanted)))
            if from < to { try bytes.append(piece.dropFirst(from).prefix(to - from)) }
            return found < wanted + MATLABMatrix.paddingBytes
        }
        guard found >= wanted else { throw cut(matrix, Int(found)) }
        return (try bytes.file(insteadOf: file.path), 0)
    }
}
