import ClosedLoop
import Pipeline
import Planning
import Realtime

/// Follows a run and computes what would have been: the core's own code on the kept frames, a piece at a
/// time. The run's loop knows nothing of it.
struct WhatIfWorker {
    /// Onsets, ends and therapies of a course, the newest.
    static let marksMax = 1_000

    private struct Job {
        let id: String
        let loop: LoopCopy
        var nextCue: Int
        var course: WhatIfDesk.Course
    }

    private let desk: WhatIfDesk
    private let file: CountsFile
    private var follower: LoopFollower
    private var job: Job?

    init(_ desk: WhatIfDesk, _ start: LoopStart, _ file: CountsFile, rateHertz: Double) {
        self.desk = desk
        self.file = file
        follower = LoopFollower(start, file, rateHertz: rateHertz)
    }

    /// Works on a thread of its own until the desk's end.
    static func run(
        _ desk: WhatIfDesk, _ start: LoopStart, _ file: CountsFile, rateHertz: Double
    ) throws(ThreadError) {
        try PosixThread(name: "quench-what-if", isOrdinary: true) {
            ViewThread.giveWay()
            var worker = WhatIfWorker(desk, start, file, rateHertz: rateHertz)
            var work = Work.done
            while work != .over {
                work = worker.step(at: Double(MonotonicClock.now) / 1e9)
                if work == .nothing { ViewThread.pause() }
            }
        }.detach()
    }

    enum Work { case done, nothing, over }

    /// Does a piece of what there is to do.
    mutating func step(at seconds: Double) -> Work {
        let work = desk.take(at: seconds)
        if work.isOver { return .over }
        if work.cuesLost { follower.fail("the run went by too fast") }
        follower.hear(work.cues)
        var hasWorked = follower.follow()
        if job?.id != work.question?.id { job = work.question.flatMap { begin($0) } }
        hasWorked = advance() || hasWorked
        if let problem = follower.problem {
            job = nil
            desk.fail(problem)
        }
        return hasWorked ? .done : .nothing
    }

    private func begin(_ question: WhatIfDesk.Question) -> Job? {
        guard question.problem == nil, let state = follower.oldest else { return nil }
        let plan: TriedPlan
        do throws(SettingsError) { plan = try question.plan() } catch {
            desk.refuse(question.id, "\(error)")
            return nil
        }
        return Job(
            id: question.id, loop: LoopCopy(copying: state.loop, trying: plan),
            nextCue: state.cueNumber,
            course: WhatIfDesk.Course(fromFrame: state.frame, endFrame: state.frame))
    }

    /// Goes on by some cues; whether there was anything to do.
    private mutating func advance() -> Bool {
        guard var job else { return false }
        // Where its frames are gone it begins anew with those that are kept.
        self.job = nil
        let first = job.nextCue - follower.firstCue
        guard first >= 0 else { return true }
        let cues = follower.piece(of: follower.cues.dropFirst(first), from: job.loop.nextFrame)
        guard job.loop.take(cues, from: file, { step, _ in job.course.enter(step) }) else {
            return true
        }
        job.nextCue += cues.count
        self.job = job
        guard !cues.isEmpty else { return false }
        desk.answer(job.id, job.course)
        return true
    }
}

extension WhatIfDesk.Course {
    fileprivate mutating func enter(_ step: LoopCopy.Step) {
        let frame = step.decision.endFrame
        endFrame = frame
        decisionHash = step.decisionHash
        switch step.decision.change {
        case .none: break
        case .onset: Self.add(frame, to: &onsets)
        case .termination, .timeout: Self.add(frame, to: &ends)
        }
        if case .started = step.decision.response { Self.add(frame, to: &therapies) }
    }

    private static func add(_ frame: Int64, to marks: inout [Int64]) {
        marks.append(frame)
        if marks.count > WhatIfWorker.marksMax { marks.removeFirst() }
    }
}
