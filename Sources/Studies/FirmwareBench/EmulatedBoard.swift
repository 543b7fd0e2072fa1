/// QEMU's models of boards that the firmware is built for.
package enum EmulatedBoard: String, CaseIterable, Sendable {
    /// A Cortex-M4.
    case m4
    /// A Cortex-M55 with its vector instructions (Helium).
    case m55

    /// What QEMU calls it.
    var machine: String {
        switch self {
        case .m4: "mps2-an386"
        case .m55: "mps3-an547"
        }
    }

    package var processor: String {
        switch self {
        case .m4: "Cortex-M4"
        case .m55: "Cortex-M55"
        }
    }

    /// Ticks a second of the firmware's cycle counter.
    private var counterHertz: Double {
        switch self {
        case .m4: 25e6
        case .m55: 32e6
        }
    }

    /// Of the firmware's cycle counter.
    package var instructionsPerTick: Double {
        1e9 / counterHertz / Emulator.nanosecondsPerInstruction
    }

    /// The symbol by which the linker says for which board an image is.
    var symbol: String { "board_\(rawValue)" }

    /// RAM for 4 channels at 250 Hz. An interrupt of the Cortex-M55 may put its vectors on the stack.
    var smallDeviceBytesMax: Int {
        switch self {
        case .m4: 16 * 1_024
        case .m55: 17 * 1_024
        }
    }
}
