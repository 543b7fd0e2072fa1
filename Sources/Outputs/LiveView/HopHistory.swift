import NIOCore

/// The last rows of a run, in a ring of bounded size, as they go to the pages.
struct HopHistory {
    static let secondsMax = 600.0
    static let bytesMax = 16 << 20

    /// Rows that are kept of a run: ten minutes, or what 16 MiB hold.
    static func rowCount(for subject: ViewSubject) -> Int {
        let wanted = (secondsMax / subject.planned.hopSeconds).rounded(.up)
        return max(64, min(Int(wanted), bytesMax / HopRows(subject).byteCount))
    }

    private let rows: HopRows
    private let rowCountMax: Int
    private var stored: [ByteBuffer] = []
    /// Rows entered so far: the next one's number.
    private(set) var count = 0

    /// Rows of one piece, so that the ring gives up a piece at a time.
    private static let rowsOfPiece = 64

    init(_ subject: ViewSubject) {
        rows = HopRows(subject)
        rowCountMax = Self.rowCount(for: subject)
    }

    var rowBytes: Int { rows.byteCount }

    /// The number of the oldest row that is kept.
    var first: Int {
        let pieces = (count + Self.rowsOfPiece - 1) / Self.rowsOfPiece
        return (pieces - stored.count) * Self.rowsOfPiece
    }

    mutating func append(_ hop: ViewedHop) {
        if count % Self.rowsOfPiece == 0 {
            if stored.count * Self.rowsOfPiece >= rowCountMax { stored.removeFirst() }
            var piece = ByteBuffer()
            piece.reserveCapacity(Self.rowsOfPiece * rowBytes)
            stored.append(piece)
        }
        rows.write(hop, number: count, to: &stored[stored.count - 1])
        count += 1
    }

    /// Appends the bytes of these rows, as far as they are kept.
    func write(_ wanted: Range<Int>, to buffer: inout ByteBuffer) {
        var row = max(wanted.lowerBound, first)
        while row < min(wanted.upperBound, count) {
            let piece = stored[row / Self.rowsOfPiece - first / Self.rowsOfPiece]
            let place = row % Self.rowsOfPiece
            let rowsHere = min(wanted.upperBound - row, Self.rowsOfPiece - place)
            let bytes = piece.getSlice(
                at: place * rowBytes,
                length: min(rowsHere * rowBytes, piece.readableBytes - place * rowBytes))
            if var bytes { buffer.writeBuffer(&bytes) }
            row += rowsHere
        }
    }
}
