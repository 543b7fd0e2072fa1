/// One figure of a run beside the untreated twin's.
package struct TwinRow: Sendable {
    package var label: String
    package var treated: String
    package var untreated: String

    package init(label: String, treated: String, untreated: String) {
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
