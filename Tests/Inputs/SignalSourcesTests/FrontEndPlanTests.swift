import Planning
import Recordings
import Testing

@testable import SignalSources

/// Which channels are read, and what is said about the others.
@Suite("Choice of channels")
struct FrontEndPlanTests {
    private static func names(_ yaml: String, _ channels: [RecordingChannel]) throws -> [String] {
        try FrontEndPlan(frontEnd(yaml), for: channels).outputs.map(\.name)
    }

    private static func problem(_ yaml: String, _ channels: [RecordingChannel]) -> String? {
        do throws(SettingsError) {
            _ = try FrontEndPlan(frontEnd(yaml), for: channels)
            return nil
        } catch {
            return error.description
        }
    }

    private static let typed = [
        channel(0, "LA1", type: "SEEG"), channel(1, "LA2", type: "SEEG", status: .bad),
        channel(2, "G1", type: "ECOG"), channel(3, "ECG", type: "ECG"),
        channel(4, "EMG+", type: "EMG"), channel(5, "Cz", type: "EEG"),
    ]

    @Test(
        "by name, by pattern, by type",
        arguments: [
            ("channels: [all]", ["LA1", "G1", "Cz"]),
            ("channels: [la1, cz]", ["LA1", "Cz"]),
            ("channels: [\"L*\"]", ["LA1"]),
            ("channels: [type:seeg]", ["LA1"]),
            ("channels: [type:ECOG, cz]", ["G1", "Cz"]),
            // What is named is taken, bad or not a brain's.
            ("channels: [LA2, ECG]", ["LA2", "ECG"]),
            ("channels: [all], exclude: [\"?1\"]", ["LA1", "Cz"]),
            ("channels: [all], exclude: [\"*1\"]", ["Cz"]),
        ])
    func choice(yaml: String, expected: [String]) throws {
        #expect(try Self.names(yaml, Self.typed) == expected)
    }

    @Test("what is left out is noted")
    func notes() throws {
        let plan = try FrontEndPlan(
            frontEnd(""),
            for: Self.typed + [channel(6, "Temp", unit: "degC"), channel(7, "X1", unit: " ")])
        #expect(
            plan.notes == [
                "LA2: bad according to the channels file", "Temp, X1: not a voltage",
                "ECG: type ECG", "EMG+: type EMG",
            ])
        #expect(plan.outputs.map(\.name) == ["LA1", "G1", "Cz"])
        #expect(plan.inputs == [0, 2, 5])
    }

    @Test("a channel without a unit is taken as µV where none states one, or where it is named")
    func noUnit() throws {
        let silent = [channel(0, "A", unit: ""), channel(1, "B", unit: " ")]
        let plan = try FrontEndPlan(frontEnd(""), for: silent)
        #expect(plan.notes == ["A, B: unit not stated, taken as µV"])
        #expect(plan.inputs == [0, 1])
        let marker = [channel(0, "A"), channel(1, "STI", unit: "")]
        #expect(try Self.names("", marker) == ["A"])
        #expect(try Self.names("channels: [A, STI]", marker) == ["A", "STI"])
    }

    @Test("long lists of names are cut short")
    func longNote() throws {
        let plan = try FrontEndPlan(
            frontEnd(""), for: [channel(0, "A")] + (1...20).map { channel($0, "T\($0)", unit: "C") }
        )
        #expect(plan.notes == ["T1, T2, T3, T4, T5, T6, ... (20): not a voltage"])
    }

    @Test(
        "what finds no channel is refused",
        arguments: [
            ("channels: [LA9]", "frontEnd.channels: no channel matches 'LA9'"),
            ("channels: [type:DBS]", "frontEnd.channels: no channel has the BIDS type DBS"),
            ("channels: [LA1], exclude: [Q]", "frontEnd.exclude: no channel matches 'Q'"),
            ("channels: [LA1], exclude: [LA1]", "frontEnd.channels: no channel is left"),
        ])
    func refused(yaml: String, expected: String) {
        #expect(Self.problem(yaml, Self.typed)?.contains(expected) == true)
    }

    @Test("a recording without a usable channel is refused with the reason")
    func unusable() {
        #expect(
            Self.problem("", [])
                == "settings: frontEnd.channels: the recording has no signal")
        #expect(
            Self.problem("", [channel(0, "T", unit: "K")])
                == "settings: frontEnd.channels: no channel is usable: T: not a voltage")
    }

    private static let mixed = [
        channel(0, "A1", rate: 512), channel(1, "A2", rate: 512), channel(2, "B1", rate: 256),
        channel(3, "C1", rate: 16_384, denominator: 41),
    ]

    @Test("mixed rates are refused with the rates, and chosen from on request")
    func rates() throws {
        let refusal = """
            settings: frontEnd.rateHertz: the chosen channels differ in sampling rate: \
            512 Hz (2 channels), 16384/41 Hz (1 channel), 256 Hz (1 channel); name one \
            rate here or choose other channels
            """
        #expect(Self.problem("", Self.mixed) == refusal)
        let plan = try FrontEndPlan(frontEnd("rateHertz: 512"), for: Self.mixed)
        #expect(plan.inputs == [0, 1] && plan.rate == SamplingRate(numerator: 512))
        #expect(plan.notes == ["2 channels of another rate are left out"])
        #expect(try Self.names("rateHertz: 399.61", Self.mixed) == ["C1"])
        #expect(try Self.names("channels: [\"A?\"]", Self.mixed) == ["A1", "A2"])
        let problem = Self.problem("rateHertz: 400", Self.mixed)
        #expect(problem?.contains("no chosen channel has 400.0 Hz; there are 512 Hz (2") == true)
    }

    @Test("the loop is told names and rate; the converter's figures are those of the settings")
    func description() throws {
        let plan = try FrontEndPlan(
            frontEnd("channels: [C1], lsbNanovolts: 500, bits: 10"), for: Self.mixed)
        #expect(plan.signal.channelNames == ["C1"])
        #expect(plan.signal.rateNumerator == 16_384 && plan.signal.rateDenominator == 41)
        #expect(plan.countsPerMicrovolt == 2 && plan.railCount == 511)
    }
}
