import Pipeline
import Realtime
import RunFolder

/// What a latency run found.
package struct LatencyResult: Sendable {
    package let hops: [HopTrace]
    package let latencies: HopLatencies
    /// Whether the signal is a capture device's, which has a part in the latency.
    package let isOfDevice: Bool
    /// How late the bare thread woke up.
    package let floor: Distribution
    /// How late it woke up where it had woken up a moment early as well, as the source does; nil where
    /// the source does not.
    package let earlyFloor: Distribution?
    package let outcome: Pipeline.Outcome
    package let grants: [Grant]
    /// The same in segments of the run, for comparisons.
    package let segments: LatencySegments
    /// What was measured on.
    package let signal: MeasuredSignal
    package let budgetMilliseconds: Double
    package let channelCount: Int
    package let rateHertz: Double
    package let hopFrames: Int
    package let hopNanoseconds: Int64
    package let startDelayMilliseconds: Double
    /// The one that the real-time threads asked for.
    package let processor: Int
    let stolen: StolenTimeline
    /// With another measurement, where one was given.
    package private(set) var comparison: LatencyComparison?

    init(
        run: LatencyRun, hops: [HopTrace], hopNanoseconds: Int64, outcome: Pipeline.Outcome,
        floorNanoseconds: [Int64], earlyFloorNanoseconds: [Int64]? = nil, floorGrants: [Grant],
        processor: Int, stolen: StolenTimeline
    ) {
        let plan = run.planned.plan
        self.hops = hops
        isOfDevice = run.source.isOwnClock
        hopFrames = Int(plan.detection.hopFrames)
        latencies = HopLatencies(hops, hopFrames: hopFrames, hopNanoseconds: hopNanoseconds)
        floor = Distribution(nanoseconds: floorNanoseconds)
        earlyFloor = earlyFloorNanoseconds.map { Distribution(nanoseconds: $0) }
        segments = LatencySegments(
            hops, floorNanoseconds, hopFrames: hopFrames, hopNanoseconds: hopNanoseconds)
        signal =
            switch run.source {
            case .memory: .generated
            case .recording: .recording
            default: .device
            }
        self.outcome = outcome
        grants = (outcome.grants + floorGrants).sorted { $0.name < $1.name }
        budgetMilliseconds = run.budgetMilliseconds
        channelCount = run.planned.signal.channelNames.count
        rateHertz = run.planned.signal.rateHertz
        self.hopNanoseconds = hopNanoseconds
        startDelayMilliseconds = Double(plan.stimulation.timing.startDelayMicroseconds) / 1_000
        self.processor = processor
        self.stolen = stolen
    }

    /// Compares with an earlier measurement; false where this one, stopped early, or the other has too
    /// little for that.
    package mutating func compare(with other: LatencyMeasurement) -> Bool {
        comparison = LatencyComparison(segments, with: other.segments, path: other.path)
        return comparison != nil
    }

    package var lateDecisions: Int { hops.count { $0.isLate } }

    /// Hops that the full ring dropped: no decision was made on them at all.
    package var droppedHops: Int {
        (Int(outcome.framesDropped) + hopFrames - 1) / hopFrames
    }

    /// Decisions that came too late or never.
    package var misses: Int { lateDecisions + droppedHops }

    /// Times that the ring was full.
    package var overruns: Int { hops.count { $0.droppedFrames > 0 } }

    package var stolenMilliseconds: Double { stolen.total() }
    package var stolenFromProcessorMilliseconds: Double { stolen.total(processor: processor) }

    /// The hop with the largest compute latency, and the time stolen in the second round it.
    package var worst: (hop: HopTrace, stolenMilliseconds: Double)? {
        hops.max { $0.stamps.computeNanoseconds < $1.stamps.computeNanoseconds }
            .map { ($0, stolen.around($0.stamps.commanded)) }
    }

    /// Whether nothing is against the run but that decisions missed the budget.
    package var isOnlyMissed: Bool {
        outcome.sourceProblem == nil && !hops.isEmpty && outcome.telemetryLost == 0 && misses > 0
    }

    /// Why the run does not pass; nil when it does. A record that was lost proves nothing, so it does
    /// not pass either.
    package var failure: String? {
        if let problem = outcome.sourceProblem { return problem }
        if hops.isEmpty { return "no decision was made: the run is shorter than a hop" }
        if misses > 0 {
            let dropped = droppedHops > 0 ? ", \(droppedHops) never made" : ""
            let reason =
                stolenMilliseconds > 0
                ? "; a hypervisor stole \(Int(stolenMilliseconds)) ms during the run" : ""
            return "\(misses) of \(hops.count + droppedHops) decisions missed the budget of "
                + "\(milliseconds(budgetMilliseconds)) ms (\(lateDecisions) late\(dropped))\(reason)"
        }
        if outcome.telemetryLost > 0 {
            return "the stamps of \(outcome.telemetryLost) decisions were lost: they prove nothing"
        }
        return nil
    }
}

/// A number for a person, without trailing zeros.
func milliseconds(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e9 ? "\(Int(value))" : "\(value)"
}
