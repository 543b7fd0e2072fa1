/// One figure of a run beside the untreated twin's.
public struct TwinRow: Sendable {
    public var label: String
    public var treated: String
    public var untreated: String

    public init(label: String, treated: String, untreated: String) {
        self.label = label
        self.treated = treated
        self.untreated = untreated
    }

    static func table(_ rows: [TwinRow]) -> TextTable {
        TextTable(
            columns: [
                .init("patient"), .init("closed loop", .right), .init("untreated twin", .right),
            ],
            rows: rows.map { [$0.label, $0.treated, $0.untreated] })
    }
}

extension RunReport {
    func writeTwin(_ page: inout HTML) {
        guard !twinRows.isEmpty else { return }
        page.element("h2", "Beside the untreated twin")
        page.raw(#"<div class="sheet">"# + "\n")
        page.table(
            header: [("patient", false), ("closed loop", true), ("untreated twin", true)],
            rows: twinRows.map {
                HTML.Row([
                    HTML.cell($0.label), HTML.number($0.treated), HTML.number($0.untreated),
                ])
            })
        page.raw("</div>\n")
    }
}
