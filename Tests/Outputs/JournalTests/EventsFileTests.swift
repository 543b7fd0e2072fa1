import Foundation
import Journal
import Testing

struct EventsFileTests {
    @Test func goldenText() {
        let text = EventsFile.text(
            episodes: [
                Episode(onset: 31.28, duration: 12.5, channels: ["L1", "L2", "L1"]),
                Episode(onset: 100, duration: nil),
            ], recordingDurationSeconds: 324, dateTime: "2000-01-31 23:59:59")
        #expect(
            text == """
                onset\tduration\teventType\tconfidence\tchannels\tdateTime\trecordingDuration
                31.2800\t12.5000\tsz\tn/a\tL1,L2\t2000-01-31 23:59:59\t324.0000
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
                Episode(onset: .nan, duration: 1, channels: [hostileName, "\r\n", "x,y"])
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
        var burst = Burst()
        burst.onsetSeconds = 31.32
        burst.durationSeconds = 0.1
        burst.therapy = 1
        burst.number = 1
        burst.pulses = 20
        burst.amplitudeMicroamperes = 2000
        burst.pulseWidthMicroseconds = 160
        burst.frequencyHertz = 200
        burst.chargePerPhaseMicrocoulombs = 0.32
        burst.chargeDensityMicrocoulombsPerSquareCentimetre = 4.05
        burst.contacts = "L1\tL2"
        var cut = burst
        cut.onsetSeconds = 50
        cut.frequencyHertz = nil
        cut.cutBecause = "gap"
        let refusal = Refusal(onsetSeconds: 40, reason: "lockout")
        #expect(
            StimulationFile.text([cut, burst], [refusal]) == """
                onset\tduration\ttype\ttherapy\tburst\tpulses\tamplitudeMicroamperes\t\
                pulseWidthMicroseconds\tfrequencyHertz\tchargePerPhaseMicrocoulombs\t\
                chargeDensityMicrocoulombsPerSquareCentimetre\timbalancePicocoulombs\tcontacts\treason
                31.320000\t0.100000\tburst\t1\t1\t20\t2000.000\t160.000\t200.000\t0.320000\t\
                4.050000\t0.000\tL1 L2\tn/a
                40.000000\tn/a\trefusal\tn/a\tn/a\tn/a\tn/a\tn/a\tn/a\tn/a\tn/a\tn/a\tn/a\tlockout
                50.000000\t0.100000\tcut\t1\t1\t20\t2000.000\t160.000\tn/a\t0.320000\t\
                4.050000\t0.000\tL1 L2\tgap

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
            try StimulationFile.write([], [], to: folder.path("missing/stimulation.tsv"))
        }
        // A folder is in the way: the temporary file must not stay behind.
        #expect(throws: JournalError.self) { try WholeFile.write("x", to: folder.url.path) }
        let parent = folder.url.deletingLastPathComponent().path
        let left = try FileManager.default.contentsOfDirectory(atPath: parent)
        #expect(
            !left.contains { $0.hasPrefix(folder.url.lastPathComponent) && $0.hasSuffix(".tmp") })
    }
}

extension Episode {
    /// Carried by `channels`; one more, N1, carries nothing.
    init(onset: Double, duration: Double?, channels: [String] = []) {
        let rows = (channels + ["N1"]).enumerated().map { index, channel in
            Contribution(
                channel: channel, feature: "area", measured: 300, threshold: 250,
                votes: index < channels.count ? 1 : 0)
        }
        self.init(onsetSeconds: onset, durationSeconds: duration, explanation: rows)
    }
}
