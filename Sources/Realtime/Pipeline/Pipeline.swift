import ClosedLoop
import FrameRing
import Realtime
import SignalSources
import Stimulation
import Synchronization

/// How fast a recording passes.
public enum Pace: Sendable, Equatable {
    /// As fast as it goes: nothing is lost, everybody waits for everybody.
    case unpaced
    /// A multiple of real time: frames come when they are due, and who is late loses them.
    case speed(Ratio)

    /// As it is asked for on the command line.
    public var text: String {
        switch self {
        case .unpaced: "max"
        case .speed(let speed) where speed == Ratio(1): "realtime"
        case .speed(let speed): "\(Double(speed.numerator) / Double(speed.denominator))x"
        }
    }
}

/// A run of the loop: a source thread and a loop thread with a lock-free ring between them, and
/// telemetry through a second ring to the caller's own thread, which may be slow.
public struct Pipeline: Sendable {
    /// What the loop runs by.
    public var plan: LoopPlan
    /// How fast the source's frames come.
    public var pace: Pace
    /// Most frames that the source hands over at once.
    public var blockFrames: Int
    /// Longest time from a hop's first sample to a first pulse edge, at the pace of real time.
    public var budgetNanoseconds: Int64 = 100_000_000
    /// What to ask of the system for the two threads; nil for nothing.
    public var realtime: RealtimeRequest?
    /// When the first frame is due, in nanoseconds of `MonotonicClock`, with a paced source; nil for
    /// 20 ms after the start.
    public var startNanoseconds: Int64?
    /// What a learned detector adapted to in an earlier run, checked against the plan; empty to start
    /// anew.
    public var adaptation: [Int32] = []
    /// `DoseMemory`'s words of earlier runs, checked; empty for a new patient.
    public var doses: [Int32] = []
    /// Asked before each therapy; nil where a run leaves no record.
    public var permit: TherapyPermit?
    /// What a person changes while it runs; nil where nobody can.
    public var control: LoopControl?
    /// Called before the first frame with copies of the frames to come, for who looks on.
    package var onTap: (@Sendable (FrameTap) -> Void)?
    /// What of them may wait for their reader, s.
    package var tapSeconds = 10.0
    /// Blocks that may wait for the loop, and hops that may wait for the observer; powers of two.
    var frameSlotCount: Int
    var telemetrySlotCount = 256
    /// What the loop takes for the time; simulated time, or a clock that a test steps, may take its
    /// place.
    package var now: @Sendable () -> Int64 = { MonotonicClock.now }

    /// A block no longer than a hop when paced, so that no frame waits for a later one's hop.
    public init(plan: LoopPlan, pace: Pace, blockFrames: Int? = nil) {
        self.plan = plan
        self.pace = pace
        let hopFrames = Int(plan.detection.hopFrames)
        self.blockFrames = blockFrames ?? (pace == .unpaced ? max(256, hopFrames) : hopFrames)
        frameSlotCount = pace == .unpaced ? 64 : 512
    }

    /// What a run came to.
    public struct Outcome: Sendable {
        /// Over every decision and pulse of the run.
        public var decisionHash: UInt64
        /// What the electrodes had.
        public var ledger: ChargeLedger
        /// From the first frame to the end of the last, what is missing counted.
        public var framesGiven: Int64
        /// Frames that the source handed over, dropped ones included.
        public var framesRead: Int64
        /// Frames read that were lost because the ring was full.
        public var framesDropped: Int64
        /// Frames after the last decision, missing ones counted: they made no whole hop.
        public var framesNotEvaluated: Int64
        /// From a hop's first sample to a first pulse edge; nil where no clock set a deadline.
        public var budgetNanoseconds: Int64?
        /// The source as the run left it.
        public var source: SignalSource
        /// Hops that the observer was too slow for.
        public var telemetryLost: Int64
        /// The source failed before its end.
        public var sourceProblem: String?
        /// Whether `isStopped` ended the run.
        public var wasStopped: Bool
        /// What was asked of the system for the threads, and what was granted.
        public var grants: [Grant]
        /// What a learned detector adapted to; empty without one.
        public var adaptation: [Int32]
        /// What was given, as `DoseMemory`'s words.
        public var doses: [Int32]
    }

    /// How long before a hop is due the threads wake up once and touch what they will need; 0 for not at
    /// all. The more memory a loop has, the longer that takes.
    package var earlyNanoseconds: Int64 {
        guard pace != .unpaced, let early = realtime?.earlyNanoseconds, early > 0 else { return 0 }
        return early + Int64(ClosedLoop.memoryBytes(for: plan)) / 10
    }

    /// Runs the source to its end, or until `isStopped`.
    ///
    /// - Parameter observe: called on the caller's thread for every hop, in order, and once more
    ///   with a record that `isLast`. A paced loop does not wait for it: hops are lost and counted
    ///   while it is slow, never the last record. An unpaced loop waits, and nothing is lost.
    public func run(
        _ source: SignalSource, isStopped: @escaping @Sendable () -> Bool = { false },
        observe: (borrowing HopReport) -> Void
    ) throws(ThreadError) -> Outcome {
        // First, so that all that follows is locked as it comes.
        let process = realtime.map { RealtimeProcess($0) }
        defer { withExtendedLifetime(process) {} }
        let realtime = realtime.map { ($0, $0.processor ?? Processors.realtime) }
        let early = earlyNanoseconds
        let groupCount = source.frontEnd.groupCount
        let slots = TelemetrySlot(
            groupCount: groupCount, hasInputs: plan.detection.learned.family != .none)
        let frameLayout = FrameRingLayout(
            framesPerSlot: blockFrames, laneCount: groupCount * 8, slotCount: frameSlotCount)
        let telemetryLayout = RingLayout(
            slotByteCount: slots.byteCount, slotCount: telemetrySlotCount)
        // One answer for each block under way, and one more.
        let answerLayout = RingLayout(
            slotByteCount: MemoryLayout<PulseOutlook>.stride, slotCount: frameSlotCount * 2)
        let memory = PipelineMemory(
            frameRing: frameLayout.ring.memoryByteCount,
            telemetryRing: telemetryLayout.memoryByteCount,
            answerRing: answerLayout.memoryByteCount, loop: ClosedLoop.memoryBytes(for: plan),
            rehearsal: early > 0 ? Rehearsal.memoryBytes(for: plan) : 0)
        // The ends of the rings are pointers into it, here as well as in the threads.
        defer { withExtendedLifetime(memory) {} }
        let frames = unsafe FrameEndpoints(memory: memory.frameRing, layout: frameLayout)
        let telemetry = unsafe RingEndpoints(memory: memory.telemetryRing, layout: telemetryLayout)
        let answers = unsafe RingEndpoints(memory: memory.answerRing, layout: answerLayout)
        let bells = Bells()
        let tap = onTap.map { use in
            let start = LoopStart(
                plan: plan, firstFrame: source.frameRange.lowerBound, adaptation: adaptation,
                doses: doses, plays: source.hearsPulses)
            let tap = FrameTap(
                start, groupCount: groupCount, framesPerBlock: blockFrames, seconds: tapSeconds)
            use(tap)
            return tap
        }
        // Only a recording that passes in real time has deadlines to miss.
        let budgetNanoseconds = pace == .speed(Ratio(1)) ? budgetNanoseconds : nil
        let loopRun = LoopRun(
            plan: plan, firstFrame: source.frameRange.lowerBound, isPaced: pace != .unpaced,
            budgetNanoseconds: budgetNanoseconds,
            answers: source.answersToStimulation || source.hearsPulses, slots: slots,
            memory: memory, bells: bells, now: now, realtime: realtime, adaptation: adaptation,
            doses: doses, permit: permit, control: control, plays: source.hearsPulses,
            callsItselfBefore: source.isOwnClock ? early : 0)
        let sourceRun = SourceRun(
            source: source, pace: pace, plan: plan, blockFrames: blockFrames, bells: bells,
            isStopped: isStopped, startNanoseconds: startNanoseconds, realtime: realtime,
            earlyNanoseconds: early, tap: tap)
        let results = Results()
        results.add(process?.grants ?? [])
        let loopThread = try PosixThread(
            name: "quench-loop",
            moving: LoopEnds(
                frames: frames.consumer, telemetry: telemetry.producer, answers: answers.producer)
        ) { ends in loopRun.run(ends, results) }
        let sourceThread: PosixThread
        do {
            sourceThread = try PosixThread(
                name: "quench-source",
                moving: SourceEnds(frames: frames.producer, answers: answers.consumer)
            ) { ends in sourceRun.run(ends, results) }
        } catch {
            // The loop's thread is joined on the way out.
            results.abandon()
            bells.framesReady.ring()
            throw error
        }
        var consumer = telemetry.consumer
        var report = HopReport()
        while true {
            _ = bells.telemetryReady.wait(until: .max) {
                consumer.beginRead() || consumer.isFinished()
            }
            guard consumer.beginRead() else { break }
            slots.read(consumer.slot, into: &report)
            consumer.release()
            bells.telemetrySpace.ring()
            report.withdrawn = results.takeWithdrawn()
            observe(report)
        }
        sourceThread.join()
        loopThread.join()
        return results.outcome(
            framesDropped: Int64(frames.monitor.counters.droppedFrames),
            budgetNanoseconds: budgetNanoseconds)
    }
}

/// Who waits for whom.
struct Bells: Sendable {
    let framesReady = Doorbell()
    let framesSpace = Doorbell()
    let telemetryReady = Doorbell()
    let telemetrySpace = Doorbell()
    let answersReady = Doorbell()
    /// Comes with `framesReady`.
    let early = EarlyCall()
}

/// The ends of rings that the loop's thread owns.
struct LoopEnds: ~Copyable, Sendable {
    var frames: FrameConsumer
    var telemetry: RingProducer
    /// What will be stimulated, for a source that feels it.
    var answers: RingProducer
}

/// The ends of rings that the source's thread owns.
struct SourceEnds: ~Copyable, Sendable {
    var frames: FrameProducer
    var answers: RingConsumer
}

/// Memory of the rings and of the loop, alive until both threads have ended.
@safe
final class PipelineMemory: Sendable {
    nonisolated(unsafe) let frameRing: UnsafeMutableRawBufferPointer
    nonisolated(unsafe) let telemetryRing: UnsafeMutableRawBufferPointer
    nonisolated(unsafe) let answerRing: UnsafeMutableRawBufferPointer
    nonisolated(unsafe) let loop: UnsafeMutableRawBufferPointer
    nonisolated(unsafe) let rehearsal: UnsafeMutableRawBufferPointer

    init(
        frameRing: Int, telemetryRing: Int, answerRing: Int, loop: Int, rehearsal: Int = 0
    ) {
        unsafe self.frameRing = .allocate(byteCount: frameRing, alignment: 64)
        unsafe self.telemetryRing = .allocate(byteCount: telemetryRing, alignment: 64)
        unsafe self.answerRing = .allocate(byteCount: answerRing, alignment: 64)
        unsafe self.loop = .allocate(byteCount: loop, alignment: 64)
        unsafe self.rehearsal = .allocate(byteCount: rehearsal, alignment: 64)
    }

    deinit {
        unsafe frameRing.deallocate()
        unsafe telemetryRing.deallocate()
        unsafe answerRing.deallocate()
        unsafe loop.deallocate()
        unsafe rehearsal.deallocate()
    }
}

/// What the threads leave behind when they end.
final class Results: Sendable {
    struct Loop {
        var decisionHash: UInt64
        var ledger: ChargeLedger
        var framesNotEvaluated: Int64
        var telemetryLost: Int64
        var adaptation: [Int32]
        var doses: [Int32]
    }

    struct Source {
        var framesGiven: Int64 = 0
        var framesRead: Int64 = 0
        var final: SignalSource?
        var problem: String?
        var wasStopped = false
    }

    private let state = Mutex<(loop: Loop?, source: Source, grants: [Grant])>((nil, Source(), []))
    private let abandoned = Atomic(false)
    private let withdrawals = Mutex<[Grant]>([])
    private let hasWithdrawn = Atomic(false)

    /// Whether there will be no source.
    var isAbandoned: Bool { abandoned.load(ordering: .acquiring) }
    func abandon() { abandoned.store(true, ordering: .releasing) }

    func add(_ grants: [Grant]) { state.withLock { $0.grants += grants } }

    /// Puts what is in force now in the place of what was granted.
    func withdraw(_ grant: Grant) {
        state.withLock { state in
            state.grants.removeAll { $0.name == grant.name }
            state.grants.append(grant)
        }
        withdrawals.withLock { $0.append(grant) }
        hasWithdrawn.store(true, ordering: .releasing)
    }

    /// What was withdrawn since the last time.
    func takeWithdrawn() -> [Grant] {
        guard hasWithdrawn.exchange(false, ordering: .acquiringAndReleasing) else { return [] }
        return withdrawals.withLock { grants in
            defer { grants.removeAll() }
            return grants
        }
    }
    func set(_ loop: Loop) { state.withLock { $0.loop = loop } }
    func set(_ source: Source) { state.withLock { $0.source = source } }
    var source: Source { state.withLock { $0.source } }

    func outcome(framesDropped: Int64, budgetNanoseconds: Int64?) -> Pipeline.Outcome {
        state.withLock { state in
            guard let loop = state.loop, let source = state.source.final else {
                preconditionFailure("the threads have not ended")
            }
            return Pipeline.Outcome(
                decisionHash: loop.decisionHash, ledger: loop.ledger,
                framesGiven: state.source.framesGiven, framesRead: state.source.framesRead,
                framesDropped: framesDropped,
                framesNotEvaluated: loop.framesNotEvaluated,
                budgetNanoseconds: budgetNanoseconds, source: source,
                telemetryLost: loop.telemetryLost,
                sourceProblem: state.source.problem, wasStopped: state.source.wasStopped,
                grants: state.grants.sorted { $0.name < $1.name }, adaptation: loop.adaptation,
                doses: loop.doses)
        }
    }
}
