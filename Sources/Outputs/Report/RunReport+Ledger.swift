import Journal

extension RunReport {
    func writeLedger(_ page: inout HTML) {
        page.element("h2", "Stimulation and charge")
        page.raw(#"<div class="sheet">"# + "\n")
        if bursts.isEmpty {
            page.element("p", "No burst was issued in this run.", style: "dim")
        } else {
            writeBursts(&page)
        }
        page.raw("</div>\n")
        guard !limits.isEmpty || !refusals.isEmpty else { return }
        page.raw(#"<div class="columns">"# + "\n")
        if !limits.isEmpty { writeLimits(&page) }
        if !refusals.isEmpty {
            page.raw(#"<div class="sheet">"# + "\n")
            page.table(
                caption: "Refused therapies by reason",
                header: [("reason", false), ("count", true)],
                rows: refusals.prefix(Self.rowCountMax).map {
                    HTML.Row([HTML.cell($0.label), HTML.number(Number.count($0.count))])
                })
            page.raw("</div>\n")
        }
        page.raw("</div>\n")
    }

    private func writeBursts(_ page: inout HTML) {
        var rows = bursts.prefix(Self.rowCountMax).enumerated().map { index, burst in
            HTML.Row(
                [
                    HTML.number(burst.onsetSeconds, digits: 3),
                    numberCell(burst),
                    HTML.number(burst.durationSeconds * 1000, digits: 1),
                    HTML.number(Number.count(burst.pulses)),
                    HTML.number(burst.amplitudeMicroamperes / 1_000, digits: 2),
                    HTML.number(burst.pulseWidthMicroseconds, digits: 0),
                    HTML.number(burst.frequencyHertz ?? 0, digits: 1),
                    HTML.number(burst.chargePerPhaseMicrocoulombs, digits: 3),
                    HTML.number(
                        burst.chargeDensityMicrocoulombsPerSquareCentimetre, digits: 2),
                    HTML.number(burst.imbalancePicocoulombs, digits: 1),
                    HTML.cell(burst.contacts),
                    HTML.cell(burst.cutBecause.map { "cut: \($0)" } ?? "whole"),
                ], style: burst.cutBecause == nil ? "" : "flag", anchor: Self.anchor(ofBurst: index)
            )
        }
        let worst = { (value: (Burst) -> Double) in bursts.map { abs(value($0)) }.max()
        }
        let pulses = bursts.reduce(0) { $0 + $1.pulses }
        let milliseconds = bursts.reduce(0) { $0 + $1.durationSeconds * 1000 }
        rows.append(
            HTML.Row(
                [
                    HTML.number("sum or maximum"), HTML.number(""),
                    HTML.number(milliseconds, digits: 1), HTML.number(Number.count(pulses)),
                    HTML.number(worst { $0.amplitudeMicroamperes / 1_000 }, digits: 2),
                    HTML.number(worst(\.pulseWidthMicroseconds), digits: 0),
                    HTML.number(worst { $0.frequencyHertz ?? 0 }, digits: 1),
                    HTML.number(worst(\.chargePerPhaseMicrocoulombs), digits: 3),
                    HTML.number(
                        worst(\.chargeDensityMicrocoulombsPerSquareCentimetre), digits: 2),
                    HTML.number(worst(\.imbalancePicocoulombs), digits: 1),
                    HTML.cell(""), HTML.cell(""),
                ], style: "sum"))
        page.table(
            caption:
                "Every burst: episode.therapy.burst; charge and density are those of one phase",
            header: [
                ("onset, s", true), ("e.t.b", true), ("ms", true), ("pulses", true),
                ("mA", true), ("µs", true), ("Hz", true), ("µC", true), ("µC/cm²", true),
                ("imbalance, pC", true), ("contacts", false), ("issued", false),
            ], rows: rows, isWide: true)
        writeRest(bursts.count, file: "stimulation.tsv", &page)
    }

    private func writeLimits(_ page: inout HTML) {
        page.raw(#"<div class="sheet">"# + "\n")
        page.table(
            caption: "Limits in force and the most that was used of each",
            header: [
                ("limit", false), ("used", true), ("of", true), ("", false), ("share", true),
            ],
            rows: limits.map { row in
                HTML.Row(
                    [
                        HTML.cell(row.label),
                        HTML.number(Number.brief(row.used)),
                        HTML.number("\(Number.brief(row.limit)) \(row.unit)"),
                        HTML.markup(HTML.bar(row.share)),
                        HTML.number(Number.text(row.share * 100, digits: 1) + " %"),
                    ], style: row.share > 1 ? "flag" : "")
            })
        page.raw("</div>\n")
    }
}
