/// Things that were read nevertheless; the list is bounded, what it drops is counted.
struct WarningList: Sendable {
    private(set) var lines: [String] = []
    private var dropped = 0

    mutating func add(_ line: String) {
        if lines.count < Limits.warningsMax {
            lines.append(ForeignText.safe(line))
        } else {
            dropped += 1
        }
    }

    /// All lines, the count of the dropped ones last.
    var finished: [String] {
        dropped == 0 ? lines : lines + ["\(dropped) further warnings were left out"]
    }
}
