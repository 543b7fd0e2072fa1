import Acquisition
import Alsa
import ClosedLoop
import Pipeline
import Planning
import Realtime
import SignalSources

/// The closed loop between two devices joined by a cable, made ready: both are open.
package struct RoundTripRun {
    package struct Options: Sendable {
        package var input: String
        package var output: String
        /// Of both devices.
        package var channels: Int
        /// Of both devices, Hz.
        package var rateHertz: Int
        /// Device frames of one frame of the loop.
        package var framesAveraged = 1
        /// Frames between two wake-ups; nil for the fewest in 2 ms or more.
        package var period: Int?
        /// The input's channel that the cable leads to, from 1 on.
        package var cable = 1
        package var trials = 200
        /// The line of an external edge.
        package var photodiode: TriggerRequest?
        /// A settings file; nil for the defaults.
        package var settings: String?
        package var microvoltsPerFullScale = 8_192.0
        package var seed: UInt64 = 1

        package init(input: String, output: String, channels: Int, rateHertz: Int) {
            self.input = input
            self.output = output
            self.channels = channels
            self.rateHertz = rateHertz
        }
    }

    /// The hard limit of therapies an hour holds no more.
    package static let trialsMax = 200
    /// Bursts without an answer of their kind after which the run ends.
    private static let unreturnedMax = 3
    private static let undetectedMax = 10

    private let options: Options
    private let plan: RoundTripPlan
    private let timeline: Timeline
    private let probe: RoundTripProbe
    private let source: CaptureSource
    private let stop: StopRequest

    /// Opens both devices.
    ///
    /// - Parameter isStopped: true once the run is to end; asked from several threads.
    package init(
        _ options: Options, timeline: Timeline = .machine,
        isStopped: @escaping @Sendable () -> Bool, _ tell: (RunNews) -> Void
    ) throws {
        self.options = options
        self.timeline = timeline
        plan = try RoundTripPlan(options)
        let stop = StopRequest(isStopped)
        self.stop = stop
        let rate = options.rateHertz
        probe = RoundTripProbe(
            plan.stimulus, channel: options.cable - 1, quietSeconds: plan.quietSeconds)
        var request = StreamRequest(
            device: options.output, channels: options.channels, rateHertz: rate)
        request.periodSecondsMin = 0.002
        let output = try PulseOutput(
            request, milliamperesFullScale: plan.milliamperesFullScale, probe: probe,
            timeline: timeline)
        var capture = plan.plans.capture
        capture.offersReconnect = false
        source = try CaptureSource(
            capture, plan.plans.frontEnd,
            durationFrames: (plan.stimulus.endFrame + Int64(rate)) / Int64(capture.framesAveraged),
            output: output, timeline: timeline, isStopped: { stop.isSet })
        try plan.plans.checkBudget(source.grant)
        for note in plan.plans.planned.notes { tell(.note(note)) }
        tell(.note(source.grant.text))
        tell(.note(output.report.grant.text))
    }

    /// Plays the trials and waits for what comes back.
    package func run(_ tell: (RunNews) -> Void) throws -> RoundTripResult {
        let timeline = self.timeline
        let stop = self.stop
        let averaged = Int64(options.framesAveraged)
        var log = RoundTripLog(
            rateHertz: options.rateHertz, burstFrames: plan.stimulus.burstFrames)
        var pipeline = Pipeline(
            plan: plan.plans.planned.plan, pace: timeline.isMachine ? .speed(Ratio(1)) : .unpaced)
        if timeline.isMachine { pipeline.realtime = RealtimeRequest() }
        pipeline.now = { timeline.now }
        tell(.begins("round trip", total: Double(options.trials), isSignal: false))
        var told = 0
        let outcome = try pipeline.run(.capture(source), isStopped: { stop.isSet }) { report in
            if let onset = RoundTripLog.Onset(report.record, framesAveraged: averaged) {
                log.take(onset)
            }
            drain(into: &log)
            guard log.playedCount > told else { return }
            told = log.playedCount
            tell(.reached(Double(told), note: "trials"))
            if isHopeless(log) { stop.make() }
        }
        drain(into: &log)
        tell(.ends)
        for grant in outcome.grants where !grant.isGranted {
            tell(.note("\(grant.name): \(grant.problem ?? "not granted")"))
        }
        if let problem = outcome.sourceProblem { throw RunError(problem) }
        let (trials, unbidden) = log.trials(of: options.trials)
        return RoundTripResult(
            trials: trials, trialsAsked: options.trials, unbidden: unbidden,
            persistenceSecondsOffline: plan.persistenceSeconds, cable: options.cable,
            capture: source.report)
    }

    private func drain(into log: inout RoundTripLog) {
        probe.drain { log.take($0) }
        source.triggers?.drain { news in
            if news.kind == .edge { log.take(edge: news.deviceFrame) }
        }
    }

    /// Whether no more of the same will tell anything new.
    private func isHopeless(_ log: RoundTripLog) -> Bool {
        (log.playedCount > Self.unreturnedMax && log.returnedCount == 0)
            || (log.playedCount > Self.undetectedMax && log.onsetCount == 0)
    }
}

extension RoundTripLog.Onset {
    /// Nil where the hop began no episode.
    fileprivate init?(_ record: HopRecord, framesAveraged: Int64) {
        guard !record.isLast, !record.isHeld, record.decision.change == .onset else { return nil }
        var isStarted = false
        if case .started = record.decision.response { isStarted = true }
        self.init(
            frame: record.decision.endFrame * framesAveraged,
            decisionSeconds: Double(record.stamps.decided - record.stamps.acquiredLast) / 1e9,
            isAnswered: isStarted && !record.isLate)
    }
}
