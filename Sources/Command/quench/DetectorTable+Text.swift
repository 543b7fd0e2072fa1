import Report
import Runs

extension DetectorTable {
    /// The scores over all patients, for the terminal.
    func text(_ style: TerminalStyle) -> String {
        TextTable(
            columns: Self.columns.dropFirst().enumerated().map {
                .init($1, $0 < 2 ? .left : .right)
            },
            rows: sums.map { Array($0.dropFirst()) }
        ).text(style)
    }
}
