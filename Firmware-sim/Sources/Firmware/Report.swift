import CMachine
import ClosedLoop
import Detection
import FrameRing
import Hardware
import Stimulation

/// What the device tells the world outside, through the telemetry mailbox.
struct Report {
    /// RAM besides the stack: variables of the image, and what was dealt out at the start.
    let staticBytes: UInt32
    let arenaBytes: UInt32
    /// Ticks of blocks that ended no hop, since the last record.
    private var blockCycles: UInt32 = 0
    /// Set of `SafeStateReason` bits: faults that the device found itself.
    var failures: UInt32 = 0

    init(staticBytes: UInt32, arenaBytes: UInt32) {
        self.staticBytes = staticBytes
        self.arenaBytes = arenaBytes
    }

    mutating func enterBlock(_ cycles: UInt32) { blockCycles &+= cycles }

    /// One hop. Words: 1 end frame (two words), 3 state, reason, change and flags, 4 response,
    /// 5 decision hash (two), 7 pulses, 8 ticks from the interrupt of the hop's last frame to here,
    /// 9 ticks of the loop, 10 to 13 interrupts: count, sum, least, most, 14 failures.
    mutating func send(
        _ decision: Decision, decisionHash: UInt64, pulses: Int64, blockCycles cycles: UInt32,
        decisionCycles: UInt32, _ interrupt: UnsafeMutablePointer<SampleInterrupt>
    ) {
        machine_mask_interrupts()
        let cost = unsafe interrupt.pointee.takeCost()
        machine_unmask_interrupts()
        Self.begin(RecordKind.hop)
        Self.put(1, decision.endFrame)
        var marks = UInt32(decision.state.rawValue)
        marks |= UInt32(decision.safeStateReason.rawValue) << 8
        marks |= UInt32(decision.change.rawValue) << 16
        marks |= decision.isPositive ? 1 << 24 : 0
        marks |= decision.isMeasured ? 1 << 25 : 0
        Self.put(3, marks)
        Self.put(4, Self.word(decision.response))
        Self.put(5, Int64(bitPattern: decisionHash))
        Self.put(7, UInt32(truncatingIfNeeded: pulses))
        Self.put(8, decisionCycles)
        Self.put(9, blockCycles &+ cycles)
        Self.put(10, cost.count)
        Self.put(11, cost.sum)
        Self.put(12, cost.lowest)
        Self.put(13, cost.highest)
        Self.put(14, failures)
        Self.end()
        blockCycles = 0
    }

    /// The session's end. Words: 1 next frame (two words), 5 decision hash (two), 7 pulses,
    /// 8 therapies, 9 static bytes, 10 arena bytes, 11 stack bytes, 12 deepest use of the stack,
    /// 13 most slots of the ring in use, 14 failures, 15 frames dropped, 16 the loop's bytes of 10.
    func end(
        nextFrame: Int64, decisionHash: UInt64, _ ledger: ChargeLedger, _ ring: RingCounters
    ) {
        Self.begin(RecordKind.ended)
        Self.put(1, nextFrame)
        Self.put(5, Int64(bitPattern: decisionHash))
        Self.put(7, UInt32(truncatingIfNeeded: ledger.pulsesIssued))
        Self.put(8, UInt32(truncatingIfNeeded: ledger.therapies))
        Self.put(9, staticBytes)
        Self.put(10, arenaBytes)
        Self.put(11, Stack.byteCount)
        Self.put(12, Stack.deepestByteCount)
        Self.put(13, UInt32(ring.slotsInUseMax))
        Self.put(14, failures)
        Self.put(15, UInt32(ring.droppedFrames))
        Self.end()
    }

    /// The device began to run, or (word 1 not 0) refused its plan: `PlanImageError.code`, or
    /// `RefusedFor`. Word 2 is the cause of the reset, 3 what was found of the doses given before.
    static func tellStart(kind: UInt32, reason: UInt32, _ doses: DosesFound = .none) {
        begin(kind)
        put(1, reason)
        put(2, FrontEnd.resetCause.value)
        put(3, doses.rawValue)
        end()
    }

    private static func begin(_ kind: UInt32) { Telemetry.word(0).value = kind }
    private static func put(_ index: UInt, _ word: UInt32) { Telemetry.word(index).value = word }
    private static func put(_ index: UInt, _ words: Int64) {
        put(index, UInt32(truncatingIfNeeded: words))
        put(index + 1, UInt32(truncatingIfNeeded: words >> 32))
    }
    private static func end() { Telemetry.sequence.value = Telemetry.sequence.value &+ 1 }

    private static func word(_ response: TherapyResponse) -> UInt32 {
        switch response {
        case .idle: 0
        case .started(let index, _): 1 | UInt32(bitPattern: index) << 8
        case .refused(let reason, _): 2 | UInt32(reason.rawValue) << 8
        }
    }
}

/// The stack, which start-up fills with a pattern.
enum Stack {
    static var byteCount: UInt32 {
        unsafe UInt32(machine_stack_top() - machine_stack_bottom())
    }

    /// From the top to the last word that no longer holds the pattern.
    static var deepestByteCount: UInt32 {
        var lowest = unsafe machine_stack_bottom()
        let top = unsafe machine_stack_top()
        while unsafe lowest < top,
            unsafe UnsafeRawPointer(lowest).load(as: UInt32.self) == MACHINE_STACK_PAINT
        {
            unsafe lowest += 4
        }
        return unsafe UInt32(top - lowest)
    }
}
