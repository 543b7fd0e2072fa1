import Testing

@testable import Journal

/// What is taken for JSON of what somebody sends.
@Suite struct JSONParsingTests {
    private func parse(_ text: String) -> JSONValue? { JSONValue(parsing: Array(text.utf8)) }

    @Test func aTextIsReadWithColonsAndBracketsInItsStrings() {
        let text = #"{"a:{[": [1, {"b\":": "\\"}, "]}:"], "c": {"a:{[": null}}"#
        let value = parse(text)
        #expect(value?["a:{["]?.list?.count == 3)
        #expect(value?["a:{["]?.list?[1]["b\":"]?.text == "\\")
        #expect(value?["c"]?["a:{["] == .null)
    }

    /// Which of the two was meant nobody knows.
    @Test(arguments: [
        #"{"value": true, "value": false}"#, #"{"value": 1, "v\u0061lue": 2}"#,
        #"[{"a": {"b": 1, "b": 1}}]"#,
    ])
    func aMemberThatIsNamedTwiceIsRefused(text: String) { #expect(parse(text) == nil) }

    @Test func whatIsNestedDeepIsNotEvenRead() {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        #expect(parse(nested(JSONValue.depthMax)) != nil)
        #expect(parse(nested(JSONValue.depthMax + 1)) == nil)
        #expect(parse(#"{"a": "\#(nested(100))"}"#) != nil)
    }

    @Test func anotherEncodingThanUTF8IsRefused() {
        let text = #"{"text": "a"}"#
        #expect(parse(text) != nil)
        let little = text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        #expect(JSONValue(parsing: little) == nil)
        #expect(JSONValue(parsing: [0xFF, 0xFE] + little) == nil)
        #expect(JSONValue(parsing: Array(#"{"text": "a"#.utf8) + [0xFF, 0x22, 0x7D]) == nil)
    }
}
