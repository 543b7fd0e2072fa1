import Pipeline
import Planning
import Realtime
import SignalSources

/// One run of the loop in real time, measured hop by hop, beside a bare thread that measures the
/// machine.
package struct LatencyRun: Sendable {
    package var planned: PlannedLoop
    package var source: SignalSource
    /// Longest time from a hop's first sample to a first pulse edge, in milliseconds.
    package var budgetMilliseconds: Double
    /// What is asked of the system for the loop's threads and the bare one; nil for nothing.
    package var realtime: RealtimeRequest?

    package init(
        planned: PlannedLoop, source: SignalSource, budgetMilliseconds: Double,
        realtime: RealtimeRequest? = RealtimeRequest()
    ) {
        self.planned = planned
        self.source = source
        self.budgetMilliseconds = budgetMilliseconds
        self.realtime = realtime
    }

    /// - Parameters:
    ///   - isStopped: asked after every block.
    ///   - show: called after every hop, with all that the telemetry tells of it.
    ///   - onTap: gets copies of the frames that the loop takes, before the first.
    ///   - progress: called after every hop with the number decided so far.
    package func run(
        isStopped: @escaping @Sendable () -> Bool = { false },
        show: (borrowing HopReport) -> Void = { _ in },
        onTap: (@Sendable (FrameTap) -> Void)? = nil, progress: (Int) -> Void = { _ in }
    ) throws(ThreadError) -> LatencyResult {
        let hopFrames = Int(planned.plan.detection.hopFrames)
        let frameCount = Int(source.frameRange.upperBound - source.frameRange.lowerBound)
        let hopCount = frameCount / hopFrames
        let clock = planned.plan.clock
        let processor = realtime?.processor ?? Processors.realtime
        // Time enough to lock the memory and start three threads on a busy machine.
        let start = MonotonicClock.now + 2_000_000_000
        var pipeline = Pipeline(plan: planned.plan, pace: .speed(Ratio(1)))
        pipeline.budgetNanoseconds = Int64((budgetMilliseconds * 1e6).rounded())
        pipeline.realtime = realtime
        pipeline.startNanoseconds = start
        pipeline.onTap = onTap

        let frames = Pacer(
            startNanoseconds: start,
            framesPerSecond: Ratio(clock.rateNumerator, clock.rateDenominator))
        let hopNanoseconds = frames.deadline(ofFrame: Int64(hopFrames)) - start
        // Half a hop after the source's own deadlines, which are those of the hops' last frames.
        let floorStart = frames.deadline(ofFrame: Int64(hopFrames) - 1) + hopNanoseconds / 2
        let hopsPerSecond = Ratio(
            clock.rateNumerator, clock.rateDenominator * Int64(hopFrames))
        let floor = WakeUpFloor(deadlineCount: max(1, hopCount - 1))
        let floorThread = try floor.start(
            Pacer(startNanoseconds: floorStart, framesPerSecond: hopsPerSecond),
            processor: processor, realtime, isStopped: isStopped)
        let early = pipeline.earlyNanoseconds
        let earlyFloor =
            early > 0
            ? WakeUpFloor(deadlineCount: max(1, hopCount - 1), earlyNanoseconds: early) : nil
        let earlyThread = try earlyFloor?.start(
            Pacer(
                startNanoseconds: floorStart + hopNanoseconds / 4, framesPerSecond: hopsPerSecond),
            processor: processor, realtime, isStopped: isStopped)

        var hops: [HopTrace] = []
        hops.reserveCapacity(hopCount + 1)
        var stolen = StolenTimeline()
        stolen.sample()
        let outcome = try pipeline.run(source, isStopped: isStopped) { report in
            guard !report.record.isLast, !report.record.isHeld else { return }
            hops.append(HopTrace(report.record))
            stolen.sampleEachSecond()
            show(report)
            progress(hops.count)
        }
        floorThread.join()
        earlyThread?.join()
        stolen.sample()
        return LatencyResult(
            run: self, hops: hops, hopNanoseconds: hopNanoseconds, outcome: outcome,
            floorNanoseconds: floor.nanoseconds, earlyFloorNanoseconds: earlyFloor?.nanoseconds,
            floorGrants: floor.grants + (earlyFloor?.grants ?? []), processor: processor,
            stolen: stolen)
    }
}
