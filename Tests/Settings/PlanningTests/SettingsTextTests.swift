import Foundation
import Planning
import Testing

/// Reads a text over the defaults; the error where there is one.
func settingsError(_ yaml: String, over base: Settings? = .standard) -> SettingsError? {
    do throws(SettingsError) {
        _ = try Settings(yaml: yaml, over: base, file: "s.yaml")
        return nil
    } catch {
        return error
    }
}

@Suite("The settings' text")
struct SettingsTextTests {
    @Test("the default text is whole and reads as the defaults")
    func defaults() throws {
        let settings = try Settings(yaml: Settings.defaultText, over: nil, file: "s.yaml")
        #expect(settings.detector.hopMilliseconds == 20)
        #expect(settings.detector.bandPassHertz == [2, 60])
        #expect(settings.stimulation.therapies.count == 1)
        #expect(settings.stimulation.therapies.allSatisfy { $0.bursts.count == 1 })
        #expect(settings.safeStateSeconds == 5)
        #expect("\(settings)" == "\(Settings.standard)")
    }

    /// Lines of the default text that give a field a value, with the field's name.
    private static let fields: [(line: Int, name: String)] = Settings.defaultText
        .split(separator: "\n", omittingEmptySubsequences: false).enumerated()
        .compactMap { index, line in
            let text = line.trimmingCharacters(in: .whitespaces)
            guard !text.hasPrefix("#"), !text.hasPrefix("-"), let colon = text.firstIndex(of: ":"),
                text.index(after: colon) < text.endIndex
            else { return nil }
            return (index, String(text[..<colon]))
        }

    @Test("every field must be in the default text", arguments: fields.indices)
    func complete(index: Int) {
        let field = Self.fields[index]
        var lines = Settings.defaultText.split(separator: "\n", omittingEmptySubsequences: false)
        lines.remove(at: field.line)
        let error = settingsError(lines.joined(separator: "\n"), over: nil)
        #expect(error?.field.hasSuffix(field.name) == true)
        #expect(error?.problem == "is missing")
        // Over the defaults the same text is fine.
        #expect(settingsError(lines.joined(separator: "\n")) == nil)
    }

    @Test("there are fields to remove")
    func fieldCount() { #expect(Self.fields.count > 60) }

    @Test("fields that a text does not name keep their default")
    func partial() throws {
        let yaml = """
            detector:
              quality:
                flatSeconds: 1.25
            stimulation: {electrodes: {broken: [3, 8]}}
            """
        let settings = try Settings(yaml: yaml, over: .standard, file: "s.yaml")
        #expect(settings.detector.quality.flatSeconds == 1.25)
        #expect(settings.stimulation.electrodes.broken == [3, 8])
        var expected = Settings.standard
        expected.detector.quality.flatSeconds = 1.25
        expected.stimulation.electrodes.broken = [3, 8]
        #expect("\(settings)" == "\(expected)")
    }

    @Test(
        "an empty text, or empty groups, are the defaults",
        arguments: ["", "# nothing\n", "detector:\n", "detector:\n  quality:\nstimulation: {}\n"])
    func empty(yaml: String) throws {
        let settings = try Settings(yaml: yaml, over: .standard, file: "s.yaml")
        #expect("\(settings)" == "\(Settings.standard)")
    }

    @Test("a list that is given replaces the default one")
    func lists() throws {
        let yaml = """
            detector: {patterns: [{feature: area, thresholdAbsolute: 7}], bandPassHertz: []}
            stimulation: {therapies: []}
            """
        let settings = try Settings(yaml: yaml, over: .standard, file: "s.yaml")
        #expect(settings.detector.patterns.count == 1)
        #expect(settings.detector.patterns[0].thresholdPercent == 0)
        #expect(settings.detector.patterns[0].votes == 2)
        #expect(settings.detector.patterns[0].channels == ["all"])
        #expect(settings.detector.bandPassHertz == [])
        #expect(settings.stimulation.therapies.isEmpty)
    }

    @Test(
        "what an item of a list leaves out comes from the printed item in its place, or the last",
        arguments: [
            (
                "{patterns: [{thresholdPercent: 150}]}",
                "{feature: lineLength, thresholdPercent: 150, rhythmPercent: 30}"
            ),
            (
                "{patterns: [{feature: halfWaves, thresholdPercent: 150}]}",
                "{feature: halfWaves, thresholdPercent: 150, rhythmPercent: 0, channelsMin: 1}"
            ),
            (
                "{patterns: [{votes: 3}, {votesPercent: 1}]}",
                "{feature: lineLength, thresholdPercent: 200, rhythmPercent: 30, votes: 3}, {feature: area, thresholdPercent: 250, rhythmPercent: 22, channelsMin: 6, votesPercent: 1}"
            ),
            (
                "{patterns: [{}, {thresholdAbsolute: 4}]}",
                "{feature: lineLength, thresholdPercent: 200, rhythmPercent: 30}, {feature: area, thresholdAbsolute: 4, thresholdPercent: 0, rhythmPercent: 22, channelsMin: 6, votesPercent: 50}"
            ),
        ])
    func items(detector: String, same: String) throws {
        let settings = try Settings(yaml: "detector: \(detector)", over: .standard, file: "s.yaml")
        var whole = same
        for (field, value) in [
            ("channels", "[all]"), ("thresholdAbsolute", "0"), ("votes", "2"),
            ("votesPercent", "12"),
        ] {
            whole = whole.split(separator: "}").map { item in
                item.contains("{") && !item.contains("\(field):")
                    ? "\(item), \(field): \(value)}" : "\(item)}"
            }.joined()
        }
        let expected = try Settings(
            yaml: "detector: {patterns: [\(whole)]}", over: .standard, file: "s.yaml")
        #expect(settings.fields == expected.fields)
    }

    @Test("a therapy's bursts are filled in likewise")
    func bursts() throws {
        let yaml = """
            stimulation:
              therapies:
                - bursts: [{amplitudeMilliamperes: 1}, {durationMilliseconds: 10}]
                - pauseMilliseconds: 9
            """
        let therapies = try Settings(yaml: yaml, over: .standard, file: "s.yaml")
            .stimulation.therapies
        #expect(therapies.map(\.bursts.count) == [2, 1])
        #expect(therapies.map(\.pauseMilliseconds) == [500, 9])
        #expect(therapies.map(\.bursts[0].amplitudeMilliamperes) == [1, 6])
        #expect(therapies.map(\.bursts[0].anodes) == [["case"], ["case"]])
    }

    @Test("settings in force are a settings file, and say what differs from the defaults")
    func inForce() throws {
        let yaml = """
            frontEnd: {exclude: ["a\\"b\\\\ ä", "1e3", yes, "7"], lsbNanovolts: 0.1}
            detector: {patterns: [{votes: 3}], quality: {mainsHertz: []}}
            stimulation: {therapies: []}
            """
        let settings = try Settings(yaml: yaml, over: .standard, file: "s.yaml")
        let text = settings.fields.text(over: Settings.standard.fields)
        let again = try Settings(yaml: text, over: nil, file: "again.yaml")
        #expect(again.fields == settings.fields)
        let remarks = text.split(separator: "\n").filter { $0.contains("# default") }
        #expect(
            remarks.map { $0.trimmingCharacters(in: .whitespaces) }.dropFirst() == [
                "lsbNanovolts: 0.1  # default: 250", "patterns:  # default: 3",
                "votes: 3  # default: 2", "mainsHertz: []  # default: [50, 60]",
                "therapies: []  # default: 1",
            ])
    }

    @Test("a file is read, and one that cannot be is named")
    func file() throws {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "settings-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        func error(_ name: String, _ content: Data?) throws -> String? {
            let path = folder.appending(path: name)
            try content?.write(to: path)
            do throws(SettingsError) {
                _ = try Settings(file: path.path)
                return nil
            } catch {
                return error.description
            }
        }
        #expect(try error("good.yaml", Data("safeStateSeconds: 7".utf8)) == nil)
        let missing = try #require(try error("missing.yaml", nil))
        #expect(missing.hasSuffix("missing.yaml: cannot be read; is it there?"))
        let binary = try #require(try error("binary.yaml", Data([0xFF, 0xFE, 0x00])))
        #expect(binary.hasSuffix("binary.yaml: is not a UTF-8 text of at most 128 KiB"))
        let large = try #require(
            try error("large.yaml", Data(repeating: 0x23, count: 128 << 10 + 1)))
        #expect(large.hasSuffix("large.yaml: is not a UTF-8 text of at most 128 KiB"))
        let wrong = try #require(try error("wrong.yaml", Data("\n\nsafeStateSeconds: x".utf8)))
        #expect(wrong.contains("wrong.yaml:3: safeStateSeconds: "))
    }
}
