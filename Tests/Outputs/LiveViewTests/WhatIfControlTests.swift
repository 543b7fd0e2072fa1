import ClosedLoop
import Detection
import Foundation
import Journal
import Planning
import TestSupport
import Testing

@testable import LiveView
@testable import Pipeline
@testable import RunFolder

/// What would have been in a run that a person has changed while it went on.
@Suite struct WhatIfControlTests {
    private typealias Kept = WhatIfTests.Kept

    private static func planned(_ query: Substring, _ kept: Kept) throws -> TriedPlan {
        let change = try #require(WhatIfChange(query: query, patternCount: 2))
        return try change.plan(of: kept.settings, kept.run.planned)
    }

    /// Its first threshold is lowered, stimulation is suspended, and then both are as they were.
    private static func changed() throws -> Kept {
        let alone = try Kept()
        let own = DetectionThresholds(alone.start.plan.detection)
        let other = DetectionThresholds(try planned("threshold0=130", alone).plan.detection)
        let kept = try Kept([
            (4_000, .init(isSuspended: false, thresholds: other)),
            (9_000, .init(isSuspended: true, thresholds: other)),
            (16_000, .init(isSuspended: false, thresholds: own)),
        ])
        let changes = kept.hops.compactMap(\.change)
        try #require(changes.count == 3 && changes[1].isSuspended)
        #expect(kept.outcome.decisionHash != alone.outcome.decisionHash)
        #expect(
            kept.hops.contains {
                if case .refused(.suspended, _) = $0.decision.response { true } else { false }
            })
        return kept
    }

    @Test(arguments: [24_000, 6_000, 13_000])
    func itIsFollowedToTheLastBit(capacity: Int64) throws {
        let kept = try Self.changed()
        let found = try WhatIfTests.course(try kept.course(nil, capacity: capacity))
        #expect(
            found
                == Kept.marks(
                    kept.hops.map(\.decision), after: found.fromFrame,
                    hash: kept.outcome.decisionHash))
    }

    @Test(arguments: [24_000, 6_000, 13_000])
    func whatIsTriedHoldsThroughoutAndTheRestIsTheRuns(capacity: Int64) throws {
        let kept = try Self.changed()
        for query in ["threshold1=200", "threshold0=260", "votes0=3"] {
            let tried = try Self.planned(query[...], kept)
            let found = try WhatIfTests.course(try kept.course(tried, capacity: capacity))
            // The core alone: the run to where that begins, and then what is tried.
            let before = CoreRun(kept.start.plan)
            let changes = kept.hops.filter { $0.change != nil }
            for record in changes where record.decision.endFrame <= found.fromFrame {
                before.feed(kept.blocks, to: record.decision.endFrame)
                let change = try #require(record.change)
                before.set(change.thresholds, isSuspended: change.isSuspended)
            }
            before.feed(kept.blocks, to: found.fromFrame)
            let own = changes.last { $0.decision.endFrame <= found.fromFrame }?.change?.thresholds
            let expected = CoreRun(copying: before, tried.plan)
            func set(_ thresholds: DetectionThresholds, _ isSuspended: Bool?) {
                var thresholds = thresholds
                let new = DetectionThresholds(tried.plan.detection).patterns
                if query.hasPrefix("threshold0") { thresholds.patterns[0] = new[0] }
                if query.hasPrefix("threshold1") { thresholds.patterns[1] = new[1] }
                expected.set(thresholds, isSuspended: isSuspended)
            }
            set(own ?? DetectionThresholds(kept.start.plan.detection), nil)
            for record in changes where record.decision.endFrame > found.fromFrame {
                expected.feed(kept.blocks, to: record.decision.endFrame)
                let change = try #require(record.change)
                set(change.thresholds, change.isSuspended)
            }
            expected.feed(kept.blocks, to: 24_000)
            #expect(
                found
                    == Kept.marks(
                        expected.decisions, after: found.fromFrame,
                        hash: expected.loop.decisionHash), "\(query)")
            #expect(found.decisionHash != kept.outcome.decisionHash, "\(query)")
        }
    }

    @Test func theSettingsAreTheRunsAsTheyAreNow() throws {
        let run = try GeneratedRun()
        let control = RunControl(.standard, run.planned)
        let answer = WhatIfAnswer(
            desk: WhatIfDesk(), planned: run.planned, settings: .standard, control: control)
        _ = try control.change(
            "detector.patterns[0].thresholdPercent", to: .number(170), from: "127.0.0.1")
        #expect(control.current.settings.detector.patterns[0].thresholdPercent == 200)
        #expect(control.loop.take(at: 40) != nil && control.news(at: 40, isLast: false) != nil)
        guard case .file(let text) = answer.file(query: "onset=1.5") else {
            Issue.record("no settings")
            return
        }
        let saved = try Settings(yaml: text, over: .standard, file: "saved")
        #expect(saved.detector.patterns[0].thresholdPercent == 170)
        #expect(saved.detector.onsetSeconds == 1.5)
        var subject = run.subject
        subject.settings = .standard
        #expect(subject.whatIfNow == .null)
        subject.control = control
        #expect(subject.whatIfNow["patterns"]?.list?.first?["threshold"]?.number == 170)
    }

    @Test func theSameNumberWithAnotherChangeIsAnotherQuestion() throws {
        let run = try GeneratedRun()
        let desk = WhatIfDesk()
        let answer = WhatIfAnswer(
            desk: desk, planned: run.planned, settings: .standard, control: nil)
        _ = answer.course(query: "id=1&threshold0=150", at: 0)
        let asked = try #require(desk.take(at: 0).question)
        desk.answer(asked.id, WhatIfDesk.Course(fromFrame: 0, endFrame: 200))
        guard case .json(let same) = answer.course(query: "id=1&threshold0=150", at: 0),
            case .json(let other) = answer.course(query: "id=1&threshold0=300", at: 0)
        else {
            Issue.record("refused")
            return
        }
        #expect(same.contains("course") && other.contains("waiting"))
    }

    @Test func aPieceOfARunIsReadAtATime() throws {
        let kept = try Kept()
        // 16,384 channels' worth of bytes in a frame, so that 16 frames are as many as are read.
        let file = try CountsTests.file(groups: 16_384, capacity: 1_000)
        let follower = LoopFollower(kept.start, file, rateHertz: 200)
        let cues = kept.hops.compactMap { LoopCue($0) }
        let hop = Int(kept.start.plan.detection.hopFrames)
        #expect(follower.piece(of: cues[...], from: 0).count == max(1, 16 / hop))
        #expect(follower.piece(of: [], from: 0).isEmpty)
        let small = LoopFollower(
            kept.start, try CountsTests.file(capacity: 24_000), rateHertz: 200)
        #expect(
            small.piece(of: cues[...], from: 0).count == min(LoopFollower.cuesMax, cues.count))
    }
}
