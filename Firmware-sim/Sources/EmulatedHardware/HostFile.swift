import CMachine

/// Files of the machine on which QEMU runs, through the debugger's calls (Arm, "Semihosting for
/// AArch32 and AArch64", 2.0).
struct HostFile {
    private var handle: UInt32 = 0

    /// Mode 1 reads bytes, mode 5 writes them anew.
    mutating func open(_ name: StaticString, mode: UInt32) -> Bool {
        let length = UInt32(name.utf8CodeUnitCount)
        let result = unsafe Self.call(
            0x01, UInt32(UInt(bitPattern: name.utf8Start)), mode, length)
        handle = UInt32(bitPattern: result)
        return result >= 0
    }

    /// Bytes read; less than asked for at the end.
    mutating func read(into buffer: UnsafeMutableRawPointer, _ byteCount: Int) -> Int {
        let missing = Self.call(
            0x06, handle, UInt32(UInt(bitPattern: buffer)), UInt32(byteCount))
        return byteCount - Int(missing)
    }

    mutating func write(_ buffer: UnsafeRawPointer, _ byteCount: Int) {
        _ = Self.call(0x05, handle, UInt32(UInt(bitPattern: buffer)), UInt32(byteCount))
    }

    mutating func close() { _ = Self.call(0x02, handle, 0, 0) }

    /// Ends the emulation: SYS_EXIT_EXTENDED with ADP_Stopped_ApplicationExit.
    static func exit(_ status: UInt32) -> Never {
        _ = call(0x20, 0x20026, status, 0)
        while true {}
    }

    private static func call(_ operation: UInt, _ a: UInt32, _ b: UInt32, _ c: UInt32) -> Int32 {
        var block: InlineArray<3, UInt32> = [a, b, c]
        return unsafe withUnsafePointer(to: &block) {
            Int32(unsafe machine_semihosting(operation, $0))
        }
    }
}
