import Stimulation

/// The pulse generator: plays pulses that it is given one by one, checks its own limits, and never
/// leaves a pulse's charge unbalanced. See the data sheet in docs/firmware.md.
public enum PulseGenerator {
    static var base: UInt { 0x2100_1000 }

    /// Pulses put into the FIFO; wraps. They are taken over at the next edge of the sample clock.
    @inline(__always) public static var loaded: Register { Register(base + 0x00) }
    /// Write 1: at the next edge a first phase under way is ended, the second made as long, and
    /// nothing follows. Wins over `loaded`.
    @inline(__always) public static var stop: Register { Register(base + 0x04) }
    /// `GeneratorStatus` bits.
    @inline(__always) public static var status: Register { Register(base + 0x08) }
    /// Pulses delivered since power-on, and how many of them were cut.
    @inline(__always) public static var pulses: Register { Register(base + 0x10) }
    @inline(__always) public static var pulsesCut: Register { Register(base + 0x14) }
    /// Charge of all first phases less that of all second phases, pC.
    @inline(__always) public static var netPicocoulombs: RegisterPair { RegisterPair(base + 0x18) }

    /// As many as begin in two hops of 40 ms, and more.
    public static var fifoPulses: UInt32 { 32 }

    @inline(__always)
    public static func place(_ index: UInt32) -> PulseRegisters {
        PulseRegisters(base: base + 0x100 + UInt(index % fifoPulses) * 0x20)
    }

    /// Writes a pulse to the next place of the FIFO.
    public static func load(_ pulse: Pulse) {
        let index = loaded.value
        place(index).write(pulse)
        loaded.value = index &+ 1
    }
}

/// A place of the generator's FIFO.
public struct PulseRegisters {
    let base: UInt

    func write(_ pulse: Pulse) {
        RegisterPair(base + 0x00).value = pulse.startMicroseconds
        Register(base + 0x08).value = UInt32(bitPattern: pulse.amplitudeMicroamperes)
        Register(base + 0x0C).value = UInt32(bitPattern: pulse.firstPhaseMicroseconds)
        Register(base + 0x10).value = UInt32(bitPattern: pulse.interphaseGapMicroseconds)
        Register(base + 0x14).value = UInt32(bitPattern: pulse.secondPhaseMicroseconds)
        Register(base + 0x18).value = pulse.cathodes.rawValue
        Register(base + 0x1C).value = pulse.anodes.rawValue
    }

    public func read() -> Pulse {
        Pulse(
            startMicroseconds: RegisterPair(base + 0x00).value,
            amplitudeMicroamperes: Int32(bitPattern: Register(base + 0x08).value),
            firstPhaseMicroseconds: Int32(bitPattern: Register(base + 0x0C).value),
            interphaseGapMicroseconds: Int32(bitPattern: Register(base + 0x10).value),
            secondPhaseMicroseconds: Int32(bitPattern: Register(base + 0x14).value),
            cathodes: ContactSet(rawValue: Register(base + 0x18).value),
            anodes: ContactSet(rawValue: Register(base + 0x1C).value))
    }
}

/// What the generator reports.
public enum GeneratorStatus {
    /// A pulse waits or plays.
    public static var isDelivering: UInt32 { 1 }
    /// A pulse was beyond the generator's own limits and was not taken over. Stays until reset.
    public static var refused: UInt32 { 2 }
    /// A pulse was to begin before it was taken over, and was left out. Stays until `stop`.
    public static var late: UInt32 { 4 }
}
