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
    private let interrupt: UnsafeMutablePointer<SampleInterrupt>
    private var report: Report
    /// Ticks of the processor's timer when the latest block came.
    private var latestBlockTick: UInt32 = 0
    private var isSourceLost = false

    init(
        frames: consuming FrameConsumer, monitor: RingMonitor, hopFrames: Int32,
        interrupt: UnsafeMutablePointer<SampleInterrupt>, report: Report
    ) {
        self.frames = frames
        self.monitor = monitor
        self.hopFrames = Int64(hopFrames)
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
        if header.isAfterOverrun {
            // Past the gap first, or the loop would take it for one in the recording.
            _ = loop.step(
                frames.payload, frameCount: 0, from: 0, firstFrame: header.firstFrame)
            loop.fail(.ringOverrun)
        }
        var taken = 0
        var decision: Decision?
        while taken < Int(header.frameCount) {
            let step = loop.step(
                frames.payload, frameCount: Int(header.frameCount), from: taken,
                firstFrame: header.firstFrame + Int64(taken))
            taken += step.framesTaken
            if let made = step.decision {
                act(made, &loop)
                decision = made
            }
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
        if case .started(let index, let start) = decision.response {
            PulseGenerator.play(
                loop.constants.stimulation.therapies.therapy(Int(index)), from: start)
        }
        if decision.state == .safe { PulseGenerator.stop.value = 1 }
        // Too late: the next hop's last frame is there already.
        let nextHopEnd = decision.endFrame + hopFrames - 1
        if FrontEnd.frame.value >= nextHopEnd { fail(.missedDeadline, &loop) }
        if PulseGenerator.status.value & GeneratorStatus.refused != 0 { fail(.limiter, &loop) }
    }

    /// No block for two ticks, each a hop long: the converter is stuck or gone.
    private mutating func watchSource(_ loop: inout ClosedLoop) {
        guard supervisorTicks &- latestBlockTick > 2, !isSourceLost else { return }
        isSourceLost = true
        fail(.sourceLost, &loop)
    }

    private mutating func fail(_ reason: SafeStateReason, _ loop: inout ClosedLoop) {
        PulseGenerator.stop.value = 1
        loop.fail(reason)
        report.failures |= 1 << UInt32(reason.rawValue)
    }
}
