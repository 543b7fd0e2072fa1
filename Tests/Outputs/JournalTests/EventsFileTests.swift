import Foundation
import Journal
import Testing

struct EventsFileTests {
    @Test func goldenText() {
        let text = EventsFile.text(
            episodes: [
                .init(
                    onsetSeconds: 31.28, durationSeconds: 12.5, confidence: 0.8,
                    channels: ["L1", "L2"]),
                .init(onsetSeconds: 100, durationSeconds: nil),
            ], recordingDurationSeconds: 324, dateTime: "2000-01-31 23:59:59")
        #expect(
            text == """
                onset\tduration\teventType\tconfidence\tchannels\tdateTime\trecordingDuration
                31.2800\t12.5000\tsz\t0.80\tL1,L2\t2000-01-31 23:59:59\t324.0000
                100.0000\tn/a\tsz\tn/a\tn/a\t2000-01-31 23:59:59\t324.0000

                """)
    }

    @Test func aRunWithoutEpisodesIsBackground() {
        #expect(
            EventsFile.text(episodes: [], recordingDurationSeconds: 60.5) == """
                onset\tduration\teventType\tconfidence\tchannels\tdateTime\trecordingDuration
                0.0000\t60.5000\tbckg\tn/a\tn/a\tn/a\t60.5000

                """)
    }

    @Test func hostileNamesStayInTheirCell() {
        let text = EventsFile.text(
            episodes: [
                .init(
                    onsetSeconds: .nan, durationSeconds: 1, channels: [hostileName, "\r\n", "x,y"])
            ], recordingDurationSeconds: .infinity)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count == 3)
        let cells = lines[1].split(separator: "\t", omittingEmptySubsequences: false)
        #expect(cells.count == 7)
        #expect(cells[0] == "n/a")
        #expect(cells[4] == "a 'b'\\ <c>_  [31m é😀,  ,x_y")
        #expect(cells[6] == "n/a")
    }

    @Test func stimulationHasOneCellPerColumn() {
        var burst = StimulationFile.Row(onsetSeconds: 31.32, durationSeconds: 0.1, kind: .burst)
        burst.therapy = 1
        burst.burst = 1
        burst.pulses = 20
        burst.amplitudeMicroamperes = 2000
        burst.pulseWidthMicroseconds = 160
        burst.frequencyHertz = 200
        burst.chargePerPhaseMicrocoulombs = 0.32
        burst.chargeDensityMicrocoulombsPerSquareCentimetre = 4.05
        burst.imbalancePicocoulombs = 0
        burst.contacts = "L1\tL2"
        var refusal = StimulationFile.Row(onsetSeconds: 40, kind: .refusal)
        refusal.reason = "lockout"
        #expect(
            StimulationFile.text([burst, refusal]) == """
                onset\tduration\ttype\ttherapy\tburst\tpulses\tamplitudeMicroamperes\t\
                pulseWidthMicroseconds\tfrequencyHertz\tchargePerPhaseMicrocoulombs\t\
                chargeDensityMicrocoulombsPerSquareCentimetre\timbalancePicocoulombs\tcontacts\treason
                31.320000\t0.100000\tburst\t1\t1\t20\t2000.000\t160.000\t200.000\t0.320000\t\
                4.050000\t0.000\tL1 L2\tn/a
                40.000000\tn/a\trefusal\tn/a\tn/a\tn/a\tn/a\tn/a\tn/a\tn/a\tn/a\tn/a\tn/a\tlockout

                """)
    }

    @Test func filesAppearWholeOrNotAtAll() throws {
        let folder = try TestFolder()
        let path = folder.path("events.tsv")
        try EventsFile.write(episodes: [], recordingDurationSeconds: 1, to: path)
        try EventsFile.write(episodes: [], recordingDurationSeconds: 2, to: path)
        #expect(folder.names == ["events.tsv"])
        #expect(try String(contentsOfFile: path, encoding: .utf8).contains("\t2.0000\n"))
        #expect(throws: JournalError.self) {
            try StimulationFile.write([], to: folder.path("missing/stimulation.tsv"))
        }
        // A folder is in the way: the temporary file must not stay behind.
        #expect(throws: JournalError.self) { try WholeFile.write("x", to: folder.url.path) }
        let parent = folder.url.deletingLastPathComponent().path
        let left = try FileManager.default.contentsOfDirectory(atPath: parent)
        #expect(
            !left.contains { $0.hasPrefix(folder.url.lastPathComponent) && $0.hasSuffix(".tmp") })
    }
}
