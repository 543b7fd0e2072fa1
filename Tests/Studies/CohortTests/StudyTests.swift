import Foundation
import Planning
import Testing
import VirtualPatient

@testable import Cohort

/// A study's file: what it says, and what is refused with its line.
struct StudyTests {
    @Test("the example can be read, and has every field that is known, each with its comment")
    func example() throws {
        let study = try StudyFile(yaml: StudyFile.exampleText, file: "example")
        #expect(study.patients.map(\.count) == [6])
        #expect(study.patients[0].spread.count == 2)
        #expect(study.patients[0].parameters.epileptor.r == 0.00012)
        let burst = study.settings[1].settings.stimulation.therapies[0].bursts[0]
        #expect(burst.amplitudeMilliamperes == 8 && burst.pulseWidthMicroseconds == 400)
        for place in [
            "", "patients:\n  - name: a\n    ", "settings:\n  - name: a\n    ",
            "models:\n  - name: a\n    ",
        ] {
            let text = "measure: simulate\n" + place + "nothing: 1\n"
            let problem = Made.problem { _ = try StudyFile(yaml: text, file: "s") }
            let known = try #require(problem.split(separator: "known here: ").last)
            for field in known.split(separator: ", ") {
                #expect(StudyFile.exampleText.contains("\(field):"), "\(field)")
            }
        }
    }

    @Test(
        "what is wrong is told in a line with its field",
        arguments: [
            ("nme: a", "s:1: nme: unknown field; known here: histories, measure"),
            ("measure: tune", "s:1: measure: one of simulate, evaluate is expected, 'tune' found"),
            ("minutes: 7", "s:1: minutes: must be a multiple of 5, 7 found"),
            ("name: a b", "s:1: name: must be 1 to 64 letters"),
            ("seed: 1", "s: patients: needs at least one group"),
            ("measure: evaluate", "s: recordings: needs at least one group"),
            ("settings: []", "s:1: settings: needs at least one"),
            (
                "settings: [{name: a}, {name: a}]",
                "s:1: settings: 'a' is the name of two"
            ),
            (
                "patients:\n  - name: a\n    spread:\n      - {field: zoneX, low: 1, high: 2}",
                "s:4: patients[0].spread[0].field: 'zoneX' cannot be 1: unknown field"
            ),
            (
                "patients:\n  - name: a\n    spread:\n      - {field: zoneX0, low: 1}",
                "s:4: patients[0].spread[0].high: is missing"
            ),
            (
                "patients:\n  - name: a\n    spread:\n      - {field: noise1, low: 2, high: 1}",
                "s:4: patients[0].spread[0].high: must be above low"
            ),
            (
                "patients: [{name: a}]\nrecordings: [{path: a.edf}]",
                "s:2: recordings: have no place in measure: simulate"
            ),
            (
                "patients: [{name: a}]\nsettings:\n  - name: b\n    fields: {stimulation: {mode: maybe}}",
                "s:4: settings[0].fields.stimulation.mode: one of"
            ),
        ])
    func refusals(text: String, beginning: String) {
        let problem = Made.problem { _ = try StudyFile(yaml: text + "\n", file: "s") }
        #expect(problem.hasPrefix(beginning), "\(problem)")
    }

    @Test("what is drawn lies within its range and spreads as it says")
    func draws() {
        func values(_ distribution: ParameterDistribution) -> [Double] {
            (0..<4_000).map { distribution.value(seed: 7, stream: $0) }
        }
        func share(_ values: [Double], below limit: Double) -> Double {
            Double(values.count { $0 < limit }) / Double(values.count)
        }
        let even = values(.uniform(2...10))
        #expect(even.allSatisfy { (2...10).contains($0) })
        #expect(abs(share(even, below: 4) - 0.25) < 0.03)
        let ratio = values(.logUniform(1...100))
        #expect(ratio.allSatisfy { (1...100).contains($0) })
        #expect(abs(share(ratio, below: 10) - 0.5) < 0.03)
        let normal = values(.normal(mean: 5, deviation: 1, within: 4...9))
        #expect(normal.allSatisfy { (4...9).contains($0) })
        // Of a normal's upper 84.1 %, the lower 34.1 % lie below its mean.
        #expect(abs(share(normal, below: 5) - 0.4057) < 0.03)
    }

    @Test("a field is changed by its name, as a patient file would have it")
    func fields() throws {
        let changed = try PatientParameters().with([
            ("stimulation.kickPerFieldImpulse", 1.0 / 3), ("zoneX0", -2),
        ])
        #expect(changed.stimulation.kickPerFieldImpulse == 1.0 / 3 && changed.zoneX0 == -2)
        #expect(throws: SettingsError.self) { try PatientParameters().with([("a: {b", 1)]) }
    }
}
