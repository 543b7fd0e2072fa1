import ClosedLoop
import Detection
import Pipeline
import Planning
import Report

/// Stretches in which the loop did not simply watch, as they come about.
struct StateSpans {
    private(set) var spans: [StateSpan] = []
    private var kind: StateSpan.Kind?
    private var startSeconds = 0.0

    mutating func take(_ state: LoopState, fromSeconds start: Double) {
        let next = Self.kind(of: state)
        guard next != kind else { return }
        finish(atSeconds: start)
        kind = next
        startSeconds = start
    }

    mutating func finish(atSeconds seconds: Double) {
        if let kind {
            spans.append(StateSpan(kind, startSeconds: startSeconds, endSeconds: seconds))
        }
        kind = nil
    }

    static func spans(
        of states: [LoopState], firstSeconds: Double, hopSeconds: Double
    ) -> [StateSpan] {
        var result = StateSpans()
        for (hop, state) in states.enumerated() {
            result.take(state, fromSeconds: firstSeconds + Double(hop) * hopSeconds)
        }
        result.finish(atSeconds: firstSeconds + Double(states.count) * hopSeconds)
        return result.spans
    }

    private static func kind(of state: LoopState) -> StateSpan.Kind? {
        switch state {
        case .watching, .inEpisode: nil
        case .holdOff: .holdOff
        case .blanked: .blanked
        case .settling: .settling
        case .safe: .safe
        }
    }
}

/// A pattern in words.
struct FeatureTitle {
    let text: String

    init(_ pattern: PatternPlan, _ planned: PlannedLoop) {
        let plan = planned.plan.detection
        let window =
            Double(plan.measures.windowHops[pattern.feature]) * planned.hopSeconds
        let trend = Double(plan.trendHops) * planned.hopSeconds
        text =
            "\(pattern.feature.name), short-term \(decimal(window)) s"
            + (pattern.isRelative ? " against long-term \(decimal(trend)) s" : "")
    }
}
