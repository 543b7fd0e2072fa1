/// The watchdog: stops the generator and resets the device when it is not fed in time.
public enum Watchdog {
    static var base: UInt { 0x2100_2000 }

    /// Milliseconds without a feed after which it bites; 0, as after reset: never. Takes one value.
    @inline(__always) public static var milliseconds: Register { Register(base + 0x00) }
    @inline(__always) public static var feed: Register { Register(base + 0x04) }
    public static var feedWord: UInt32 { 0x600D_F00D }
}

/// The processor's own interrupt controller and timer (Armv7-M Architecture Reference Manual,
/// B3.2 to B3.4).
public enum Processor {
    public static var sampleInterrupt: UInt32 { 30 }

    @inline(__always) public static var enable: Register { Register(0xE000_E100) }
    @inline(__always) public static var pend: Register { Register(0xE000_E200) }
    /// Application interrupt and reset control; this value resets the system.
    @inline(__always) public static var resetControl: Register { Register(0xE000_ED0C) }
    public static var resetRequest: UInt32 { 0x05FA_0004 }
    @inline(__always) static var tickControl: Register { Register(0xE000_E010) }
    @inline(__always) static var tickReload: Register { Register(0xE000_E014) }
    @inline(__always) static var tickValue: Register { Register(0xE000_E018) }
    @inline(__always) static var tickPriority: Register { Register(0xE000_ED20) }

    /// Gives bus, memory and usage faults an interrupt of their own, more urgent than all others of
    /// the firmware: else they would stop what a debugger, or here the emulated hardware, does.
    public static func enableFaults() {
        faultPriority.value = 0x20_2020
        faultControl.value = 0x7_0000
    }

    @inline(__always) static var faultPriority: Register { Register(0xE000_ED18) }
    @inline(__always) static var faultControl: Register { Register(0xE000_ED24) }

    /// 0 is the most urgent; the upper three bits count.
    public static func setPriority(ofInterrupt number: UInt32, _ priority: UInt32) {
        let register = Register(0xE000_E400 + UInt(number / 4) * 4)
        let shift = (number % 4) * 8
        register.value = (register.value & ~(0xFF << shift)) | priority << shift
    }

    /// An interrupt at a steady pace from the processor's own timer, at its lowest priority.
    public static func startTicks(everyMicroseconds microseconds: UInt32) {
        tickPriority.value = 0xE0 << 24
        tickReload.value = microseconds * (CycleCounter.hertz / 1_000_000) - 1
        tickValue.value = 0
        tickControl.value = 7
    }
}
