import TestSupport
import Testing

@testable import Recordings

@Suite struct DecimalNumberTests {
    @Test(arguments: [
        ("0", 0.0), ("-0", 0), ("+12", 12), ("1.5", 1.5), (".5", 0.5), ("5.", 5), ("1e3", 1000),
        ("1.25E-2", 0.0125), ("37.60799999999999", 37.60799999999999), ("0.640625", 0.640625),
        ("123456789012345678", 123_456_789_012_345_680), ("1e-30", 0), ("000000000000000000007", 7),
        ("3.14159265358979323846264338327950288", 3.141592653589793),
        ("0.1", 0.1), ("99.99755859375", 99.99755859375),
    ])
    func numbers(text: String, value: Double) {
        #expect(DecimalNumber(parsing: text)?.value == value)
    }

    @Test(arguments: [
        "", " ", "+", "-", ".", "e5", "1e", "1e+", "1e1234", "nan", "inf", "0x10", "1,5", "1 2",
        "--1", "1e99", "9999999999999999999", "1.2.3", "\u{661}", "1_000", "1e18",
    ])
    func refusals(text: String) {
        #expect(DecimalNumber(parsing: text) == nil)
    }

    @Test func differencesAreExact() {
        let left = DecimalNumber(parsing: "10.713")!
        let right = DecimalNumber(parsing: "0.9")!
        #expect(left.subtracting(right) == 9.813)
    }

    @Test func everyDoubleIsWrittenAndReadBack() {
        var generator = SplitMix64(seed: 3)
        for _ in 0..<20_000 {
            let value = Double.random(in: -1e6...1e6, using: &generator)
            let text = EDFAnnotationText.plain(value)
            #expect(DecimalNumber(parsing: text)?.value == value)
        }
    }
}

@Suite struct ForeignTextTests {
    @Test func whatATerminalObeysIsTakenOut() {
        let text = ForeignText.safe("a\u{1B}[31m\u{7F}\u{85}\u{200B}\u{2066}\u{E000}\nµé")
        #expect(text == "a\u{FFFD}[31m\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD} µé")
    }

    @Test func quotationsAreShort() {
        let quoted = ForeignText.quoted(String(repeating: "x", count: 1000))
        #expect(quoted.count == Limits.quotedCharactersMax + 3)
        let marks = ForeignText.quoted("e" + String(repeating: "\u{301}", count: 100_000))
        #expect(marks.unicodeScalars.count == Limits.quotedCharactersMax + 3)
    }

    @Test func warningsAreBounded() {
        var list = WarningList()
        for number in 0..<1000 { list.add("warning \(number)\u{1B}") }
        #expect(list.finished.count == Limits.warningsMax + 1)
        #expect(list.finished[0] == "warning 0\u{FFFD}")
        #expect(list.finished.last == "950 further warnings were left out")
    }
}
