/// Pieces of the page. Everything passed in as text is escaped here.
struct HTML {
    private(set) var text = ""

    mutating func raw(_ markup: String) { text += markup }

    mutating func element(_ name: String, _ content: String, style: String = "") {
        let attribute = style.isEmpty ? "" : #" class="\#(style)""#
        text += "<\(name)\(attribute)>\(escaped(content))</\(name)>\n"
    }

    /// A table whose cells are markup already; see `HTML.cell` and `HTML.number`.
    mutating func table(
        caption: String = "", header: [(title: String, isNumber: Bool)], rows: [Row],
        isWide: Bool = false
    ) {
        text += #"<div class="scroll"><table\#(isWide ? #" class="wide""# : "")>"# + "\n"
        if !caption.isEmpty { text += "<caption>\(escaped(caption))</caption>\n" }
        text += "<thead><tr>"
        for column in header {
            text += column.isNumber ? #"<th class="r">"# : "<th>"
            text += escaped(column.title) + "</th>"
        }
        text += "</tr></thead>\n<tbody>\n"
        for row in rows {
            text += row.style.isEmpty ? "<tr>" : #"<tr class="\#(row.style)">"#
            text += row.cells.joined() + "</tr>\n"
        }
        text += "</tbody></table></div>\n"
    }

    struct Row {
        var cells: [String]
        var style = ""

        init(_ cells: [String], style: String = "") {
            self.cells = cells
            self.style = style
        }
    }

    static func cell(_ content: String, style: String = "") -> String {
        (style.isEmpty ? "<td>" : #"<td class="\#(style)">"#) + escaped(content) + "</td>"
    }

    static func number(_ content: String) -> String { cell(content, style: "r") }

    static func number(_ value: Double?, digits: Int) -> String {
        number(value.map { Number.text($0, digits: digits) } ?? "–")
    }

    /// A number that leads to a part of the page.
    static func link(_ content: String, to anchor: String) -> String {
        ##"<td class="r"><a href="#\##(anchor)">\##(escaped(content))</a></td>"##
    }

    static func markup(_ content: String) -> String { "<td>\(content)</td>" }

    /// A bar filled to a share of its length.
    static func bar(_ share: Double) -> String {
        let percent = coordinate(min(max(share, 0), 1) * 100)
        let style = share > 1 ? "bar over" : "bar"
        return #"<span class="\#(style)"><i style="width:\#(percent)%"></i></span>"#
    }
}

extension Tone {
    var style: String {
        switch self {
        case .good: "good"
        case .neutral: "neutral"
        case .warning: "warning"
        case .bad: "bad"
        }
    }
}
