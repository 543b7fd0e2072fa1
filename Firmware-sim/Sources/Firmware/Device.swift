import CMachine
import ClosedLoop
import Detection
import FrameRing
import Hardware
import PlanImage
import Stimulation

/// The device once it has a plan: the loop, the ring's reading end, and what it reports.
@safe
struct Device: ~Copyable {
    private var frames: FrameConsumer
    private let monitor: RingMonitor
    private let hopFrames: Int64
    private let clock: FrameClock
    private let interrupt: UnsafeMutablePointer<SampleInterrupt>
    private var report: Report
    /// Ticks of the processor's timer when the latest block came.
    private var latestBlockTick: UInt32 = 0
    private var isSourceLost = false
    /// Pulses that begin before this tick are the generator's already.
    private var releasedUntil: Int64 = 0
    private var doses: DoseKeeper

    init(
        frames: consuming FrameConsumer, monitor: RingMonitor, hopFrames: Int32, clock: FrameClock,
        interrupt: UnsafeMutablePointer<SampleInterrupt>, report: Report, doses: DoseKeeper
    ) {
        self.frames = frames
        self.monitor = monitor
        self.hopFrames = Int64(hopFrames)
        self.clock = clock
        self.doses = doses
        unsafe self.interrupt = interrupt
        self.report = report
    }

    /// Runs the loop until the session is ended from outside.
    mutating func run(_ loop: inout ClosedLoop) {
        while Telemetry.endRequest.value == 0 || frames.beginRead() {
            sleep()
            Watchdog.feed.value = Watchdog.feedWord
            if frames.beginRead() { takeBlock(&loop) } else { watchSource(&loop) }
        }
        _ = loop.finish(.sourceEnded)
        PulseGenerator.stop.value = 1
        // The last hop's record must not be overwritten before it is carried away.
        while Telemetry.carried.value != Telemetry.sequence.value { machine_wait_for_interrupt() }
        report.end(
            nextFrame: loop.nextFrame, decisionHash: loop.decisionHash, loop.ledger,
            monitor.counters)
    }

    /// Until a block waits or an interrupt came. Looking and falling asleep must not be parted by
    /// the interrupt that brings the block; a masked interrupt still ends the sleep.
    private mutating func sleep() {
        machine_mask_interrupts()
        if !frames.beginRead() { machine_wait_for_interrupt() }
        machine_unmask_interrupts()
    }

    private mutating func takeBlock(_ loop: inout ClosedLoop) {
        let start = CycleCounter.now
        latestBlockTick = supervisorTicks
        isSourceLost = false
        let header = frames.header
        if header.firstFrame != loop.nextFrame { PulseGenerator.stop.value = 1 }
        var arrival = FrameArrival(
            firstFrame: header.firstFrame, frameCount: header.frameCount,
            isAfterOverrun: header.isAfterOverrun)
        var decision: Decision?
        while let made = loop.take(&arrival, frames.payload) {
            act(made, &loop)
            decision = made
        }
        frames.release()
        guard let decision else {
            report.enterBlock(CycleCounter.now &- start)
            return
        }
        let now = CycleCounter.now
        unsafe report.send(
            decision, decisionHash: loop.decisionHash, pulses: loop.ledger.pulsesIssued,
            blockCycles: now &- start,
            decisionCycles: now &- interrupt.pointee.hopEndCycles, interrupt)
    }

    /// Drives the generator by what was decided.
    private mutating func act(_ decision: Decision, _ loop: inout ClosedLoop) {
        // Before any pulse of it can leave.
        doses.keep(decision, &loop)
        if case .started = decision.response { releasedUntil = decision.tick }
        let status = PulseGenerator.status.value
        // Too late: the next hop's last frame is there already, or pulses came after their time.
        if FrontEnd.frame.value >= decision.endFrame + hopFrames - 1
            || status & GeneratorStatus.late != 0
        {
            fail(.missedDeadline)
            loop.miss()
        } else if status & GeneratorStatus.refused != 0 {
            fail(.limiter)
            loop.fail(.limiter)
        } else if decision.state == .safe {
            PulseGenerator.stop.value = 1
        } else {
            release(decision, &loop)
        }
    }

    /// Hands the generator the pulses that the limiter has let pass, up to the end of the hop after the
    /// one to come: the next decision may come as late as that one's last frame.
    private mutating func release(_ decision: Decision, _ loop: inout ClosedLoop) {
        let end = clock.tick(ofFrame: decision.endFrame + 2 * hopFrames)
        var release = loop.release()
        while let pulse = loop.nextPulse(of: &release, before: end) {
            if pulse.startMicroseconds >= releasedUntil { PulseGenerator.load(pulse) }
        }
        releasedUntil = end
    }

    /// No block for two ticks, each a hop long: the converter is stuck or gone.
    private mutating func watchSource(_ loop: inout ClosedLoop) {
        guard supervisorTicks &- latestBlockTick > 2, !isSourceLost else { return }
        isSourceLost = true
        fail(.sourceLost)
        loop.hold()
    }

    private mutating func fail(_ reason: SafeStateReason) {
        PulseGenerator.stop.value = 1
        report.failures |= 1 << UInt32(reason.rawValue)
    }
}
