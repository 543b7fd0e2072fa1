/// A page that keeps its words without a supply and through every reset: 4 KiB, written a word at a
/// time without erasing, as ferroelectric memory is. A new one holds ones only.
public enum DosePage {
    static var base: UInt { 0x2101_0000 }

    public static var byteCount: UInt { 0x1000 }
    /// Two copies of the same, so that one is whole whenever the other is being written.
    public static var copyCount: UInt { 2 }
    static var copyByteCount: UInt { byteCount / copyCount }

    @inline(__always)
    public static func word(_ index: UInt, ofCopy copy: UInt) -> Register {
        Register(base + copy * copyByteCount + index * 4)
    }

    /// Words of a copy from `first` on, as they lie there.
    @inline(__always)
    public static func words(
        from first: UInt, _ count: Int, ofCopy copy: UInt
    ) -> UnsafeBufferPointer<Int32> {
        unsafe UnsafeBufferPointer(
            start: UnsafePointer(bitPattern: base + copy * copyByteCount + first * 4), count: count)
    }

    /// Writes words of the first copy to the second, several an instruction. Not kept in order with
    /// other registers but by a barrier before and after.
    @inline(__always)
    public static func repeatWords(_ range: ClosedRange<UInt>) {
        let first = base + range.lowerBound * 4
        unsafe UnsafeMutableRawPointer(bitPattern: first + copyByteCount)!.copyMemory(
            from: UnsafeRawPointer(bitPattern: first)!, byteCount: range.count * 4)
    }
}
