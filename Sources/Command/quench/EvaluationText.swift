import Report
import Runs

extension EvaluationResult {
    /// The table for the terminal.
    func text(_ style: TerminalStyle) -> String {
        let table = TextTable(
            columns: Self.columns.enumerated().map { .init($1, $0 == 0 ? .left : .right) },
            rows: rows)
        return "detector: \(Terminal.oneLine(detector)); scores by \(by.rawValue)\n"
            + table.text(style) + FalseAlarmRules.text
            + refused.lines.map { "not scored: \(Terminal.oneLine($0))\n" }.joined()
    }
}
