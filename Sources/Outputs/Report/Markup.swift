/// Text from outside, made safe for HTML and SVG, in content and in quoted attributes. Characters
/// that XML does not allow, and those that turn the direction of reading, become U+FFFD.
func escaped(_ text: String) -> String {
    var safe = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
        switch scalar {
        case "&": safe.append(contentsOf: "&amp;".unicodeScalars)
        case "<": safe.append(contentsOf: "&lt;".unicodeScalars)
        case ">": safe.append(contentsOf: "&gt;".unicodeScalars)
        case "\"": safe.append(contentsOf: "&quot;".unicodeScalars)
        case "'": safe.append(contentsOf: "&#39;".unicodeScalars)
        case "\t", "\n": safe.append(scalar)
        case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{FFFE}", "\u{FFFF}",
            "\u{202A}"..."\u{202E}", "\u{2066}"..."\u{2069}":
            safe.append("\u{FFFD}")
        default: safe.append(scalar)
        }
    }
    return String(safe)
}

/// A coordinate with at most one decimal; 0 for what is not finite.
func coordinate(_ value: Double) -> String {
    guard value.isFinite, abs(value) < 1e9 else { return "0" }
    let tenths = Int((value * 10).rounded())
    let whole = tenths.magnitude / 10
    let rest = tenths.magnitude % 10
    return (tenths < 0 ? "-" : "") + (rest == 0 ? "\(whole)" : "\(whole).\(rest)")
}

/// The body of an SVG picture under construction. Classes are ours; texts are escaped here.
struct Drawing {
    enum Anchor: String { case start, middle, end }

    private(set) var body = ""
    /// Whether a page's script may zoom it: what lies on the time axis tells its times then.
    let isZoomable: Bool
    /// Whether it stands in the page to whose parts its spans lead.
    let isLinked: Bool

    init(isZoomable: Bool = false, isLinked: Bool = false) {
        self.isZoomable = isZoomable
        self.isLinked = isLinked
    }

    mutating func raw(_ markup: String) { body += markup }

    /// A rectangle with an optional text that appears under the pointer.
    mutating func rectangle(
        x: Double, y: Double, width: Double, height: Double, _ style: String, radius: Double = 0,
        hint: String = "", attributes: String = ""
    ) {
        guard width > 0, height > 0 else { return }
        let corner = radius > 0 ? #" rx="\#(coordinate(radius))""# : ""
        let frame =
            #"x="\#(coordinate(x))" y="\#(coordinate(y))" "#
            + #"width="\#(coordinate(width))" height="\#(coordinate(height))""#
        body += #"<rect class="\#(style)" \#(frame)\#(corner)\#(attributes)"#
        body += hint.isEmpty ? "/>\n" : "><title>\(escaped(hint))</title></rect>\n"
    }

    mutating func line(
        x1: Double, y1: Double, x2: Double, y2: Double, _ style: String, attributes: String = ""
    ) {
        body +=
            #"<path class="\#(style)"\#(attributes) d="M\#(coordinate(x1)) \#(coordinate(y1))"#
            + #"L\#(coordinate(x2)) \#(coordinate(y2))"/>"# + "\n"
    }

    mutating func path(
        _ commands: String, _ style: String, hint: String = "", attributes: String = ""
    ) {
        guard !commands.isEmpty else { return }
        body += #"<path class="\#(style)"\#(attributes) d="\#(commands)""#
        body += hint.isEmpty ? "/>\n" : "><title>\(escaped(hint))</title></path>\n"
    }

    mutating func text(
        _ text: String, x: Double, y: Double, _ style: String = "t", anchor: Anchor = .start,
        attributes: String = ""
    ) {
        let position = #"x="\#(coordinate(x))" y="\#(coordinate(y))""#
        let alignment = anchor == .start ? "" : #" text-anchor="\#(anchor.rawValue)""#
        body +=
            #"<text class="\#(style)" \#(position)\#(alignment)\#(attributes)>"#
            + "\(escaped(text))</text>" + "\n"
    }

    /// The picture inside a page that has the style sheet.
    func inline(height: Double, title: String, attributes: String = "") -> String {
        open(height: height, title: title, attributes: attributes) + body + "</svg>\n"
    }

    /// The picture as a file of its own.
    func standalone(height: Double, title: String) -> String {
        let size =
            #" xmlns="http://www.w3.org/2000/svg" width="\#(coordinate(Plot.width))" "#
            + #"height="\#(coordinate(height))""#
        return open(height: height, title: title, attributes: size)
            + "<style>\(Theme.variables("svg"))\(Theme.picture)</style>\n"
            + #"<rect class="card" width="100%" height="100%" rx="8"/>"# + "\n" + body + "</svg>\n"
    }

    private func open(height: Double, title: String, attributes: String) -> String {
        // An image would hide its links from who cannot see it.
        let role = body.contains("<a ") ? "group" : "img"
        let box = "0 0 \(coordinate(Plot.width)) \(coordinate(height))"
        return #"<svg\#(attributes) class="picture" viewBox="\#(box)" role="\#(role)">"#
            + "<title>\(escaped(title))</title>\n"
    }
}
