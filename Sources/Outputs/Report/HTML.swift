/// Pieces of the page. Everything passed in as text is escaped here.
struct HTML {
    private(set) var text = ""
    var script = ""

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
            let anchor = row.anchor.isEmpty ? "" : #" id="\#(row.anchor)""#
            text += row.style.isEmpty ? "<tr\(anchor)>" : #"<tr class="\#(row.style)"\#(anchor)>"#
            text += row.cells.joined() + "</tr>\n"
        }
        text += "</tbody></table></div>\n"
    }

    struct Row {
        var cells: [String]
        var style = ""

        /// Where the page has it; empty where nothing leads to it.
        var anchor: String

        init(_ cells: [String], style: String = "", anchor: String = "") {
            self.cells = cells
            self.style = style
            self.anchor = anchor
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
    ///
    /// - Parameter seconds: where on the time axis of a picture there.
    static func link(
        _ content: String, to anchor: String, at seconds: Double? = nil
    ) -> String {
        let place = seconds.map { #" data-at="\#(Number.text($0, digits: 4))""# } ?? ""
        return ##"<td class="r"><a href="#\##(anchor)"\##(place)>\##(escaped(content))</a></td>"##
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
