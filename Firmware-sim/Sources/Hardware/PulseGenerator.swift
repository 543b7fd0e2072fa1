import Stimulation

/// The pulse generator: plays one therapy by itself, checks its own limits, and never leaves a
/// pulse's charge unbalanced. See the data sheet in docs/firmware.md.
public enum PulseGenerator {
    static var base: UInt { 0x2100_1000 }

    /// Write 1: the programmed therapy is taken over at the next edge of the sample clock.
    @inline(__always) public static var start: Register { Register(base + 0x00) }
    /// Write 1: at the next edge a first phase under way is ended, the second made as long, and
    /// nothing follows. Wins over `start`.
    @inline(__always) public static var stop: Register { Register(base + 0x04) }
    /// `GeneratorStatus` bits.
    @inline(__always) public static var status: Register { Register(base + 0x08) }
    /// First edge of the first pulse on the device clock, µs.
    @inline(__always) public static var startMicroseconds: RegisterPair {
        RegisterPair(base + 0x10)
    }
    @inline(__always) public static var burstCount: Register { Register(base + 0x18) }
    @inline(__always) public static var pauseMicroseconds: Register { Register(base + 0x1C) }
    /// Pulses delivered since reset, and how many of them were cut.
    @inline(__always) public static var pulses: Register { Register(base + 0x60) }
    @inline(__always) public static var pulsesCut: Register { Register(base + 0x64) }
    /// Charge of all first phases less that of all second phases, pC.
    @inline(__always) public static var netPicocoulombs: RegisterPair { RegisterPair(base + 0x68) }

    @inline(__always)
    public static func burst(_ index: UInt) -> BurstRegisters {
        BurstRegisters(base: base + 0x20 + index * 0x20)
    }

    /// Writes a therapy to the registers and starts it.
    public static func play(_ therapy: TherapyProgram, from start: Int64) {
        startMicroseconds.value = start
        burstCount.value = UInt32(truncatingIfNeeded: therapy.burstCount)
        pauseMicroseconds.value = UInt32(bitPattern: therapy.pauseMicroseconds)
        burst(0).write(therapy.burst(0))
        burst(1).write(therapy.burst(1))
        self.start.value = 1
    }
}

/// The registers of one burst.
public struct BurstRegisters {
    let base: UInt

    func write(_ burst: BurstProgram) {
        Register(base + 0x00).value = UInt32(bitPattern: burst.amplitudeMicroamperes)
        Register(base + 0x04).value = UInt32(bitPattern: burst.pulseWidthMicroseconds)
        Register(base + 0x08).value = UInt32(bitPattern: burst.interphaseGapMicroseconds)
        Register(base + 0x0C).value = UInt32(bitPattern: burst.pulsePeriodMicroseconds)
        Register(base + 0x10).value = UInt32(bitPattern: burst.pulseCount)
        Register(base + 0x14).value = burst.cathodes.rawValue
        Register(base + 0x18).value = burst.anodes.rawValue
    }

    public func read() -> BurstProgram {
        BurstProgram(
            amplitudeMicroamperes: Int32(bitPattern: Register(base + 0x00).value),
            pulseWidthMicroseconds: Int32(bitPattern: Register(base + 0x04).value),
            interphaseGapMicroseconds: Int32(bitPattern: Register(base + 0x08).value),
            pulsePeriodMicroseconds: Int32(bitPattern: Register(base + 0x0C).value),
            pulseCount: Int32(bitPattern: Register(base + 0x10).value),
            cathodes: ContactSet(rawValue: Register(base + 0x14).value),
            anodes: ContactSet(rawValue: Register(base + 0x18).value))
    }
}

/// What the generator reports.
public enum GeneratorStatus {
    /// A therapy waits or plays.
    public static var isDelivering: UInt32 { 1 }
    /// A therapy was beyond the generator's own limits and was not taken over. Stays until reset.
    public static var refused: UInt32 { 2 }
}
