import Planning
import Testing

/// One clear line for each thing that can be wrong: file, line, field, and what to do.
@Suite("Errors in the settings")
struct SettingsErrorTests {
    /// Path, lowest, highest, and whether whole.
    private static let numbers: [(String, Double, Double, Bool)] = [
        ("frontEnd.rateHertz", 0, 100_000, false),
        ("frontEnd.lsbNanovolts", 0.001, 1e9, false),
        ("frontEnd.bits", 2, 16, true),
        ("detector.hopMilliseconds", 1, 40, false),
        ("detector.highPassHertz", 0, 1_000, false),
        ("detector.bandPassOrder", 1, 3, true),
        ("detector.shortTermSeconds.lineLength", 0.02, 10, false),
        ("detector.shortTermSeconds.area", 0.02, 10, false),
        ("detector.shortTermSeconds.halfWaves", 0.02, 10, false),
        ("detector.shortTermSeconds.rhythm", 0.02, 10, false),
        ("detector.longTermSeconds", 1, 86_400, false),
        ("detector.halfWave.amplitudePercent", 1, 100_000, false),
        ("detector.halfWave.amplitudeMicrovolts", 0, 1e6, false),
        ("detector.patterns[0].thresholdPercent", 0, 100_000, false),
        ("detector.patterns[0].thresholdAbsolute", 0, 1e6, false),
        ("detector.patterns[0].votes", 1, 1_024, true),
        ("detector.patterns[0].votesPercent", 0, 100, false),
        ("detector.patterns[0].rhythmPercent", 0, 100, false),
        ("detector.onsetSeconds", 0, 60, false),
        ("detector.terminationSeconds", 0, 600, false),
        ("detector.holdOffSeconds", 0, 3_600, false),
        ("detector.settleSeconds", 0, 60, false),
        ("detector.episodeSecondsMax", 1, 86_400, false),
        ("detector.quality.recoverySeconds", 0.1, 600, false),
        ("detector.quality.saturatedSeconds", 0, 600, false),
        ("detector.quality.flatSeconds", 0, 600, false),
        ("detector.quality.contactRangePercent", 1, 100, false),
        ("detector.quality.contactSeconds", 0, 600, false),
        ("detector.quality.mainsPercent", 1, 100, false),
        ("stimulation.electrodes.contacts", 1, 16, true),
        ("stimulation.electrodes.impedanceOhms", 1, 1e6, false),
        ("stimulation.electrodes.areaSquareMillimetres", 0.0001, 2_000, false),
        ("stimulation.electrodes.caseImpedanceOhms", 1, 1e6, false),
        ("stimulation.electrodes.caseAreaSquareMillimetres", 0.0001, 2_000, false),
        ("stimulation.electrodes.complianceVolts", 0.1, 20, false),
        ("stimulation.therapies[0].bursts[0].amplitudeMilliamperes", 0.001, 12, false),
        ("stimulation.therapies[0].bursts[0].pulseWidthMicroseconds", 40, 1_000, false),
        ("stimulation.therapies[0].bursts[0].interphaseGapMicroseconds", 0, 2_000, false),
        ("stimulation.therapies[0].bursts[0].frequencyHertz", 1, 333, false),
        ("stimulation.therapies[0].bursts[0].durationMilliseconds", 0, 5_000, false),
        ("stimulation.therapies[0].pauseMilliseconds", 0, 10_000, false),
        ("stimulation.startDelayMilliseconds", 0, 50, false),
        ("stimulation.blankingMilliseconds", 0, 10_000, false),
        ("stimulation.redetectionSeconds", 0, 600, false),
        ("stimulation.refractorySeconds", 0, 86_400, false),
        ("stimulation.therapiesPerEpisode", 1, 5, true),
        ("stimulation.therapiesPerHour", 1, 200, true),
        ("stimulation.therapiesPerDay", 1, 2_000, true),
        ("stimulation.chargePerDayMicrocoulombs", 0.001, 250_000, false),
        ("safeStateSeconds", 0.1, 3_600, false),
    ]

    /// A text that sets one field, and the line it stands on.
    private static func text(_ path: String, _ value: String) -> (yaml: String, line: Int) {
        var lines: [String] = []
        var indent = ""
        let parts = path.split(separator: ".")
        for (index, part) in parts.enumerated() {
            let isListed = part.hasSuffix("[0]")
            let name = isListed ? part.dropLast(3) : part
            // The first field of a list's item stands behind its hyphen.
            let isFirst = index > 0 && parts[index - 1].hasSuffix("[0]")
            let margin = isFirst ? String(indent.dropLast(2)) + "- " : indent
            lines.append(margin + name + ":" + (index == parts.count - 1 ? " \(value)" : ""))
            indent += isListed ? "    " : "  "
        }
        return (lines.joined(separator: "\n"), lines.count)
    }

    /// As the errors write a number.
    private static func plain(_ value: Double) -> String {
        value == value.rounded() ? "\(Int(value))" : "\(value == 0.0001 ? "0.0001" : "\(value)")"
    }

    @Test("a number out of range, or none, is refused with the range", arguments: numbers.indices)
    func number(index: Int) throws {
        let (path, low, high, isWhole) = Self.numbers[index]
        let kind = isWhole ? "a whole number" : "a number"
        let range = "\(kind) from \(Self.plain(low)) to \(Self.plain(high)) is expected"
        var wrong = [
            "\(Self.plain(high + 1))", "-0.5", "x1", "nan", "-inf", "1e999", "'1 2'", "''",
        ]
        if isWhole { wrong += ["2.5", "99999999999999999999", "-9223372036854775808"] }
        if low > 0 { wrong.append("0") }
        for value in wrong {
            let (yaml, line) = Self.text(path, value)
            let shown = value.replacing("'", with: "")
            #expect(
                settingsError(yaml)?.description
                    == "s.yaml:\(line): \(path): \(range), '\(shown)' found")
        }
        for (value, found) in [("[1, 2]", "a list of 2"), ("{a: 1}", "a group of fields")] {
            let (yaml, line) = Self.text(path, value)
            #expect(
                settingsError(yaml)?.description
                    == "s.yaml:\(line): \(path): \(range), \(found) found")
        }
        for value in [low, high] {
            #expect(settingsError(Self.text(path, Self.plain(value)).yaml) == nil)
        }
    }

    @Test(
        "everything else that can be wrong",
        arguments: [
            (
                "frontEnd: {montage: laplace}",
                "s.yaml:1: frontEnd.montage: one of recorded, reference, average, bipolar is expected, 'laplace' found"
            ),
            (
                "detector: {join: xor}",
                "s.yaml:1: detector.join: one of or, and is expected, 'xor' found"
            ),
            (
                "detector: {adaptInEpisode: no}",
                "s.yaml:1: detector.adaptInEpisode: one of frozen, quarter, half, full is expected, 'no' found"
            ),
            (
                "stimulation:\n  mode: maybe",
                "s.yaml:2: stimulation.mode: one of off, on is expected, 'maybe' found"
            ),
            (
                "detector: {patterns: [{feature: power}]}",
                "s.yaml:1: detector.patterns[0].feature: one of lineLength, area, halfWaves, rhythm, fastActivity is expected, 'power' found"
            ),
            (
                "detector: {features: lineLength}",
                "s.yaml:1: detector.features: a list of some of lineLength, area, halfWaves, rhythm, fastActivity is expected, 'lineLength' found"
            ),
            (
                "detector: {features: [area, power]}",
                "s.yaml:1: detector.features: a list of some of lineLength, area, halfWaves, rhythm, fastActivity is expected, a list of 2 found"
            ),
            (
                "detector: {features: [area, area]}",
                "s.yaml:1: detector.features: a list of some of lineLength, area, halfWaves, rhythm, fastActivity is expected, a list of 2 found"
            ),
            (
                "frontEnd: {channels: LA1}",
                "s.yaml:1: frontEnd.channels: a list such as [a, b] is expected, 'LA1' found"
            ),
            (
                "frontEnd: {channels: [[LA1]]}",
                "s.yaml:1: frontEnd.channels: a list such as [a, b] is expected, a list of 1 found"
            ),
            (
                "frontEnd: {reference: [A]}",
                "s.yaml:1: frontEnd.reference: a word is expected, a list of 1 found"
            ),
            (
                "detector: {bandPassHertz: [4]}",
                "s.yaml:1: detector.bandPassHertz: a list of 0 or 2 numbers from 0.05 to 2500 is expected, a list of 1 found"
            ),
            (
                "detector: {bandPassHertz: [4, 3000]}",
                "s.yaml:1: detector.bandPassHertz: a list of 0 or 2 numbers from 0.05 to 2500 is expected, a list of 2 found"
            ),
            (
                "detector: {halfWave: {bandHertz: 5}}",
                "s.yaml:1: detector.halfWave.bandHertz: a list of 2 numbers from 0.1 to 2500 is expected, '5' found"
            ),
            (
                "detector: {quality: {mainsHertz: [50, 60, 70]}}",
                "s.yaml:1: detector.quality.mainsHertz: a list of 0 or 1 or 2 numbers from 1 to 1000 is expected, a list of 3 found"
            ),
            (
                "detector: {patterns: [{}, {}, {}, {}]}",
                "s.yaml:1: detector.patterns: a list of at most 3 is expected, a list of 4 found"
            ),
            (
                "stimulation: {therapies: [{}, {}, {}, {}, {}, {}]}",
                "s.yaml:1: stimulation.therapies: a list of at most 5 is expected, a list of 6 found"
            ),
            (
                "stimulation:\n  therapies:\n    - bursts: [{}, {}, {}]",
                "s.yaml:3: stimulation.therapies[0].bursts: a list of at most 2 is expected, a list of 3 found"
            ),
            (
                "stimulation: {therapies: 3}",
                "s.yaml:1: stimulation.therapies: a list of at most 5 is expected, '3' found"
            ),
            // Structure.
            ("detector: 5", "s.yaml:1: detector: fields such as 'name: value' are expected here"),
            ("- a\n- b", "s.yaml:1: fields such as 'name: value' are expected here"),
            (
                "detector: {patterns: [5]}",
                "s.yaml:1: detector.patterns[0]: fields such as 'name: value' are expected here"
            ),
            ("{[a]: 1}", "s.yaml:1: a field's name must be a word"),
            (
                "\ndetektor:\n  hopMilliseconds: 3",
                "s.yaml:2: detektor: unknown field; known here: detector, frontEnd, safeStateSeconds, stimulation"
            ),
            (
                "detector:\n  halfWave:\n    hight: 3",
                "s.yaml:3: detector.halfWave.hight: unknown field; known here: amplitudeMicrovolts, amplitudePercent, bandHertz"
            ),
            (
                "safeStateSeconds: 5\ndetector: {}\nsafeStateSeconds: 6",
                "s.yaml:1: a field is given twice: safeStateSeconds"
            ),
            ("detector:\n  join: or\n  join: and", "s.yaml:2: a field is given twice: join"),
            // YAML itself.
            ("detector: {join: or", "s.yaml:2: did not find expected ',' or '}'"),
            ("a:\n\t- b", "s.yaml:2: found character that cannot start any token"),
            ("safeStateSeconds: *nothing", "s.yaml:1: found undefined alias"),
            (
                "safeStateSeconds: 1\n---\nsafeStateSeconds: 2",
                "s.yaml:2: but found another document"
            ),
        ])
    func refused(yaml: String, expected: String) {
        let text = settingsError(yaml)?.description
        #expect(text == expected)
        #expect(text?.contains("\n") == false)
    }

    @Test("what is found in a file is printed without control characters, and not without end")
    func printable() {
        let long = String(repeating: "x", count: 100_000)
        let found = settingsError("safeStateSeconds: \(long)")?.description ?? ""
        #expect(found.count < 200 && found.hasSuffix("...' found"))
        let escape = settingsError("safeStateSeconds: \"\\e[31m\\n\"")?.description ?? ""
        #expect(escape.hasSuffix("'?[31m?' found"))
        let name = settingsError("\"\\e[31m\": 1")?.description ?? ""
        #expect(name.hasPrefix("s.yaml:1: ?[31m: unknown field"))
    }
}
