import CMachine
import ClosedLoop
import FixedPoint
import Hardware
import Stimulation

/// The hardware that QEMU's board lacks, played by code behind the registers: front end, pulse
/// generator, watchdog, telemetry link. The firmware sees registers and interrupts only.
///
/// It works at the edges of the sample clock, which is a board timer's interrupt of the highest
/// priority, on a stack and in memory of its own, and while it works the cycle counter stands, so
/// that the firmware's figures hold nothing of it.
struct Board {
    private var stream = SampleStream()
    private var log = RecordLog()
    private var generator = Generator()
    private var isPowered = false
    private var isRunning = false
    private var rateNumerator: Int64 = 0
    private var rateDenominator: Int64 = 0
    /// Index of the next edge.
    private var edgeFrame: Int64 = 0
    private var seenSequence: UInt32 = 0
    private var hungerMicroseconds: Int64 = 0
    private var edgesSinceEnd = 0
    private var silentEdges: Int64 = 0
    private var resets = 0
    private var resetCause: UInt32 = 0
    /// The processor must be reset as soon as the edge's work is done.
    private(set) var isResetting = false
    private var faultEdgesLeft: UInt32 = 0
    private var isFaultOver = false
    private var stuckFrame = InlineArray<16, CountLanes>(repeating: CountLanes())

    /// Power-up, or a reset: registers as the data sheet says.
    mutating func reset() {
        if !isPowered {
            guard stream.open(), log.open() else { HostFile.exit(2) }
            PageStore.load()
            isPowered = true
            resetCause = ResetCause.powerOn
            edgeFrame = stream.header.firstFrame
        }
        clearRegisters()
        isRunning = false
        isResetting = false
        seenSequence = 0
        hungerMicroseconds = 0
        FrontEnd.resetCause.value = resetCause
        FrontEnd.frame.value = edgeFrame - 1
        // The edges before the clock runs: the board polls its registers every millisecond.
        SampleTimer.start(ticks: CycleCounter.hertz / 1_000)
    }

    private func clearRegisters() {
        var address = UInt(0x2100_0000)
        while address < 0x2100_4000 {
            Register(address).value = 0
            address += 4
        }
    }

    mutating func edge() {
        if Telemetry.sequence.value != seenSequence {
            seenSequence = Telemetry.sequence.value
            log.appendTelemetry()
            Telemetry.carried.value = seenSequence
            let kind = Telemetry.word(0).value
            if kind == RecordKind.ended || kind == RecordKind.refused { end(status: 0) }
        }
        guard FrontEnd.run.value != 0 else { return }
        if !isRunning { startClock() }
        if hasStarved() { return }
        playFault()
        if isResetting { return }
        let clock = FrameClock(
            rateNumerator: rateNumerator, rateDenominator: rateDenominator)
        generator.edge(at: clock.tick(ofFrame: edgeFrame), &log)
        convert()
        FrontEnd.frame.value = edgeFrame
        edgeFrame += 1
    }

    private mutating func startClock() {
        isRunning = true
        rateNumerator = Int64(FrontEnd.rateNumerator.value)
        rateDenominator = Int64(FrontEnd.rateDenominator.value)
        guard rateNumerator > 0, rateDenominator > 0 else { HostFile.exit(5) }
        SampleTimer.start(
            ticks: UInt32(Int64(CycleCounter.hertz) * rateDenominator / rateNumerator))
    }

    /// One frame into the FIFO, if the converter has one, and the interrupt.
    private mutating func convert() {
        guard let next = stream.nextFrame() else {
            Telemetry.endRequest.value = 1
            edgesSinceEnd += 1
            if edgesSinceEnd > 4_000 { end(status: 3) }
            return
        }
        if next > edgeFrame {
            // A gap in the recording is silence; one of more than two seconds is cut short.
            silentEdges += 1
            if silentEdges * rateDenominator > 2 * rateNumerator { edgeFrame = next }
            if next > edgeFrame { return }
        }
        silentEdges = 0
        if next < edgeFrame || (isFaulty(Fault.stuckClock)) {
            while let late = stream.nextFrame(), late <= edgeFrame { unsafe stream.take(into: nil) }
            return
        }
        let written = FrontEnd.written.value
        guard written &- FrontEnd.taken.value < FrontEnd.fifoFrames else {
            unsafe stream.take(into: nil)
            return
        }
        let place = unsafe FrontEnd.entryCounts(written)
        unsafe stream.take(into: place)
        for group in 0..<Int(stream.header.groupCount) {
            if isFaulty(Fault.stuckValue) {
                unsafe place[group] = stuckFrame[group]
            } else {
                unsafe stuckFrame[group] = place[group]
            }
        }
        FrontEnd.entryFrame(written).value = edgeFrame
        FrontEnd.written.value = written &+ 1
        Processor.pend.value = 1 << Processor.sampleInterrupt
    }

    private func isFaulty(_ fault: UInt32) -> Bool {
        stream.header.fault == fault && faultEdgesLeft > 0
    }

    private mutating func playFault() {
        let header = stream.header
        if faultEdgesLeft > 0 {
            faultEdgesLeft -= 1
            Self.faultCountdown.value = faultEdgesLeft
            return
        }
        guard header.fault != 0, !isFaultOver, edgeFrame >= header.faultFrame,
            header.faultWaits != 1 || generator.isDelivering,
            header.faultWaits != 2 || generator.isInPulse
        else { return }
        isFaultOver = true
        faultEdgesLeft = header.faultEdges
        Self.faultCountdown.value = faultEdgesLeft
        if header.fault == Fault.hog || header.fault == Fault.crash {
            Processor.setPriority(ofInterrupt: 31, 0x80)
            Processor.enable.value = 1 << 31
            Processor.pend.value = 1 << 31
        }
        if header.fault == Fault.brownOut { resetDevice(ResetCause.brownOut) }
        if header.fault == Fault.memory {
            DeviceMemory.replace(
                header.corruptFirst, header.corruptSecond, with: header.corruptValue)
        }
    }

    /// What the interrupt that takes the processor away does: nothing, until the edges that count
    /// the fault down have come.
    func hog() {
        if stream.header.fault == Fault.crash { machine_undefined_instruction() }
        while Self.faultCountdown.value > 0 {}
    }

    /// A word that the firmware knows nothing of.
    private static var faultCountdown: Register { Register(0x2100_3F00) }

    private mutating func hasStarved() -> Bool {
        let milliseconds = Watchdog.milliseconds.value
        if Watchdog.feed.value == Watchdog.feedWord {
            Watchdog.feed.value = 0
            hungerMicroseconds = 0
        }
        guard milliseconds > 0 else { return false }
        hungerMicroseconds += 1_000_000 * rateDenominator / rateNumerator
        guard hungerMicroseconds > Int64(milliseconds) * 1_000 else { return false }
        resetDevice(ResetCause.watchdog)
        return true
    }

    /// The generator first, then the processor; frames go by meanwhile.
    private mutating func resetDevice(_ cause: UInt32) {
        let clock = FrameClock(
            rateNumerator: rateNumerator, rateDenominator: rateDenominator)
        generator.reset(at: clock.tick(ofFrame: edgeFrame), &log)
        PageStore.damage(stream.header.pageDamage)
        resets += 1
        if resets > 3 { end(status: 4) }
        resetCause = cause
        faultEdgesLeft = 0
        edgeFrame += 20
        log.appendReset(cause: cause, nextFrame: edgeFrame)
        isResetting = true
    }

    private mutating func end(status: UInt32) -> Never {
        log.close()
        PageStore.save()
        HostFile.exit(status)
    }
}
