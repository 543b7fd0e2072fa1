import ClosedLoop
import Detection
import Evaluation
import Stimulation

/// Writes down what a loop called a seizure and what it stimulated, decision by decision.
struct EpisodeScribe {
    let rateHertz: Double
    private(set) var episodes: [Interval] = []
    private(set) var therapies: [ScoredRecording.Therapy] = []
    private var onset: Double?
    private var end = 0.0

    init(rateHertz: Double) { self.rateHertz = rateHertz }

    mutating func take(_ decision: Decision, _ loop: borrowing ClosedLoop) {
        let now = Double(decision.endFrame) / rateHertz
        end = now
        if decision.change == .onset { onset = now }
        let isOver = decision.change == .termination || decision.change == .timeout
        if isOver || decision.state == .safe { close(at: now) }
        for index in 0..<Int(decision.pulseCount) {
            let pulse = loop.pulse(index)
            therapies[therapies.count - 1].microcoulombs +=
                Double(pulse.amplitudeMicroamperes) * Double(pulse.firstPhaseMicroseconds) / 1e6
        }
        if case .started = decision.response {
            therapies.append(.init(seconds: now, microcoulombs: 0))
        }
    }

    /// The signal is over; so is an episode that still goes on.
    mutating func finish() { close(at: end) }

    private mutating func close(at seconds: Double) {
        guard let start = onset else { return }
        episodes.append(Interval(start: start, end: seconds))
        onset = nil
    }
}
