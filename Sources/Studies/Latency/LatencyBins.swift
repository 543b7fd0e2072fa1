/// Durations counted in bins, so that a file can hold them and any of them can be put together: each
/// bin is a 128th to a 64th of its durations wide.
package struct LatencyBins: Equatable, Sendable {
    /// By the bins' lower ends, nanoseconds.
    private(set) var counts: [Int64: Int] = [:]

    init() {}

    init(_ nanoseconds: some Sequence<Int64>) {
        for value in nanoseconds { record(value) }
    }

    /// A negative duration counts as 0.
    mutating func record(_ nanoseconds: Int64) {
        let value = max(0, nanoseconds)
        counts[value & (0 &- Self.width(value)), default: 0] += 1
    }

    /// How wide the bin is in which a duration lies, nanoseconds.
    static func width(_ nanoseconds: Int64) -> Int64 {
        1 << max(0, Int64.bitWidth - nanoseconds.leadingZeroBitCount - 7)
    }

    /// `36096:12 36352:3`: of so many nanoseconds or more, less than the next bin, 12; and so on.
    var text: String {
        counts.sorted { $0.key < $1.key }.map { "\($0.key):\($0.value)" }.joined(separator: " ")
    }

    /// Longer than any run.
    private static let endMax: Int64 = 1 << 50

    /// Nil where the text is none that `text` writes.
    init?(text: String) {
        for word in text.split(separator: " ") {
            let parts = word.split(separator: ":", omittingEmptySubsequences: false)
            guard parts.count == 2, let start = Int64(parts[0]),
                (0..<Self.endMax).contains(start),
                start & (Self.width(start) - 1) == 0, let count = Int(parts[1]),
                (1...1_000_000_000).contains(count), counts[start] == nil
            else { return nil }
            counts[start] = count
        }
    }
}
