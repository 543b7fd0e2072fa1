import ClosedLoop
import Planning
import Synchronization

/// Where pages ask what would have been, and the thread that computes it leaves its answers: one question
/// at a time, the newest; one that nobody asks for any more is dropped.
final class WhatIfDesk: Sendable {
    /// What would have been, from a state of the run on; all times are frames.
    struct Course: Equatable {
        var fromFrame: Int64
        var endFrame: Int64
        var onsets: [Int64] = []
        var ends: [Int64] = []
        var therapies: [Int64] = []
        /// As the run's own, where nothing differs.
        var decisionHash: UInt64 = 0
    }

    struct Question {
        let id: String
        /// Made by who computes: that takes longer than who serves pages has.
        let plan: Planned
        var askedSeconds: Double
        var course: Course?
        /// Why no loop can be planned for it.
        var problem: String?
    }

    typealias Planned = @Sendable () throws(SettingsError) -> TriedPlan

    enum Reply {
        case course(Course)
        /// It has not been begun.
        case waiting
        /// Somebody asked for something else since.
        case replaced
        /// No loop can be planned so, and why.
        case wrong(String)
        /// Nothing can be computed.
        case impossible(String)
    }

    /// So long after it was last asked for, a question is dropped.
    static let patienceSeconds = 2.0
    private static let replacedMax = 64

    private struct State {
        var cues: [LoopCue] = []
        var cuesLost = false
        var question: Question?
        var replaced: [String] = []
        var problem: String?
        var isOver = false
    }

    private let state = Mutex(State())

    // MARK: The run's side

    /// Takes what the machine did in a hop; waits for nobody.
    func put(_ cue: LoopCue) {
        state.withLock { state in
            guard state.cues.count < LoopCue.waitingMax else {
                state.cuesLost = true
                return
            }
            state.cues.append(cue)
        }
    }

    func end() { state.withLock { $0.isOver = true } }

    // MARK: The server's side

    /// What is known of a question that was asked before; nil of a new one.
    func reply(to id: String, at seconds: Double) -> Reply? {
        state.withLock { state in
            if let problem = state.problem { return .impossible(problem) }
            if state.replaced.contains(id) { return .replaced }
            guard let question = state.question, question.id == id else { return nil }
            state.question?.askedSeconds = seconds
            if let problem = question.problem { return .wrong(problem) }
            return question.course.map { .course($0) } ?? .waiting
        }
    }

    /// Asks what would have been under a plan, in place of what was asked before.
    func ask(_ id: String, by plan: @escaping Planned, at seconds: Double) {
        state.withLock { state in
            if let old = state.question?.id { state.replaced.append(old) }
            if state.replaced.count > Self.replacedMax { state.replaced.removeFirst() }
            state.question = Question(id: id, plan: plan, askedSeconds: seconds)
        }
    }

    // MARK: The computing thread's side

    struct Work {
        let cues: [LoopCue]
        let cuesLost: Bool
        let question: Question?
        let isOver: Bool
    }

    func take(at seconds: Double) -> Work {
        state.withLock { state in
            if let question = state.question,
                seconds - question.askedSeconds > Self.patienceSeconds
            {
                state.question = nil
            }
            defer { state.cues = [] }
            return Work(
                cues: state.cues, cuesLost: state.cuesLost, question: state.question,
                isOver: state.isOver)
        }
    }

    func answer(_ id: String, _ course: Course) {
        state.withLock { state in
            if state.question?.id == id { state.question?.course = course }
        }
    }

    /// No loop can be planned for a question.
    func refuse(_ id: String, _ problem: String) {
        state.withLock { state in
            if state.question?.id == id { state.question?.problem = problem }
        }
    }

    func fail(_ problem: String) { state.withLock { $0.problem = problem } }
}
