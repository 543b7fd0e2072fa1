import ClosedLoop
import Detection
import Foundation
import Planning
import SignalSources
import Stimulation
import Synchronization
import TestSupport
import Testing

@testable import LiveView
@testable import Pipeline

/// What would have been under other thresholds, from a run's kept frames.
@Suite struct WhatIfTests {
    /// A run of two minutes with seizures, its blocks and its hops.
    struct Kept {
        let run: GeneratedRun
        let settings = Settings.standard
        var start: LoopStart
        var blocks: [(firstFrame: Int64, counts: [SIMD8<Int16>])] = []
        var records: [HopRecord] = []
        var outcome: Pipeline.Outcome

        /// - Parameter changes: given to the loop, each once it has come to a frame.
        init(_ changes: [(frame: Int64, values: LoopControl.Values)] = []) throws {
            run = try GeneratedRun(seconds: 120)
            let taps = Mutex<FrameTap?>(nil)
            var pipeline = Pipeline(plan: run.planned.plan, pace: .unpaced)
            pipeline.tapSeconds = 200
            pipeline.onTap = { tap in taps.withLock { $0 = tap } }
            let control = LoopControl()
            pipeline.control = control
            // So that the loop is never far ahead of who reads.
            pipeline.telemetrySlotCount = 2
            var waiting = changes[...]
            var records: [HopRecord] = []
            outcome = try pipeline.run(run.source) { report in
                records.append(report.record)
                let isFree = waiting.count == changes.count || control.frameTaken != nil
                guard let next = waiting.first, isFree,
                    report.record.decision.endFrame >= next.frame
                else { return }
                control.give(next.values)
                waiting.removeFirst()
            }
            let tap = try #require(taps.withLock { $0 })
            start = tap.start
            var blocks: [(firstFrame: Int64, counts: [SIMD8<Int16>])] = []
            tap.drain { frame, counts in
                blocks.append((frame, counts.indices.map { counts[$0] }))
            }
            (self.records, self.blocks) = (records, blocks)
        }

        var hops: [HopRecord] { records.filter { !$0.isLast } }

        /// Files the run block by block, with somebody who follows it, and asks from the beginning.
        func course(
            _ tried: TriedPlan?, capacity: Int64 = 24_000, without missing: Int? = nil
        ) throws -> WhatIfDesk.Reply? {
            let file = try CountsTests.file(capacity: capacity)
            let desk = WhatIfDesk()
            var worker = WhatIfWorker(desk, start, file, rateHertz: 200)
            var cues = hops.compactMap { LoopCue($0) }[...]
            for (index, block) in blocks.enumerated() where index != missing {
                file.append(firstFrame: block.firstFrame, block.counts.span)
                let end = file.kept.nextFrame
                let due = cues.prefix { $0.endFrame <= end + 40 }
                for cue in due { desk.put(cue) }
                cues.removeFirst(due.count)
                while worker.step(at: 0) == .done {}
            }
            let plan = tried ?? TriedPlan(plan: start.plan)
            desk.ask("1", by: { plan }, at: 0)
            while worker.step(at: 0) == .done {}
            return desk.reply(to: "1", at: 0)
        }

        /// What decisions after a frame come to.
        static func marks(_ decisions: [Decision], after frame: Int64, hash: UInt64)
            -> WhatIfDesk.Course
        {
            let decisions = decisions.filter { $0.endFrame > frame }
            var course = WhatIfDesk.Course(
                fromFrame: frame, endFrame: decisions.last?.endFrame ?? frame)
            course.onsets = decisions.filter { $0.change == .onset }.map(\.endFrame)
            course.ends = decisions.filter { [.termination, .timeout].contains($0.change) }
                .map(\.endFrame)
            course.therapies = decisions.filter {
                if case .started = $0.response { true } else { false }
            }.map(\.endFrame)
            course.decisionHash = hash
            return course
        }
    }

    static func course(_ reply: WhatIfDesk.Reply?) throws -> WhatIfDesk.Course {
        guard case .course(let course) = reply else {
            throw SettingsError(field: "what if", problem: "\(String(describing: reply))")
        }
        return course
    }

    private static func change(_ query: Substring) throws -> WhatIfChange {
        try #require(WhatIfChange(query: query, patternCount: 2))
    }

    @Test func withUnchangedSettingsItIsTheVeryRun() throws {
        let kept = try Kept()
        let last = try #require(kept.hops.last)
        let whole = try Self.course(try kept.course(nil))
        #expect(whole.onsets.count >= 3 && !whole.therapies.isEmpty && !whole.ends.isEmpty)
        #expect(
            whole
                == Kept.marks(
                    kept.hops.map(\.decision), after: 0, hash: last.decisionHash))
        // Of a ring that holds 30 s, from a state within it.
        let late = try Self.course(try kept.course(nil, capacity: 6_000))
        #expect(late.fromFrame >= 18_000 && late.fromFrame <= 20_000)
        #expect(
            late
                == Kept.marks(
                    kept.hops.map(\.decision), after: late.fromFrame, hash: last.decisionHash))
    }

    @Test(arguments: [
        "threshold0=400", "threshold0=130&threshold1=200", "votes0=4&votesPercent0=100",
        "onset=3&termination=1",
    ])
    func withOthersItIsWhatAReplayGives(query: String) throws {
        let kept = try Kept()
        let planned = kept.run.planned
        let change = try Self.change(query[...])
        let settings = try change.settings(of: kept.settings, planned, isSaved: true)
        let plan = try Planner.plan(settings, for: planned.signal).plan
        var decisions: [Decision] = []
        let replay = try Pipeline(plan: plan, pace: .unpaced).run(kept.run.source) {
            if !$0.record.isLast { decisions.append($0.record.decision) }
        }
        let found = try Self.course(
            try kept.course(try change.plan(of: kept.settings, planned)))
        #expect(found.decisionHash == replay.decisionHash)
        #expect(found == Kept.marks(decisions, after: 0, hash: replay.decisionHash))
        #expect(found.decisionHash != kept.outcome.decisionHash)
        // From a state in the middle, by the core alone.
        let late = try Self.course(
            try kept.course(try change.plan(of: kept.settings, planned), capacity: 6_000))
        let alone = CoreRun(kept.start.plan)
        alone.feed(kept.blocks, to: late.fromFrame)
        let changed = CoreRun(copying: alone, plan)
        changed.feed(kept.blocks, to: 24_000)
        #expect(
            late
                == Kept.marks(
                    changed.decisions, after: late.fromFrame, hash: changed.loop.decisionHash))
    }

    @Test func whatDidNotComeThroughIsNotMadeUp() throws {
        let kept = try Kept()
        guard case .impossible(let problem) = try kept.course(nil, without: 30) else {
            Issue.record("computed over a hole")
            return
        }
        #expect(problem.contains("did not come through"))
    }

    @Test func whatTheMachineDidIsTakenAsItWas() throws {
        let kept = try Kept()
        let file = try CountsTests.file(capacity: 24_000)
        let machine = CoreRun(kept.start.plan)
        var records: [HopRecord] = []
        for (index, block) in kept.blocks.enumerated() {
            // Blocks are missing in the source, and for an overrun.
            if [20, 45].contains(index) { continue }
            file.append(firstFrame: block.firstFrame, block.counts.span)
            records += machine.take(
                block, isAfterOverrun: index == 46, isOutputLost: index == 50,
                isHeld: index == 33, lateHops: [1_300, 2_000])
        }
        let desk = WhatIfDesk()
        var worker = WhatIfWorker(desk, kept.start, file, rateHertz: 200)
        for record in records { try desk.put(#require(LoopCue(record))) }
        let plan = TriedPlan(plan: kept.start.plan)
        desk.ask("1", by: { plan }, at: 0)
        while worker.step(at: 0) == .done {}
        let found = try Self.course(desk.reply(to: "1", at: 0))
        let reasons = Set(machine.decisions.map(\.safeStateReason))
        #expect(
            reasons.isSuperset(of: [.recordingGap, .ringOverrun, .sourceLost, .missedDeadline]))
        #expect(
            found
                == Kept.marks(
                    machine.decisions, after: 0, hash: try #require(records.last).decisionHash))
    }

    @Test func theNewestQuestionWinsAndOneThatNobodyAsksIsDropped() throws {
        let plan = TriedPlan(plan: try Kept().start.plan)
        let desk = WhatIfDesk()
        #expect(desk.reply(to: "1", at: 0) == nil)
        desk.ask("1", by: { plan }, at: 0)
        #expect(desk.take(at: 1).question?.id == "1")
        desk.ask("2", by: { plan }, at: 1)
        #expect(desk.take(at: 1).question?.id == "2")
        guard case .replaced = desk.reply(to: "1", at: 1) else {
            Issue.record("two questions at a time")
            return
        }
        desk.answer("1", WhatIfDesk.Course(fromFrame: 0, endFrame: 1))
        guard case .waiting = desk.reply(to: "2", at: 2) else {
            Issue.record("answered by another's")
            return
        }
        #expect(desk.take(at: 3.9).question?.id == "2")
        #expect(desk.take(at: 4.1).question == nil)
        #expect(desk.reply(to: "2", at: 5) == nil)
    }

    @Test func whatIsSavedIsASettingsFile() throws {
        let planned = try Kept().run.planned
        let change = try Self.change("threshold1=345.5&votes1=3&votesPercent0=7&onset=1.25")
        let text = WhatIfChange.text(
            of: try change.settings(of: .standard, planned, isSaved: true))
        let folder = try TemporaryFolder()
        let saved = try Settings(file: try folder.write(text, to: "settings.yaml"))
        let (first, second) = (planned.patternPlaces[0], planned.patternPlaces[1])
        let pattern = saved.detector.patterns[second]
        #expect(max(pattern.thresholdPercent, pattern.thresholdAbsolute) == 345.5)
        #expect(pattern.votes == 3 && saved.detector.patterns[first].votesPercent == 7)
        #expect(saved.detector.onsetSeconds == 1.25)
        #expect(
            saved.detector.terminationSeconds == Settings.standard.detector.terminationSeconds)
        #expect(text.contains("# default: "))
    }

    @Test func aLearnedThresholdIsSavedAsAModel() throws {
        let channels = ["C1", "C2"]
        var model = DetectorModel(
            family: .linear, rateHertz: 250, channels: channels, settings: .standard,
            intercept: 0, threshold: 1 << 20, backgroundScore: 0)
        model.weights = channels.map { _ in [1, 0, 0, 0, 0, 0] }
        func planned(_ model: DetectorModel) throws -> PlannedLoop {
            let signal = SignalDescription(
                channelNames: channels, rateNumerator: 250, rateDenominator: 1)
            return try Planner.plan(.standard, for: signal, model: model)
        }
        let change = try Self.change("score=1.5")
        let folder = try TemporaryFolder()
        let text = try change.model(of: model).text()
        let saved = try DetectorModel(file: folder.write(text, to: "model.json"))
        // What the file gives is what was tried, and nothing else of the model differs.
        let tried = try change.plan(of: .standard, planned(model)).plan
        let own = try planned(model).plan, replayed = try planned(saved).plan
        #expect(
            replayed.detection.learned.threshold == tried.detection.learned.threshold
                && tried.detection.learned.threshold != own.detection.learned.threshold)
        var other = saved
        other.threshold = model.threshold
        #expect(other == model && saved != model)
        for (query, base) in [
            ("score=200", model), ("threshold0=300", model), ("score=1", nil),
        ] as [(Substring, DetectorModel?)] {
            let refused = try Self.change(query)
            let problem = #expect(throws: SettingsError.self) { try refused.model(of: base) }
            #expect("\(try #require(problem))".contains("score"))
        }
        // Settings that would say something else than what was tried are not saved.
        #expect(throws: SettingsError.self) {
            try change.settings(of: .standard, planned(model), isSaved: true)
        }
    }

    @Test func whatCannotBePlannedIsToldOfThatQuestionOnly() throws {
        let kept = try Kept()
        let file = try CountsTests.file(capacity: 24_000)
        let desk = WhatIfDesk()
        var worker = WhatIfWorker(desk, kept.start, file, rateHertz: 200)
        let plan = TriedPlan(plan: kept.start.plan)
        desk.ask(
            "1", by: { () throws(SettingsError) in throw SettingsError(field: "a", problem: "b") },
            at: 0)
        while worker.step(at: 0) == .done {}
        guard case .wrong(let problem) = desk.reply(to: "1", at: 0) else {
            Issue.record("planned what cannot be")
            return
        }
        #expect(problem.contains("a") && problem.contains("b"))
        desk.ask("2", by: { plan }, at: 0)
        guard case .waiting = desk.reply(to: "2", at: 0) else {
            Issue.record("a problem of another question")
            return
        }
    }

    @Test(arguments: [
        "threshold0", "threshold0=", "threshold0=x", "threshold0=nan", "threshold0=inf",
        "threshold2=1", "votes0=1.5", "onset=1&onset=2", "more=1", "score=500", "threshold0=1=2",
        "votes-1=3",
    ])
    func whatIsNoChangeIsRefused(query: String) {
        #expect(WhatIfChange(query: query[...], patternCount: 2) == nil)
    }

    @Test(arguments: ["votes0=0", "threshold0=-5", "onset=61", "score=2"])
    func whatNoSettingsCanSayIsRefusedByName(query: String) throws {
        let planned = try Kept().run.planned
        let change = try Self.change(query[...])
        let problem = try #require(throws: SettingsError.self) {
            try change.plan(of: .standard, planned)
        }
        let field = String(query.prefix { $0.isLetter })
        #expect("\(problem)".contains(field == "onset" ? "onsetSeconds" : field))
    }

    @Test func aPageAsksAndSaves() throws {
        let folder = try TemporaryFolder()
        let run = try GeneratedRun()
        let view = try LiveView(.init(port: 0))
        defer { view.close() }
        var subject = run.subject
        subject.settings = .standard
        view.begin(subject)
        var pipeline = Pipeline(plan: run.planned.plan, pace: .unpaced)
        pipeline.tapSeconds = 60
        pipeline.onTap = { [path = folder.path] in view.keep($0, in: path) }
        var last = HopRecord()
        _ = try pipeline.run(run.source) {
            view.show(ViewedHop($0))
            if !$0.record.isLast { last = $0.record }
        }
        #expect(view.takeProblem() == nil)
        let end = run.planned.seconds(ofFrame: last.decision.endFrame)
        var answer: [String: Any] = [:]
        while answer["to"] as? Double != end {
            let reply = try view.get("/what-if?id=7")
            try #require(reply.status == 200)
            let object = try JSONSerialization.jsonObject(with: Data(reply.body.utf8))
            answer = try #require(object as? [String: Any])
            try #require(answer["state"] as? String != "impossible")
        }
        #expect(answer["hash"] as? String == String(last.decisionHash, radix: 16))
        #expect((answer["onsets"] as? [Double])?.isEmpty == false)
        let file = try view.get("/what-if.yaml?threshold0=400")
        #expect(file.status == 200 && file.head.contains("attachment; filename=\"settings.yaml\""))
        _ = try Settings(yaml: file.body, over: .standard, file: "saved")
        for path in ["/what-if", "/what-if?id=", "/what-if?id=x", "/what-if?id=8&votes0=0"] {
            #expect(try view.get(path).status == 400, "\(path)")
        }
        #expect(try view.get("/what-if.yaml?votes0=0").body.contains("votes"))
        // Of a detector of patterns there is no model.
        #expect(try view.get("/what-if.json?score=1").status == 400)
        // A file can hold it, and no loop can be planned from that.
        #expect(try view.get("/what-if.yaml?threshold0=0").status == 400)
        #expect(try view.get("/what-if?id=9", "Origin: http://evil.example\r\n").status == 403)
        let posted = try view.answer(
            "POST /what-if?id=9 HTTP/1.1\r\nHost: $host\r\nContent-Length: 0\r\n\r\n")
        #expect(posted.status == 405)
    }
}

/// The core alone, as a machine drives it.
@safe
final class CoreRun {
    private(set) var loop: ClosedLoop
    private(set) var decisions: [Decision] = []
    private let memory: UnsafeMutableRawBufferPointer

    init(_ plan: LoopPlan) {
        unsafe memory = .allocate(byteCount: ClosedLoop.memoryBytes(for: plan), alignment: 64)
        loop = unsafe ClosedLoop(plan: plan, memory: memory)
    }

    init(copying other: CoreRun, _ plan: LoopPlan) {
        unsafe memory = .allocate(byteCount: ClosedLoop.memoryBytes(for: plan), alignment: 64)
        loop = unsafe ClosedLoop(copying: other.loop, plan: plan, memory: memory)
    }

    deinit { unsafe memory.deallocate() }

    /// Takes the frames from where it is to another.
    func feed(_ blocks: [(firstFrame: Int64, counts: [SIMD8<Int16>])], to end: Int64) {
        for block in blocks {
            let count = Int(min(Int64(block.counts.count), end - block.firstFrame))
            var offset = Int(max(0, loop.nextFrame - block.firstFrame))
            while offset < count {
                let step = loop.step(
                    block.counts.span, frameCount: count, from: offset,
                    firstFrame: block.firstFrame + Int64(offset))
                offset += step.framesTaken
                if let decision = step.decision { decisions.append(decision) }
            }
        }
    }

    /// Takes what a person changed, between two hops.
    func set(_ thresholds: DetectionThresholds, isSuspended: Bool?) {
        loop.set(thresholds)
        if let isSuspended { loop.setSuspended(isSuspended) }
    }

    /// Takes a block with what befell it; what the telemetry would say of it.
    func take(
        _ block: (firstFrame: Int64, counts: [SIMD8<Int16>]), isAfterOverrun: Bool,
        isOutputLost: Bool, isHeld: Bool, lateHops: Set<Int64>
    ) -> [HopRecord] {
        var records: [HopRecord] = []
        if isHeld {
            loop.hold()
            var held = HopRecord()
            held.isHeld = true
            held.decision.endFrame = loop.nextFrame
            held.decisionHash = loop.decisionHash
            records.append(held)
        }
        var arrival = FrameArrival(
            firstFrame: block.firstFrame, frameCount: Int32(block.counts.count),
            isAfterOverrun: isAfterOverrun)
        loop.setOutput(isLost: isOutputLost)
        var isFirst = true
        while let decision = loop.take(&arrival, block.counts.span) {
            decisions.append(decision)
            var record = HopRecord()
            record.decision = decision
            record.decisionHash = loop.decisionHash
            record.isAfterOverrun = isAfterOverrun && isFirst
            record.outputLoss = isOutputLost ? 19 : 0
            record.isLate = lateHops.contains(decision.hop)
            if record.isLate { loop.miss() }
            records.append(record)
            isFirst = false
        }
        return records
    }
}
