import Stimulation

/// What the emulated device and the hardware round it told, record by record.
package enum DeviceRecord: Sendable {
    case started(resetCause: UInt32, doses: DosesFound)
    /// `PlanImageError.code`, or 100 where the plan needs more memory than there is.
    case refused(reason: UInt32)
    case hop(DeviceHop)
    /// A pulse that the generator delivered; its therapy's place is not known there.
    case pulse(Pulse)
    /// The hardware reset the device; sampling goes on at `nextFrame`.
    case reset(cause: UInt32, nextFrame: Int64)
    case ended(DeviceEnd)

    static let byteCount = 96

    /// Nothing of the session comes after it.
    var isLast: Bool {
        switch self {
        case .refused, .ended: true
        default: false
        }
    }

    /// - Parameter words: the record's 24 words.
    init(_ words: [UInt32]) throws(FirmwareError) {
        func long(_ index: Int) -> Int64 {
            Int64(Int32(bitPattern: words[index + 1])) << 32 | Int64(words[index])
        }
        switch words[0] {
        case 1:
            guard let doses = DosesFound(rawValue: words[3]) else {
                throw FirmwareError("the device found doses of unknown kind \(words[3])")
            }
            self = .started(resetCause: words[2], doses: doses)
        case 2: self = .refused(reason: words[1])
        case 3:
            self = .hop(
                DeviceHop(
                    endFrame: long(1), state: UInt8(truncatingIfNeeded: words[3]),
                    safeStateReason: UInt8(truncatingIfNeeded: words[3] >> 8),
                    startsTherapy: words[4] & 0xFF == 1,
                    refusal: words[4] & 0xFF == 2
                        ? RefusalReason(rawValue: UInt8(truncatingIfNeeded: words[4] >> 8)) : nil,
                    decisionHash: UInt64(bitPattern: long(5)), pulses: words[7],
                    decisionTicks: words[8], loopTicks: words[9], interrupts: words[10],
                    interruptTicks: words[11], interruptTicksMin: words[12],
                    interruptTicksMax: words[13], failures: words[14]))
        case 4:
            self = .ended(
                DeviceEnd(
                    nextFrame: long(1), decisionHash: UInt64(bitPattern: long(5)),
                    pulses: words[7], therapies: words[8], staticBytes: words[9],
                    arenaBytes: words[10], stackBytes: words[11], stackBytesUsed: words[12],
                    ringSlotsInUseMax: words[13], failures: words[14],
                    framesDropped: words[15]))
        case 100:
            self = .pulse(
                Pulse(
                    startMicroseconds: long(1), amplitudeMicroamperes: Int32(bitPattern: words[3]),
                    firstPhaseMicroseconds: Int32(bitPattern: words[4]),
                    interphaseGapMicroseconds: Int32(bitPattern: words[5]),
                    secondPhaseMicroseconds: Int32(bitPattern: words[6]),
                    cathodes: ContactSet(rawValue: words[7]),
                    anodes: ContactSet(rawValue: words[8]), wasCut: words[9] != 0))
        case 101: self = .reset(cause: words[3], nextFrame: long(1))
        default: throw FirmwareError("the emulator wrote a record of unknown kind \(words[0])")
        }
    }

    /// All records of a file of the emulator's.
    static func parse(_ bytes: [UInt8]) throws(FirmwareError) -> [DeviceRecord] {
        guard bytes.count % byteCount == 0 else {
            throw FirmwareError("the emulator's records end in the middle of one")
        }
        var records: [DeviceRecord] = []
        records.reserveCapacity(bytes.count / byteCount)
        for start in stride(from: 0, to: bytes.count, by: byteCount) {
            var words: [UInt32] = []
            for place in stride(from: start, to: start + byteCount, by: 4) {
                var word: UInt32 = 0
                for byte in (0..<4).reversed() { word = word << 8 | UInt32(bytes[place + byte]) }
                words.append(word)
            }
            records.append(try DeviceRecord(words))
        }
        return records
    }
}

/// A hop as the device decided it, and what it cost in ticks of the cycle counter.
package struct DeviceHop: Sendable {
    package var endFrame: Int64
    /// Raw values of `LoopState` and `SafeStateReason`.
    package var state: UInt8
    package var safeStateReason: UInt8
    package var startsTherapy: Bool
    /// Why a detection was not answered.
    package var refusal: RefusalReason?
    package var decisionHash: UInt64
    package var pulses: UInt32
    /// From the interrupt of the hop's last frame to the generator's registers.
    package var decisionTicks: UInt32
    /// All work of the main loop since the hop before.
    package var loopTicks: UInt32
    package var interrupts: UInt32
    package var interruptTicks: UInt32
    package var interruptTicksMin: UInt32
    package var interruptTicksMax: UInt32
    /// Set of `SafeStateReason` bits: faults the device found itself, so far.
    package var failures: UInt32
}

/// The device at its session's end.
package struct DeviceEnd: Sendable {
    package var nextFrame: Int64
    package var decisionHash: UInt64
    package var pulses: UInt32
    package var therapies: UInt32
    /// Variables of the image.
    package var staticBytes: UInt32
    /// Ring, loop and interrupt state, sized by the plan.
    package var arenaBytes: UInt32
    package var stackBytes: UInt32
    package var stackBytesUsed: UInt32
    package var ringSlotsInUseMax: UInt32
    package var failures: UInt32
    package var framesDropped: UInt32

    /// RAM that this plan needs: variables, dealt-out memory, and the stack as deep as it went.
    package var ramBytesUsed: Int { Int(staticBytes) + Int(arenaBytes) + Int(stackBytesUsed) }
}
