import Foundation
import Journal
import Testing

struct JournalTests {
    static let identity = RunIdentity(
        command: "quench replay x.edf", programVersion: "0.1.0", files: [])

    static let episode: Episode = {
        var episode = Episode(
            onsetSeconds: 1, durationSeconds: 1,
            explanation: [
                Contribution(
                    channel: "L1", feature: "line length", measured: 286.4, threshold: 250, votes: 8
                ),
                Contribution(
                    channel: "L2", feature: "area", measured: nil, threshold: 40, unit: "µV",
                    votes: 4),
            ])
        episode.votes = 12
        episode.needed = 12
        episode.therapies = 1
        return episode
    }()

    static let burst: Burst = {
        var burst = Burst()
        burst.therapy = 1
        burst.number = 1
        burst.onsetSeconds = 1.01
        burst.durationSeconds = 0.1
        burst.pulses = 20
        burst.chargeMicrocoulombs = 6.4
        burst.imbalancePicocoulombs = -0.25
        burst.cutBecause = "gap"
        return burst
    }()

    static let clip = ClipList.Clip(
        file: "clips/clip_00001.edf", reason: hostileName, onsetSeconds: 1, durationSeconds: 2.5,
        firstFrame: 256, frames: 1_280, ending: "run ended", isAnnotated: true)

    static let events: [JournalEvent] = [
        .runStarted(identity, recording: "x.edf", channels: 16, samplingRateHertz: 512),
        .channelQuality(
            frame: 40, timeSeconds: 0.078125, channel: hostileName, fault: "flat", isBad: true),
        .detection(episode, number: 1, frame: 512, timeSeconds: 1),
        .therapyStarted(
            frame: 513, timeSeconds: 1.001953125, episode: 1, therapy: 1, bursts: 2,
            pulses: 40, chargeMicrocoulombs: 12.8, chargePerPulseMicrocoulombs: 0.32),
        .burstStarted(burst, frame: 520, timeSeconds: 1.015625),
        .burstEnded(burst, frame: 600, timeSeconds: 1.171875, isTrainOver: true),
        .therapyRefused(frame: 700, timeSeconds: 1.3671875, episode: 1, reason: "lockout"),
        .stateChanged(
            frame: 701, timeSeconds: 1.369140625, from: "watching", to: "safe", reason: "gap"),
        .gap(frame: 800, timeSeconds: 1.5625, missingFrames: .max),
        .overrun(frame: 900, timeSeconds: 1.7578125, droppedFrames: 3),
        .missedDeadline(frame: 901, timeSeconds: .nan, lateMicroseconds: 1.5e-7),
        .saturation(frame: 902, timeSeconds: 1.76171875, place: "area", count: 2),
        .episodeEnded(episode, number: 1, frame: 1024, timeSeconds: 2),
        .runEnded(
            frame: 2048, timeSeconds: 4, decisions: 100, decisionHash: "00ff", reason: "end"),
        .dosesRead(EarlierDoses(doses: "unknown", therapiesOfDay: nil, remark: "s: is damaged")),
        .outputOpened(
            device: "hw:2", rateHertz: 48_000, chargePerPhaseMicrocoulombs: 0.334,
            latencySeconds: 0.015),
        .outputLost(frame: 902, timeSeconds: 1.76, reason: "errno 19"),
        .outputReturned(frame: 902, timeSeconds: 1.76),
        .outputClosed(
            frame: 902, timeSeconds: 1.76, pulses: 3, netPicocoulombs: 0, isCertain: true),
        .grantWithdrawn(
            frame: 902, timeSeconds: 1.76, grant: "SCHED_FIFO, source thread", reason: "spins"),
        .recordingFailed(frame: 902, timeSeconds: 1.76, reason: "no space"),
        .journalFailed(frame: 902, timeSeconds: 1.76, reason: "no space"),
        .therapyAllowed(
            frame: 902, timeSeconds: 1.76, pulses: 40, chargeMicrocoulombs: 12.8,
            chargePerPulseMicrocoulombs: 0.32),
        .heartbeat(frame: 902, timeSeconds: 1.76, decisions: 45, framesMissing: 3),
        .trigger(
            frame: 902, timeSeconds: 1.76, channel: "TRIG", slope: "rising", number: 1,
            onsetFrame: 900, deviceFrame: 43_217, onsetSeconds: 1.757),
        .triggerStuck(
            frame: 902, timeSeconds: 1.76, channel: "TRIG", slope: "falling", seconds: 10),
        .clipSaved(clip, frame: 903, timeSeconds: 1.77),
        .clipRemoved(clip, frame: 903, timeSeconds: 1.77),
        .clipLeftOut(reason: hostileName, onsetSeconds: 1.5, frame: 903, timeSeconds: 1.77),
        .clipsFailed(frame: 903, timeSeconds: 1.77, reason: "no space"),
    ]

    /// Fields come back in the order of their names, numbers without a value as null.
    private func plain(_ event: JournalEvent) -> [String: String] {
        Dictionary(uniqueKeysWithValues: event.fields.map { ($0.name, plain($0.value)) })
    }

    private func plain(_ value: JSONValue) -> String {
        switch value {
        case .list(let values): "\(values.map(plain))"
        case .object(let members):
            "\(members.map { "\($0.name): \(plain($0.value))" }.sorted())"
        case .null, .bool, .text: value.line
        case .integer, .number: "\(value.number ?? .nan)"
        }
    }

    private func journal(in folder: TestFolder) throws -> Data {
        let path = folder.path("journal.jsonl")
        var writer = try JournalWriter(path: path)
        for event in Self.events { writer.append(event) }
        writer.synchronise()
        #expect(writer.eventsLost == 0)
        #expect(writer.firstProblem == nil)
        return try Data(contentsOf: URL(filePath: path))
    }

    @Test func everyKindComesBack() throws {
        #expect(Set(Self.events.map(\.kind)) == Set(JournalEvent.Kind.allCases))
        let folder = try TestFolder()
        _ = try journal(in: folder)
        let reader = try JournalReader(path: folder.path("journal.jsonl"))
        #expect(reader.cutBytes == 0)
        // The event whose time is not a number is no event to a reader: its time is null.
        #expect(reader.damagedLines == 1)
        let written = Self.events.enumerated().filter { $0.element.timeSeconds.isFinite }
        try #require(reader.entries.count == written.count)
        for (entry, (sequence, event)) in zip(reader.entries, written) {
            #expect(entry.sequence == UInt64(sequence))
            #expect(entry.event.frame == event.frame)
            #expect(entry.event.timeSeconds == event.timeSeconds)
            #expect(entry.event.kind == event.kind)
            #expect(plain(entry.event) == plain(event))
        }
        #expect(reader.events[1]["channel"]?.text == hostileName)
        #expect(reader.events[2]["explanation"]?.list?[0]["votes"]?.integer == 8)
    }

    @Test func aLineReadsFromLeftToRight() throws {
        let folder = try TestFolder()
        let text = String(decoding: try journal(in: folder), as: UTF8.self)
        let lines = text.split(separator: "\n")
        #expect(
            lines[12] == """
                {"sequence": 12, "frame": 1024, "timeSeconds": 2.0, "kind": "episodeEnded", \
                "episode": 1, "durationSeconds": 1.0, "therapies": 1, "check": "106b749c"}
                """)
        #expect(lines.count == Self.events.count)
    }

    @Test func aCutAtAnyByteLosesAtMostTheLastLine() throws {
        let folder = try TestFolder()
        let path = folder.path("journal.jsonl")
        let events = [Self.events[1], Self.events[2], Self.events[8], Self.events[13]]
        var writer = try JournalWriter(path: path)
        for event in events { writer.append(event) }
        let whole = try Data(contentsOf: URL(filePath: path))
        let ends = whole.indices.filter { whole[$0] == UInt8(ascii: "\n") }.map { $0 + 1 }
        #expect(ends.count == events.count)
        for length in 0...whole.count {
            let reader = JournalReader(bytes: whole.prefix(length))
            let wholeLines = ends.filter { $0 <= length }.count
            // Where only the line break is missing, the event is there.
            let isComplete = ends.contains(length + 1)
            #expect(reader.entries.count == wholeLines + (isComplete ? 1 : 0), "cut at \(length)")
            #expect(
                reader.cutBytes == (isComplete ? 0 : length - (ends.last { $0 <= length } ?? 0)),
                "cut at \(length)")
            #expect(reader.damagedLines == 0, "cut at \(length)")
        }
    }

    @Test func aWriterGoesOnAfterACutLine() throws {
        let folder = try TestFolder()
        let whole = try journal(in: folder)
        let path = folder.path("cut.jsonl")
        try whole.prefix(whole.count - 5).write(to: URL(filePath: path))
        var writer = try JournalWriter(path: path)
        writer.append(Self.events[0])
        let reader = try JournalReader(path: path)
        #expect(reader.damagedLines == 2)
        #expect(reader.cutBytes == 0)
        #expect(reader.events.last?.kind == .runStarted)
        #expect(reader.entries.count == Self.events.count - 1)
    }

    @Test func aFullDiskIsCountedAndNoCrash() throws {
        var writer = try JournalWriter(path: "/dev/full")
        for event in Self.events { writer.append(event) }
        writer.synchronise()
        #expect(writer.eventsLost == Self.events.count)
        #expect(
            writer.firstProblem == "/dev/full: events are lost (No space left on device)")
    }

    @Test func aFolderThatIsNotThereIsSaid() throws {
        let folder = try TestFolder()
        let path = folder.path("missing/journal.jsonl")
        do {
            _ = try JournalWriter(path: path)
            Issue.record("a journal was opened in a folder that is not there")
        } catch {
            #expect(error.description.contains(path))
            #expect(error.description.contains("No such file or directory"))
            #expect(!error.description.contains("\n"))
        }
    }

    @Test(arguments: ["", "\n\n", "{}\n", "[[[[", "\u{0}\u{FF}", "{\"sequence\": -1}\n", "null\nx"])
    func whatIsNoJournalGivesNoEvents(_ text: String) {
        #expect(JournalReader(bytes: Data(text.utf8)).entries.isEmpty)
    }

    @Test func deepNestingIsNoTrap() {
        let text = String(repeating: "[", count: 100_000)
        #expect(JournalReader(bytes: Data(text.utf8)).cutBytes == 100_000)
        #expect(JournalReader(bytes: Data((text + "\n").utf8)).damagedLines == 1)
    }
}
