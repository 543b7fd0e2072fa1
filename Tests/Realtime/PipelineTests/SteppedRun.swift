import ClosedLoop
import FrameRing
import Realtime
import SignalSources
import Stimulation
import Synchronization
import Testing

@testable import Pipeline

/// A run in real time without threads, by a clock that the test steps: source, loop and reader take
/// turns in the order of the instants at which they would act, so that a fault has one outcome.
///
/// Between faults the loop takes no time, and the source hands a hop over the moment it is due.
struct SteppedRun {
    static let hopNanoseconds: Int64 = 20_000_000

    let loop: Loop
    /// Blocks, each of a hop, that may wait for the loop.
    var slotCount = 512
    /// Milliseconds that the loop stands still in hop n, from 1.
    var loopStalls: [Int: Int64] = [:]
    /// Milliseconds by which hop n, from 1, comes later than it is due.
    var sourceStalls: [Int: Int64] = [:]
    /// Whether anybody reads the telemetry before the end.
    var isRead = true
    /// Whether the loop is called early before each block, to touch what it will need.
    var isCalledEarly = false
    /// Asked before each therapy.
    var permit: TherapyPermit?

    func run() throws -> Observed {
        var stepping = try Stepping(self)
        return try stepping.run()
    }
}

/// One such run under way.
private struct Stepping: ~Copyable {
    private let settings: SteppedRun
    private let clock = SteppedClock()
    private let memory: PipelineMemory
    private let slots: TelemetrySlot
    private let monitor: RingMonitor
    private var source: SignalSource
    private var producer: FrameProducer
    private var consumer: RingConsumer
    private var ends: LoopEnds
    private var work: LoopWork?
    private var reports: [HopReport] = []
    private var result = Results.Source()
    /// The hop that the source hands over next, from 1, and when it has it.
    private var nextHop = 1
    private var nextNanoseconds = SteppedRun.hopNanoseconds
    private var isAtEnd = false

    init(_ settings: SteppedRun) throws {
        self.settings = settings
        let plan = settings.loop.planned.plan
        let pipeline = settings.loop.pipeline(pace: .speed(Ratio(1)))
        source = .recording(try settings.loop.source())
        let groupCount = source.frontEnd.groupCount
        slots = TelemetrySlot(groupCount: groupCount, hasInputs: false)
        let frameLayout = FrameRingLayout(
            framesPerSlot: settings.loop.hopFrames, laneCount: groupCount * 8,
            slotCount: settings.slotCount)
        let telemetryLayout = RingLayout(slotByteCount: slots.byteCount, slotCount: 16)
        let answerLayout = RingLayout(
            slotByteCount: MemoryLayout<PulseOutlook>.stride, slotCount: 1)
        memory = PipelineMemory(
            frameRing: frameLayout.ring.memoryByteCount,
            telemetryRing: telemetryLayout.memoryByteCount,
            answerRing: answerLayout.memoryByteCount, loop: ClosedLoop.memoryBytes(for: plan),
            rehearsal: settings.isCalledEarly ? Rehearsal.memoryBytes(for: plan) : 0)
        let frames = unsafe FrameEndpoints(memory: memory.frameRing, layout: frameLayout)
        let telemetry = unsafe RingEndpoints(memory: memory.telemetryRing, layout: telemetryLayout)
        let answers = unsafe RingEndpoints(memory: memory.answerRing, layout: answerLayout)
        monitor = frames.monitor
        producer = frames.producer
        consumer = telemetry.consumer
        ends = LoopEnds(
            frames: frames.consumer, telemetry: telemetry.producer, answers: answers.producer)
        let clock = clock
        work = LoopWork(
            LoopRun(
                plan: plan, firstFrame: 0, isPaced: true,
                budgetNanoseconds: pipeline.budgetNanoseconds, answers: false,
                slots: slots, memory: memory, bells: Bells(), now: { clock.nanoseconds },
                realtime: nil, permit: settings.permit))
    }

    mutating func run() throws -> Observed {
        while true {
            if ends.frames.beginRead() {
                try takeBlock()
            } else if !isAtEnd {
                clock.advance(to: nextNanoseconds)
                try handOver()
            } else {
                break
            }
        }
        result.final = source
        let results = Results()
        results.set(result)
        // Of a telemetry that nobody read the reader comes back at last.
        readTelemetry()
        work.take()?.finish(&ends, results)
        readTelemetry()
        return Observed(
            outcome: results.outcome(
                framesDropped: Int64(monitor.counters.droppedFrames), budgetNanoseconds: nil),
            reports: reports)
    }

    /// The loop takes a block; if it stands still meanwhile, the source goes on.
    private mutating func takeBlock() throws {
        let hop = Int(ends.frames.header.firstFrame) / settings.loop.hopFrames + 1
        let end = clock.nanoseconds + (settings.loopStalls[hop] ?? 0) * 1_000_000
        while !isAtEnd, nextNanoseconds <= end { try handOver() }
        clock.advance(to: end)
        if settings.isCalledEarly {
            for _ in 0..<hop % 3 { work?.touch(&ends) }
        }
        work?.takeBlock(&ends)
        if settings.isRead { readTelemetry() }
    }

    private mutating func handOver() throws {
        guard let frames = try Self.read(settings.loop.hopFrames, of: &source, into: &producer)
        else {
            isAtEnd = true
            return
        }
        result.framesRead += Int64(frames.frameCount)
        let due = Int64(nextHop) * SteppedRun.hopNanoseconds
        producer.commit(
            FrameBlockHeader(
                firstFrame: frames.firstFrame, frameCount: Int32(frames.frameCount),
                scheduledNanosecondsFirst: due - SteppedRun.hopNanoseconds,
                scheduledNanosecondsLast: due, enqueuedNanoseconds: nextNanoseconds))
        nextHop += 1
        let late = (settings.sourceStalls[nextHop] ?? 0) * 1_000_000
        nextNanoseconds = max(
            nextNanoseconds, Int64(nextHop) * SteppedRun.hopNanoseconds + late)
    }

    private static func read(
        _ framesMax: Int, of source: inout SignalSource, into producer: inout FrameProducer
    ) throws -> SourceFrames? {
        producer.beginWrite()
        var payload = producer.payload
        return try source.read(into: &payload, framesMax: framesMax)
    }

    private mutating func readTelemetry() {
        while consumer.beginRead() {
            var report = HopReport()
            slots.read(consumer.slot, into: &report)
            consumer.release()
            reports.append(report)
        }
    }
}

private final class SteppedClock: Sendable {
    private let value = Atomic<Int64>(0)

    var nanoseconds: Int64 { value.load(ordering: .relaxed) }

    /// Never back.
    func advance(to nanoseconds: Int64) {
        value.store(max(nanoseconds, self.nanoseconds), ordering: .relaxed)
    }
}
