import CMachine
import FixedPoint

/// The RAM that the linker script leaves over, dealt out once while the device starts. Nothing is
/// ever given back: this is no heap.
struct Arena: ~Copyable {
    private var next: UInt
    private let end: UInt

    init() {
        next = unsafe UInt(bitPattern: machine_arena_start())
        end = unsafe UInt(bitPattern: machine_arena_end())
    }

    /// Bytes dealt out, gaps of alignment counted.
    var usedByteCount: UInt { unsafe next - UInt(bitPattern: machine_arena_start()) }

    /// Where the next region will lie, for a value that is needed before then only.
    func place<Value>(for _: Value.Type) -> UnsafeMutablePointer<Value> {
        unsafe UnsafeMutableRawPointer(bitPattern: aligned(next))!
            .bindMemory(to: Value.self, capacity: 1)
    }

    /// A region at a multiple of `WorkingMemory.alignment`; nil where there is no room for it.
    ///
    /// - Parameter place: where it begins at the earliest.
    mutating func take(
        _ byteCount: Int, beyond place: UnsafeMutableRawPointer? = nil
    ) -> UnsafeMutableRawBufferPointer? {
        let start = aligned(max(next, UInt(bitPattern: place)))
        guard byteCount >= 0, start <= end, UInt(byteCount) <= end - start else { return nil }
        next = start + UInt(byteCount)
        return unsafe UnsafeMutableRawBufferPointer(
            start: UnsafeMutableRawPointer(bitPattern: start), count: byteCount)
    }

    private func aligned(_ address: UInt) -> UInt {
        let alignment = UInt(WorkingMemory.alignment)
        return (address + alignment - 1) & ~(alignment - 1)
    }

    /// Room for one value, not initialised.
    mutating func take<Value: ~Copyable>(_: Value.Type) -> UnsafeMutablePointer<Value>? {
        unsafe take(MemoryLayout<Value>.size)?.baseAddress?
            .bindMemory(to: Value.self, capacity: 1)
    }
}
