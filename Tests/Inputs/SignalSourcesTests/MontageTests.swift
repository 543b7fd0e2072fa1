import Planning
import Recordings
import Testing

@testable import SignalSources

@Suite("Montages")
struct MontageTests {
    private static func plan(_ yaml: String, _ channels: [RecordingChannel]) throws -> FrontEndPlan
    {
        try FrontEndPlan(frontEnd(yaml), for: channels)
    }

    private static func names(_ yaml: String, _ channels: [RecordingChannel]) throws -> [String] {
        try plan(yaml, channels).outputs.map(\.name)
    }

    private static func problem(_ yaml: String, _ channels: [RecordingChannel]) -> String? {
        do throws(SettingsError) {
            _ = try FrontEndPlan(frontEnd(yaml), for: channels)
            return nil
        } catch {
            return error.description
        }
    }

    @Test("neighbours are contacts n and n + 1 of an electrode")
    func neighbours() throws {
        #expect(
            try Self.names(
                "montage: bipolar", channels("LA2", "LA1", "LA4", "LA3", "LB1", "LB3", "X"))
                == ["LA2-LA3", "LA1-LA2", "LA3-LA4"])
        #expect(
            try Self.names(
                "montage: bipolar", channels("EEG LA9-Ref", "EEG LA10-Ref", "EEG LB11-Ref"))
                == ["EEG LA9-Ref-EEG LA10-Ref"])
        let plan = try Self.plan("montage: bipolar", channels("G1", "G2", "G3"))
        #expect(
            plan.outputs.map(\.signal) == [0, 1]
                && plan.outputs.map(\.reference) == [.input(1), .input(2)])
    }

    @Test("pairs are found though names hold hyphens")
    func pairs() throws {
        let hyphened = channels("Fp1-Ref", "F7-Ref", "T3", "A-B-C", "B-C")
        let plan = try Self.plan(
            "montage: bipolar, pairs: [Fp1-Ref-F7-Ref, t3-fp1-ref, A-B-C-B-C, B-C-A-B-C]", hyphened)
        #expect(
            plan.outputs.map(\.name) == [
                "Fp1-Ref-F7-Ref", "T3-Fp1-Ref", "A-B-C-B-C", "B-C-A-B-C",
            ])
        #expect(plan.outputs.map(\.signal) == [0, 2, 3, 4])
        #expect(
            plan.outputs.map(\.reference) == [.input(1), .input(0), .input(4), .input(3)])
    }

    @Test("a reference is taken off every other channel, chosen or not")
    func reference() throws {
        let all = channels("A1", "REF", "A2", "A3")
        let plan = try Self.plan("montage: reference, reference: ref", all)
        #expect(plan.outputs.map(\.name) == ["A1-REF", "A2-REF", "A3-REF"])
        #expect(plan.inputs == [0, 2, 3, 1])
        #expect(plan.outputs.allSatisfy { $0.reference == .input(3) })
        let chosen = try Self.plan("channels: [A3], montage: reference, reference: REF", all)
        #expect(chosen.outputs.map(\.name) == ["A3-REF"] && chosen.inputs == [3, 1])
    }

    @Test("an average is that of all chosen channels")
    func average() throws {
        let plan = try Self.plan(
            "channels: [\"A?\"], montage: average", channels("A1", "REF", "A2"))
        #expect(plan.outputs.map(\.name) == ["A1-AVG", "A2-AVG"])
        #expect(plan.inputs == [0, 2])
        #expect(plan.outputs.allSatisfy { $0.reference == .average })
    }

    @Test(
        "what cannot be is refused",
        arguments: [
            (
                "montage: bipolar, pairs: [A1-Q]",
                "frontEnd.pairs: 'A1-Q' is not two chosen channels joined by a hyphen"
            ),
            (
                "montage: bipolar, pairs: [A1]",
                "frontEnd.pairs: 'A1' is not two chosen channels joined by a hyphen"
            ),
            (
                "channels: [A1, B7], montage: bipolar",
                "frontEnd.montage: the montage leaves no channel"
            ),
            (
                "channels: [A1], montage: average",
                "frontEnd.montage: an average needs two channels or more"
            ),
            (
                "montage: reference, reference: M1",
                "frontEnd.reference: 'M1' is not a channel of the recording"
            ),
            ("montage: reference", "frontEnd.reference: '' is not a channel of the recording"),
            (
                "channels: [A1], montage: reference, reference: A1",
                "frontEnd.montage: the montage leaves no channel"
            ),
        ])
    func refused(yaml: String, expected: String) {
        #expect(Self.problem(yaml, channels("A1", "A2", "B7"))?.contains(expected) == true)
    }
}
