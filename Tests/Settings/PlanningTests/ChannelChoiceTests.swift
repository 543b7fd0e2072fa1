import Planning
import TestSupport
import Testing

@Suite("Channel choice")
struct ChannelChoiceTests {
    @Test(
        "wildcards",
        arguments: [
            ("LA1", "LA1", true), ("la1", "LA1", true), ("LA1", "LA10", false), ("LA*", "LA", true),
            ("LA*", "LA10", true), ("LA?", "LA", false), ("LA?", "LA1", true), ("*", "", true),
            ("?*", "", false), ("*1", "LA1", true), ("*1", "LA12", false), ("L*1*2", "LA1B2", true),
            ("L*1*2", "LA2B1", false), ("all", "anything", true), ("ALL", "anything", true),
            ("", "", true), ("", "A", false), ("**", "A", true), ("É?", "éx", true),
            ("a*c", "abcbc", true),
            ("EEG Fp1-Ref", "EEG Fp1-Ref", true), ("*-ref", "EEG Fp1-REF", true),
        ])
    func wildcards(pattern: String, name: String, expected: Bool) {
        #expect(ChannelChoice.matches(pattern, name) == expected)
    }

    @Test("random patterns agree with a search through all possibilities", arguments: UInt64(0)..<4)
    func search(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        func text(_ letters: [Character], _ most: Int) -> String {
            String(
                (0..<Int.random(in: 0...most, using: &random)).map { _ in
                    letters.randomElement(using: &random)!
                })
        }
        var matches = 0
        for _ in 0..<1_500 {
            let pattern = text(["a", "b", "*", "?"], 7)
            let name = text(["a", "b"], 8)
            let expected = Self.fits(Substring(pattern), Substring(name))
            #expect(ChannelChoice.matches(pattern, name) == expected, "\(pattern) and \(name)")
            matches += expected ? 1 : 0
        }
        #expect(matches > 100)
    }

    private static func fits(_ pattern: Substring, _ name: Substring) -> Bool {
        guard let first = pattern.first else { return name.isEmpty }
        if first == "*" {
            return fits(pattern.dropFirst(), name)
                || (!name.isEmpty && fits(pattern, name.dropFirst()))
        }
        guard let given = name.first, first == "?" || first == given else { return false }
        return fits(pattern.dropFirst(), name.dropFirst())
    }

    /// A search that tried every star would need the age of the universe for each.
    @Test("no pattern takes long", arguments: [1, 12, 40])
    func patient(stars: Int) {
        let pattern = String(repeating: "*a", count: stars) + "b"
        #expect(!ChannelChoice.matches(pattern, String(repeating: "a", count: 2_000)))
        #expect(ChannelChoice.matches(pattern, String(repeating: "a", count: 2_000) + "b"))
    }

    @Test("the chosen ones come in the names' order; a pattern that finds none is an error")
    func indices() throws {
        let names = ["LA1", "LA2", "RB1", "RB2"]
        #expect(
            try ChannelChoice(["RB*", "LA2"], field: "f").indices(in: names) == [1, 2, 3])
        #expect(throws: SettingsError.self) {
            try ChannelChoice(["LA1", "X*"], field: "f").indices(in: names)
        }
        let error = #expect(throws: SettingsError.self) {
            try ChannelChoice(["nine\u{1B}"], field: "frontEnd.channels").indices(
                in: (1...14).map { "C\($0)" })
        }
        #expect(
            error?.description
                == "settings: frontEnd.channels: no channel matches 'nine?'; there are C1, C2, C3, "
                + "C4, C5, C6, C7, C8, C9, C10, C11, C12, ... (14 in all)")
    }
}
