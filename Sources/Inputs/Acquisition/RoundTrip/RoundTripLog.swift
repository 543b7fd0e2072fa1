/// Puts together what devices and loop tell of a round trip: bursts, detections, pulses, edges, all
/// as frames of the input. It knows no device and no loop.
package struct RoundTripLog: Sendable {
    /// The beginning of an episode.
    package struct Onset: Sendable, Equatable {
        /// The input's frame after the last of the hop that decided.
        package var frame: Int64
        /// From that frame's acquisition to the decision, s.
        package var decisionSeconds: Double
        /// Whether a therapy followed.
        package var isAnswered: Bool

        package init(frame: Int64, decisionSeconds: Double, isAnswered: Bool) {
            self.frame = frame
            self.decisionSeconds = decisionSeconds
            self.isAnswered = isAnswered
        }
    }

    /// What two clocks may be apart, before a burst that seems to come in before it left is none.
    private static let toleranceSeconds = 0.002
    /// A detector's windows may hold a burst for so long after its end.
    private static let afterSeconds = 2.0

    private let rateHertz: Double
    private let burstFrames: Double
    /// The input's frame when each burst left, and its number.
    private var played: [(trial: Int, frame: Double)] = []
    private var bursts: [Double] = []
    private var pulses: [Double] = []
    private var clipped: [Double] = []
    private var edges: [Double] = []
    private var onsets: [Onset] = []
    private var broken: Set<Int> = []

    package init(rateHertz: Int, burstFrames: Int) {
        self.rateHertz = Double(rateHertz)
        self.burstFrames = Double(burstFrames)
    }

    /// Bursts that have left.
    package var playedCount: Int { played.count }
    package var returnedCount: Int { bursts.count }
    package var onsetCount: Int { onsets.count }

    package mutating func take(_ news: RoundTripNews) {
        switch news.kind {
        case .played: played.append((news.trial, news.frame))
        case .burst: bursts.append(news.frame)
        case .pulse: pulses.append(news.frame)
        case .clipped: clipped.append(news.frame)
        case .broken: if let last = played.last { broken.insert(last.trial) }
        }
    }

    package mutating func take(edge frame: Int64) { edges.append(Double(frame)) }
    package mutating func take(_ onset: Onset) { onsets.append(onset) }

    /// What became of the bursts, of `count` that were to be played; and the detections that belong to
    /// none.
    package func trials(of count: Int) -> (trials: [RoundTripTrial], unbidden: Int) {
        var bidden = 0
        var trials: [RoundTripTrial] = []
        for place in played.indices {
            let start = played[place].frame - Self.toleranceSeconds * rateHertz - 1
            let end =
                place + 1 < played.count
                ? played[place + 1].frame - Self.toleranceSeconds * rateHertz - 1 : .infinity
            let (trial, isDetected) = judge(played[place], start..<end)
            trials.append(trial)
            if isDetected { bidden += 1 }
        }
        // Those whose instant was lost with a stream of the output.
        let untold = max(0, min(count, (played.last?.trial ?? -1) + 1) - played.count)
        trials += Array(repeating: RoundTripTrial(.broken), count: untold)
        return (trials, onsets.count - bidden)
    }

    private func judge(
        _ played: (trial: Int, frame: Double), _ window: Range<Double>
    ) -> (RoundTripTrial, isDetected: Bool) {
        func unless(broken outcome: RoundTripTrial.Outcome) -> RoundTripTrial {
            RoundTripTrial(broken.contains(played.trial) ? .broken : outcome)
        }
        guard let burst = bursts.first(where: window.contains) else {
            return (unless(broken: .notReturned), false)
        }
        let latest = min(window.upperBound, burst + burstFrames + Self.afterSeconds * rateHertz)
        let onset = onsets.first { (burst..<latest).contains(Double($0.frame)) }
        if clipped.contains(where: window.contains) {
            return (RoundTripTrial(.clipped), onset != nil)
        }
        guard let onset else { return (unless(broken: .missed), false) }
        guard onset.isAnswered else { return (unless(broken: .withheld), true) }
        let decided = Double(onset.frame)
        guard let pulse = pulses.first(where: { window.contains($0) && $0 >= decided }) else {
            return (unless(broken: .pulseLost), true)
        }
        var times = RoundTripTrial.Times(
            outward: (burst - played.frame) / rateHertz,
            persistence: (decided - burst) / rateHertz, decision: onset.decisionSeconds,
            answer: (pulse - decided) / rateHertz - onset.decisionSeconds)
        if let first = edges.first(where: window.contains) {
            times.edge = (first - played.frame) / rateHertz
            let second = edges.first { window.contains($0) && $0 > first && $0 >= decided }
            times.edgeToEdge = second.map { ($0 - first) / rateHertz }
        }
        return (RoundTripTrial(.answered, times), true)
    }
}
