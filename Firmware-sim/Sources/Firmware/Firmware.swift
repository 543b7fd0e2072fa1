import CMachine
import ClosedLoop
import Detection
import FixedPoint
import FrameRing
import Hardware
import PlanImage
import Stimulation

/// The firmware: reads its plan, lays out its memory, starts the front end, and runs the loop.
@main
enum Firmware {
    static func main() {
        Processor.enableFaults()
        CycleCounter.start()
        var arena = Arena()
        let image = unsafe UnsafeRawBufferPointer(
            start: machine_plan_start(), count: DevicePlan.imageByteCountMax)
        // The plan lies where ring and interrupt state will, since nobody needs it once the loop is
        // built. A model's tables stay in the image.
        let plan = unsafe arena.place(for: DevicePlan.self)
        let refusal = unsafe readPlan(image, to: plan) ?? run(plan, image, &arena)
        PulseGenerator.stop.value = 1
        if refusal != 0 { Report.tellStart(kind: RecordKind.refused, reason: refusal) }
        // Over, or never begun: no sample clock, nothing that stimulates.
        FrontEnd.run.value = 0
        while true {
            Watchdog.feed.value = Watchdog.feedWord
            machine_wait_for_interrupt()
        }
    }

    /// Returns why the plan is refused. Not inlined, nor are the two below: the room that each
    /// takes on the stack must not stay taken.
    @inline(never)
    private static func readPlan(
        _ image: UnsafeRawBufferPointer, to plan: UnsafeMutablePointer<DevicePlan>
    ) -> UInt32? {
        do {
            unsafe plan.initialize(to: try DevicePlan(image: image))
        } catch { return error.code }
        return nil
    }

    @inline(never)
    private static func loopByteCount(_ plan: UnsafeMutablePointer<DevicePlan>) -> Int {
        unsafe ClosedLoop.memoryBytes(for: plan.pointee.loop)
    }

    @inline(never)
    private static func makeLoop(
        _ plan: UnsafeMutablePointer<DevicePlan>, _ image: UnsafeRawBufferPointer,
        firstFrame: Int64, _ memory: UnsafeMutableRawBufferPointer
    ) -> ClosedLoop {
        unsafe ClosedLoop(
            constantsAt: &plan.pointee.loop,
            tables: LearnedTablesView(words: DevicePlan.tableWords(in: image)),
            firstFrame: firstFrame, memory: memory)
    }

    /// Runs the device to its session's end; not 0 where it does not start, and why.
    @inline(never)
    private static func run(
        _ plan: UnsafeMutablePointer<DevicePlan>, _ image: UnsafeRawBufferPointer,
        _ arena: inout Arena
    ) -> UInt32 {
        let channelCount = unsafe plan.pointee.loop.detection.channelCount
        let hopFrames = unsafe plan.pointee.loop.detection.hopFrames
        let blockFrames = unsafe plan.pointee.blockFrames
        let clock = unsafe plan.pointee.loop.clock
        let groupCount = laneGroups(channelCount: Int(channelCount))
        let ringLayout = FrameRingLayout(
            framesPerSlot: Int(blockFrames), laneCount: groupCount * laneCount,
            slotCount: slotCount(hopFrames, blockFrames))
        guard Int(channelCount) <= FrontEnd.channelCountMax,
            let ringMemory = unsafe arena.take(ringLayout.ring.memoryByteCount),
            let interrupt = unsafe arena.take(SampleInterrupt.self),
            let loopMemory = unsafe arena.take(loopByteCount(plan), beyond: plan + 1)
        else { return RefusedFor.memory }
        let report = unsafe Report(
            staticBytes: UInt32(machine_arena_start() - machine_stack_top()),
            arenaBytes: UInt32(arena.usedByteCount))

        FrontEnd.channels.value = UInt32(bitPattern: channelCount)
        FrontEnd.rateNumerator.value = UInt32(clock.rateNumerator)
        FrontEnd.rateDenominator.value = UInt32(clock.rateDenominator)
        let firstFrame = FrontEnd.frame.value + 1
        // The loop's state stands on the stack, where it is built in place.
        var loop = unsafe makeLoop(plan, image, firstFrame: firstFrame, loopMemory)
        var found = DosesFound.none
        let doses = DoseKeeper(
            &loop, at: clock.tick(ofFrame: firstFrame), resetCause: FrontEnd.resetCause.value,
            found: &found)
        let ends = unsafe FrameEndpoints(memory: ringMemory, layout: ringLayout)
        unsafe interrupt.initialize(
            to: SampleInterrupt(
                ring: ends.producer, groupCount: groupCount, hopFrames: hopFrames,
                blockFrames: blockFrames, firstFrame: firstFrame))
        unsafe sampleInterrupt = interrupt
        var device = unsafe Device(
            frames: ends.consumer, monitor: ends.monitor, hopFrames: hopFrames,
            clock: clock, interrupt: interrupt, report: report, doses: doses)
        Report.tellStart(kind: RecordKind.started, reason: 0, found)

        Processor.setPriority(ofInterrupt: Processor.sampleInterrupt, 0x40)
        Processor.enable.value = 1 << Processor.sampleInterrupt
        let hop = clock.tick(ofFrame: Int64(hopFrames))
        Processor.startTicks(everyMicroseconds: UInt32(hop))
        Watchdog.milliseconds.value = 250
        FrontEnd.run.value = 1
        device.run(&loop)
        return 0
    }

    /// Room for two hops, which is when a decision is too late anyway.
    private static func slotCount(_ hopFrames: Int32, _ blockFrames: Int32) -> Int {
        let blocks = (hopFrames + blockFrames - 1) / blockFrames
        var count = 4
        while count < Int(blocks) * 2 { count *= 2 }
        return count
    }
}

/// Reasons not to start beyond those of the plan's image.
enum RefusedFor {
    /// Ring, loop and their states do not fit the RAM.
    static var memory: UInt32 { 100 }
}

/// Set once, before the interrupt is enabled.
nonisolated(unsafe) private var sampleInterrupt: UnsafeMutablePointer<SampleInterrupt>?

@_cdecl("firmware_sample_interrupt")
func firmwareSampleInterrupt() { unsafe sampleInterrupt?.pointee.run() }

/// Counts the processor's timer, one tick a hop.
nonisolated(unsafe) private var supervisorCount: UInt32 = 0

var supervisorTicks: UInt32 {
    // The interrupt writes it at any time.
    unsafe withUnsafeMutablePointer(to: &supervisorCount) {
        Register(UInt(bitPattern: $0)).value
    }
}

@_cdecl("firmware_supervisor_interrupt")
func firmwareSupervisorInterrupt() { unsafe supervisorCount &+= 1 }

/// A bug, or memory that broke: stimulation ends, and the watchdog resets the device.
@_cdecl("firmware_fault")
func firmwareFault() {
    PulseGenerator.stop.value = 1
    while true {}
}
