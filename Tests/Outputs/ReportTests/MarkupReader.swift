import Foundation

@testable import Report

#if canImport(FoundationXML)
    import FoundationXML
#endif

/// Reads markup strictly and notes what it is made of.
final class MarkupReader: NSObject, XMLParserDelegate {
    private(set) var elements: [String: Int] = [:]
    private(set) var attributeNames: Set<String> = []
    private(set) var attributeValues: [String] = []
    private var attributes: [(name: String, value: String)] = []
    private(set) var text = ""
    private(set) var problem: String?

    /// - Parameter markup: one XML element with everything in it.
    init(_ markup: String) {
        super.init()
        let parser = XMLParser(data: Data(markup.utf8))
        parser.shouldResolveExternalEntities = false
        parser.delegate = self
        if !parser.parse() {
            problem = "line \(parser.lineNumber): \(parser.parserError.map { "\($0)" } ?? "?")"
        }
    }

    /// Reads a page: its void elements are closed as XML wants it.
    ///
    /// The program's own script, which is no XML, is left out: any other is found.
    convenience init(page: String) {
        var markup = page.replacing("<script>\(ReportScript.text)</script>\n", with: "")
        markup = markup.replacing("<!DOCTYPE html>\n", with: "")
        markup = markup.replacing(/<meta [^>]*>/) { String($0.output.dropLast()) + "/>" }
        self.init(markup)
    }

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
        qualifiedName: String?, attributes: [String: String]
    ) {
        elements[name, default: 0] += 1
        attributeNames.formUnion(attributes.keys)
        attributeValues += attributes.values
        self.attributes += attributes.map { ($0.key, $0.value) }
    }

    func attributes(named name: String) -> [String] {
        attributes.filter { $0.name == name }.map(\.value)
    }

    func parser(_ parser: XMLParser, foundCharacters string: String) { text += string }
}
