import Journal
import Planning
import Synchronization
import TestSupport
import Testing

@testable import Pipeline
@testable import RunFolder

/// A run that is changed while it goes on says so, and what it ended with.
@Suite struct ControlTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private static let pattern = "detector.patterns[0].thresholdPercent"

    private func run(
        _ control: (@Sendable (RunControl, Int64) -> Void)?, to name: String
    ) throws -> Finished {
        var run = Run()
        run.control = control
        return try run(
            Noise().recording(in: folder, name: "\(name).edf"), into: folder.file(name))
    }

    @Test func aRunThatNobodyChangesIsTheSame() throws {
        let alone = try run(nil, to: "alone")
        #expect(alone.summary.settingsChanges == nil)
        let left = try run({ _, _ in }, to: "left")
        #expect(left.summary.settingsChanges == [])
        #expect(left.summary.decisionHash == alone.summary.decisionHash)
        #expect(!left.names.contains("settings.changed.yaml"))
        #expect(!left.result.verdicts.contains { $0.text.contains("was changed") })
        #expect(left.text("report.html").contains("with the same settings gives the same hash"))
    }

    @Test func suspendedBeforeTheSeizureNoTherapyIsGiven() throws {
        let alone = try run(nil, to: "treated")
        #expect(alone.summary.stimulation.therapies > 0)
        let held = try run(
            { control, frame in
                // Once, some seconds before the seizure.
                _ = try? control.change(RunControl.suspended, to: .bool(true), from: "::1")
            }, to: "held")
        #expect(
            held.summary.episodes.map(\.onsetSeconds) == alone.summary.episodes.map(\.onsetSeconds))
        #expect(held.summary.stimulation.therapies == 0)
        #expect(held.summary.stimulation.refusalsByReason.keys.contains("stimulation suspended"))
        let told = held.events(.settingsChanged)
        try #require(told.count == 1)
        #expect(told[0]["field"]?.text == "stimulation.suspended" && told[0]["from"]?.text == "::1")
        #expect(told[0]["old"] == .bool(false) && told[0]["new"] == .bool(true))
        let change = try #require(held.summary.settingsChanges?.first)
        #expect(change.frame == told[0]["inForceFrame"]?.integer && change.frame <= told[0].frame)
        // A hop's end.
        #expect(change.frame % Int64(held.summary.hopFrames) == 0)
        #expect(
            held.result.verdicts.contains { $0.text.contains("was changed 1 time while it ran") })
        let report = held.text("report.html")
        #expect(report.contains("The loop was changed while it ran, so that the command does not"))
        #expect(!report.contains("gives the same hash"))
        let times = held.journal.events.map(\.timeSeconds)
        #expect(times == times.sorted())
    }

    @Test func otherThresholdsFindNothingAndAreSaved() throws {
        let deaf = try run(
            { control, frame in
                for index in 0..<3 {
                    _ = try? control.change(
                        "detector.patterns[\(index)].thresholdPercent", to: .number(90_000),
                        from: "::1")
                }
            }, to: "deaf")
        #expect(deaf.summary.episodes.isEmpty)
        let changes = try #require(deaf.summary.settingsChanges)
        // The second asks for more channels than there are, and is left out.
        #expect(changes.count == 2)
        #expect(changes.first?.field == Self.pattern)
        let path = "\(deaf.folder.path)/settings.changed.yaml"
        let saved = try Settings(file: path)
        #expect(saved.detector.patterns.map(\.thresholdPercent) == [90_000, 250, 90_000])
        // Those that the run began with stand in the summary.
        let first = deaf.summary.settings["detector"]?["patterns"]?.list?.first
        #expect(first?["thresholdPercent"]?.number == 200)
    }

    @Test(arguments: [
        (pattern, JSONValue.number(-1)), (pattern, .number(1e9)), (pattern, .number(0)),
        (pattern, .number(.infinity)), (pattern, .text("200")), (pattern, .null),
        (pattern, .number(200)), ("detector.patterns[1].thresholdPercent", .number(260)),
        ("detector.patterns[9].thresholdPercent", .number(200)),
        ("detector.patterns[0].thresholdAbsolute", .number(200)),
        ("detector.patterns[0].votes", .number(1)), ("stimulation.mode", .text("off")),
        ("stimulation.electrodes.contacts", .number(4)), ("model.threshold", .number(1)),
        ("stimulation.suspended", .number(1)), ("stimulation.suspended", .bool(false)), ("", .null),
    ])
    func whatASettingsFileMayNotSayIsRefused(field: String, value: JSONValue) throws {
        let planned = try Planner.plan(
            .standard,
            for: SignalDescription(
                channelNames: ["A", "B", "C"], rateNumerator: 200, rateDenominator: 1))
        let control = RunControl(.standard, planned)
        let refusal = try #require(throws: RunControl.Refusal.self) {
            try control.change(field, to: value, from: "::1")
        }
        guard case .wrong = refusal else {
            Issue.record("\(refusal)")
            return
        }
        #expect(control.loop.frameTaken == nil)
        // The next one is the first.
        let change = try control.change(Self.pattern, to: .number(210), from: "::1")
        #expect(change.number == 1 && change.old == .number(200))
    }

    /// Of a learned detector, whose patterns decide nothing.
    @Test func aModelsThresholdIsChangedInUnitsOfItsScore() throws {
        let channels = ["A", "B"]
        var model = DetectorModel(
            family: .linear, rateHertz: 250, channels: channels, settings: .standard,
            intercept: 0, threshold: 1 << 21, backgroundScore: 0)
        model.weights = channels.map { _ in [1, 0, 0, 0, 0, 0] }
        let planned = try Planner.plan(
            .standard,
            for: SignalDescription(
                channelNames: channels, rateNumerator: 250, rateDenominator: 1), model: model)
        let control = RunControl(.standard, planned)
        for wrong in [JSONValue.number(128.5), .number(-129), .number(0.5), .bool(true)] {
            #expect(throws: RunControl.Refusal.self) {
                try control.change(RunControl.modelThreshold, to: wrong, from: "::1")
            }
        }
        #expect(throws: RunControl.Refusal.self) {
            try control.change(Self.pattern, to: .number(300), from: "::1")
        }
        let change = try control.change(RunControl.modelThreshold, to: .integer(2), from: "::1")
        #expect(change.old == .number(0.5) && change.new == .integer(2))
        #expect(control.loop.take(at: 40) != nil && control.news(at: 40, isLast: false) != nil)
        let told = try #require(control.json["fields"]?.list)
        #expect(told.map { $0["field"]?.text } == ["stimulation.suspended", "model.threshold"])
        #expect(told.last?["value"]?.number == 2)
    }

    /// A source that is silent, or the run's end, keeps the loop from taking a change: nobody is told that
    /// it holds.
    @Test func whatTheLoopHasNotTakenIsNotShownAsInForce() throws {
        let planned = try Planner.plan(
            .standard,
            for: SignalDescription(
                channelNames: ["A", "B", "C"], rateNumerator: 200, rateDenominator: 1))
        let control = RunControl(.standard, planned)
        func shown(_ field: String) -> JSONValue? {
            control.json["fields"]?.list?.first { $0["field"]?.text == field }?["value"]
        }
        _ = try control.change(RunControl.suspended, to: .bool(true), from: "::1")
        #expect(!control.isSuspended && control.json["isSuspended"] == .bool(false))
        #expect(shown(RunControl.suspended) == .bool(false))
        #expect(control.json["underWay"] == .text(RunControl.suspended))
        #expect(control.loop.take(at: 80)?.isSuspended == true)
        // Hops of before are told of meanwhile.
        #expect(control.news(at: 40, isLast: false) == nil && !control.isSuspended)
        #expect(control.news(at: 80, isLast: false)?.frame == 80)
        #expect(control.isSuspended && control.json["underWay"] == .null)
        #expect(shown(RunControl.suspended) == .bool(true))
        let change = try control.change(Self.pattern, to: .number(300), from: "::1")
        #expect(change.number == 2 && change.old == .number(200))
        #expect(control.news(at: 120, isLast: true) == nil)
        #expect(shown(Self.pattern) == .number(200))
        #expect(control.json["thresholds"]?.list?.first?.number == 200)
    }

    /// The terminal, and `quench status`.
    @Test func whoLooksInIsToldThatStimulationIsSuspended() throws {
        var run = Run()
        run.control = { control, frame in
            guard frame >= 2_000, frame < 3_000 || frame >= 4_000 else { return }
            _ = try? control.change(RunControl.suspended, to: .bool(frame < 3_000), from: "::1")
        }
        var monitor: LiveMonitor?
        var wasShown: [Bool] = []
        let finished = try run(
            Noise().recording(in: folder), into: folder.file("out"),
            watch: { report, events, context in
                if monitor == nil { monitor = LiveMonitor(context, traceCountMax: 1) }
                monitor?.take(report, events: events)
                let isShown = monitor?.statusLine.contains("stimulation suspended") == true
                let note = monitor?.screen.notes.contains { $0.text == "stimulation suspended" }
                #expect(note == isShown)
                if wasShown.last != isShown { wasShown.append(isShown) }
            })
        #expect(finished.summary.settingsChanges?.count == 2)
        #expect(wasShown == [false, true, false])
    }

    @Test func aRunWhoseJournalFailedIsNotChanged() throws {
        let refusals = Mutex<[RunControl.Refusal]>([])
        var run = Run(journalTarget: "/dev/full")
        run.control = { control, _ in
            do throws(RunControl.Refusal) {
                _ = try control.change("none", to: .null, from: "::1")
            } catch { refusals.withLock { $0.append(error) } }
        }
        _ = try run(Noise().recording(in: folder), into: folder.file("out"))
        let told = refusals.withLock { $0 }
        #expect(told.contains(.notNow("the run's journal is not written any more")))
        #expect(told.last == .notNow("the run is over"))
    }

    @Test func oneChangeIsUnderWayAtATimeAndNoneAfterTheEnd() throws {
        let planned = try Planner.plan(
            .standard,
            for: SignalDescription(
                channelNames: ["A", "B", "C"], rateNumerator: 200, rateDenominator: 1))
        let control = RunControl(.standard, planned)
        let change = try control.change(Self.pattern, to: .number(300), from: "::1")
        #expect(change.number == 1 && change.old == .number(200) && change.frame == nil)
        #expect(throws: RunControl.Refusal.notNow("the change before is not in force yet")) {
            try control.change(Self.pattern, to: .number(400), from: "::1")
        }
        #expect(control.news(at: 1_000, isLast: true) == nil)
        #expect(throws: RunControl.Refusal.notNow("the run is over")) {
            try control.change(Self.pattern, to: .number(400), from: "::1")
        }
    }
}
