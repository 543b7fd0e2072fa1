/// What the channels of a run showed in one stretch of it, row by row: the lowest and the highest count
/// of so many frames each.
package struct TraceSpan: Sendable {
    /// Frames of a row.
    package let framesPerRow: Int
    /// Laid out [row][channel]; a row without a sample has its lowest above its highest.
    package var low: [Int16]
    package var high: [Int16]
    package let channelCount: Int

    /// Of so many rows without a sample yet.
    package init(rows: Int, channelCount: Int, framesPerRow: Int) {
        self.framesPerRow = framesPerRow
        self.channelCount = channelCount
        low = Array(repeating: .max, count: rows * channelCount)
        high = Array(repeating: .min, count: rows * channelCount)
    }

    package var rowCount: Int { low.count / max(1, channelCount) }

    /// Whether any channel has a sample in the row.
    package func hasSamples(_ row: Int) -> Bool {
        (row * channelCount..<(row + 1) * channelCount).contains { low[$0] <= high[$0] }
    }

    /// Reads a stretch of frames by rows of so many, of the first channels.
    package typealias Reader =
        @Sendable (
            _ frames: Range<Int64>, _ framesPerRow: Int, _ channelCount: Int
        ) throws -> TraceSpan
}
