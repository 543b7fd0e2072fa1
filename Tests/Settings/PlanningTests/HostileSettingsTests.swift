import Planning
import TestSupport
import Testing

/// Whatever stands in a file, reading and planning end: in a plan or in one line.
@Suite("Hostile settings")
struct HostileSettingsTests {
    private static let signal = SignalDescription(
        channelNames: ["LA1", "LA2", "B 3"], rateNumerator: 256, rateDenominator: 1)

    /// One line, or nil where a plan came of it.
    private static func problem(_ yaml: String) -> String? {
        do throws(SettingsError) {
            let settings = try Settings(yaml: yaml, over: .standard, file: "s.yaml")
            _ = try Planner.plan(settings, for: signal)
            return nil
        } catch {
            return error.description
        }
    }

    @Test("2,000 mutated texts, none a trap", arguments: 0..<20)
    func mutated(part: Int) {
        let bytes = Array(Settings.defaultText.utf8)
        for index in part * 100..<part * 100 + 100 {
            var random = SplitMix64(seed: UInt64(index))
            let text = String(decoding: Self.mutated(bytes, &random), as: UTF8.self)
            if let problem = Self.problem(text) {
                #expect(!problem.contains("\n") && problem.count < 1_000, "seed \(index)")
            }
        }
    }

    private static func mutated(_ bytes: [UInt8], _ random: inout SplitMix64) -> [UInt8] {
        let words = [
            "-9223372036854775808", "9223372036854775807", "1e308", "-0", "nan", "~", "*burst",
            "&next", "[", "]", "{", "}", "? ", ": ", "- ", "\n", "\n  ", "'", "\"", "|", "0", "1",
            "\u{0}", "!!binary ", "<<", "case", "all", "type:", "*", "16", "17", "0.0001", "1000",
        ]
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...6, using: &random) {
            let place = Int.random(in: 0..<bytes.count, using: &random)
            switch random.next() % 4 {
            case 0: bytes[place] = UInt8(truncatingIfNeeded: random.next())
            case 1: bytes.removeSubrange(place..<min(bytes.count, place + Int(random.next() % 40)))
            case 2:
                bytes.insert(
                    contentsOf: Array(words.randomElement(using: &random)!.utf8), at: place)
            default:
                // A number becomes another one.
                guard let start = bytes[place...].firstIndex(where: { (48...57).contains($0) })
                else { continue }
                let end = bytes[start...].firstIndex { !(46...57).contains($0) } ?? bytes.count
                bytes.replaceSubrange(start..<end, with: words.randomElement(using: &random)!.utf8)
            }
            if bytes.isEmpty { return bytes }
        }
        return bytes
    }

    @Test(
        "texts that once were, or might be, a trap or a hang",
        arguments: [
            "stimulation: {therapies: [{bursts: [{cathodes: [-9223372036854775808]}]}]}",
            "stimulation: {therapies: [{bursts: [{cathodes: [0]}]}]}",
            "stimulation: {therapies: [{bursts: [{frequencyHertz: 0.001, durationMilliseconds: 600000}]}]}",
            String(repeating: "[", count: 100_000),
            String(repeating: "{a: ", count: 30_000),
            String(repeating: "- ", count: 60_000),
            (1..<500).map { String(repeating: " ", count: $0) + "a:\n" }.joined(),
            "a: &a [*a, *a]",
            String(repeating: "x", count: 128 << 10),
            String(repeating: "x", count: 128 << 10 + 1),
            "\u{FEFF}detector: {join: 5}",
            "%YAML 9.9\n---\na: b",
        ])
    func known(yaml: String) {
        #expect(Self.problem(yaml) != nil)
    }

    @Test("as many aliases as a person may want are read")
    func aliases() {
        #expect(Self.problem(Settings.defaultText) == nil)
        let patterns = (0..<100).map { "\"*\($0)\", \"*-REF\", 'A&B*C'" }.joined(separator: ", ")
        #expect(Self.problem("frontEnd: {exclude: [\(patterns), A*B, C&D]}") == nil)
    }

    /// Anchors of anchors: small as a text, 2^60 items where it is walked through.
    @Test("a bomb of aliases does not go off", arguments: ["key", "value", "list"])
    func bomb(kind: String) {
        var yaml = "a0: &a0 [x, x]\n"
        for level in 1...60 { yaml += "a\(level): &a\(level) [*a\(level - 1), *a\(level - 1)]\n" }
        switch kind {
        case "key": yaml += "? *a60\n: 1\n"
        case "value": yaml += "safeStateSeconds: *a60\n"
        default: yaml += "frontEnd: {channels: *a60}\n"
        }
        #expect(Self.problem(yaml) != nil)
    }
}
