import Journal
import Report

extension Examination {
    /// A table, and under it what to do.
    package func text(_ style: TerminalStyle) -> String {
        let table = TextTable(
            columns: [.init(""), .init("for real time"), .init("on this machine")],
            rows: findings.map { [mark($0.verdict, style), $0.name, $0.found] })
        let missing = findings.filter { $0.verdict == .missing && !$0.remedy.isEmpty }
        var text = table.text(style)
        if !missing.isEmpty {
            text += "\nWhat would help, and how to grant it:\n"
            for finding in missing { text += "- \(finding.name): \(finding.remedy)\n" }
        }
        let count = findings.count { $0.verdict == .missing }
        text +=
            count == 0
            ? "\ndoctor: nothing is missing\n"
            : "\ndoctor: \(count) of \(findings.count) missing; none of it changes a decision, "
                + "only how late it may come\n"
        return text
    }

    private func mark(_ verdict: Finding.Verdict, _ style: TerminalStyle) -> String {
        switch verdict {
        case .good: style.isASCII ? "+" : "✓"
        case .missing: style.isASCII ? "x" : "✗"
        case .note: style.isASCII ? "-" : "·"
        }
    }

    /// The findings for machines: `name`, `verdict` (`good`, `missing`, `note`), `found`, `remedy`.
    package var json: JSONValue {
        .object([
            .init("missing", .integer(Int64(findings.count { $0.verdict == .missing }))),
            .init(
                "findings",
                .list(
                    findings.map {
                        .object([
                            .init("name", .text($0.name)),
                            .init("verdict", .text($0.verdict.rawValue)),
                            .init("found", .text($0.found)),
                            .init("remedy", .text($0.remedy)),
                        ])
                    })),
        ])
    }
}
