import Journal
import Pipeline
import Realtime
import Synchronization

/// Where pages ask for a run's single samples, and for what would have been under other thresholds.
final class SampleDesk: Sendable {
    private struct State {
        var subject: ViewSubject?
        /// Where the run's counts are, or why there are none.
        var samples: Result<CountsFile, LiveViewError>?
        var whatIf: WhatIfAnswer?
    }

    private let state = Mutex(State())
    private let seconds: @Sendable () -> Double

    /// - Parameter seconds: a clock that runs on.
    init(seconds: @escaping @Sendable () -> Double) { self.seconds = seconds }

    // MARK: The run's side

    func begin(_ subject: ViewSubject) { state.withLock { $0.subject = subject } }

    /// The run's counts, or why there are none.
    func keep(_ samples: Result<CountsFile, LiveViewError>) {
        state.withLock { $0.samples = samples }
    }

    /// Lets pages ask what would have been under other thresholds, where the run has settings to change.
    func follow(_ start: LoopStart, _ file: CountsFile) throws(ThreadError) {
        guard let subject = state.withLock({ $0.subject }), let settings = subject.settings else {
            return
        }
        let desk = WhatIfDesk()
        try WhatIfWorker.run(desk, start, file, rateHertz: subject.planned.signal.rateHertz)
        state.withLock {
            $0.whatIf = WhatIfAnswer(
                desk: desk, planned: subject.planned, settings: settings,
                control: subject.control)
        }
    }

    /// Hears of a hop.
    func put(_ record: HopRecord) {
        guard let whatIf = state.withLock({ $0.whatIf }), let cue = LoopCue(record) else { return }
        whatIf.desk.put(cue)
    }

    func end() { state.withLock { $0.whatIf }?.desk.end() }

    /// Why there are no samples; nil where there are, or none are to be.
    var problem: String? {
        switch state.withLock({ $0.samples }) {
        case .success(let file): file.kept.problem.map { "the view keeps no samples: \($0)" }
        case .failure(let error): error.description
        case nil: nil
        }
    }

    // MARK: The server's side

    /// `/counts`.
    func counts(query: Substring) -> CountsAnswer.Reply {
        let now = state.withLock { $0 }
        guard let subject = now.subject, case .success(let file) = now.samples else { return .none }
        guard let request = CountsAnswer(query: query, channelCount: subject.channelCount),
            request.isBounded(by: file.frameBytes)
        else { return .wrong }
        return .message(request.message(from: file))
    }

    /// `/what-if`, and the settings and the model to save.
    func whatIf(path: Substring, query: Substring) -> WhatIfAnswer.Reply {
        guard let whatIf = state.withLock({ $0.whatIf }) else { return .none }
        return switch path {
        case LiveView.settingsPath: whatIf.file(query: query)
        case LiveView.modelPath: whatIf.model(query: query)
        default: whatIf.course(query: query, at: seconds())
        }
    }

    /// Since when there are samples, s, and why there are none.
    func json(_ subject: ViewSubject?) -> JSONValue {
        guard let subject, let samples = state.withLock({ $0.samples }) else { return .null }
        let first = try? samples.get().kept.stretches.first?.lowerBound
        return .object([
            .init("from", first.map { .number(subject.planned.seconds(ofFrame: $0)) } ?? .null),
            .init("problem", problem.map { .text($0) } ?? .null),
        ])
    }
}
