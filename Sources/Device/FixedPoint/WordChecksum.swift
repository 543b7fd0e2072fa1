/// FNV-1a (Fowler, Noll, Vo), 32 bits, a word at a time, its upper half folded into its lower after
/// each: without that, two changes of the uppermost bit would cancel. A change of one word always
/// changes it, one of several but for one in about 2^32. A device computes it while a decision waits,
/// where a CRC would take thirty times as long.
public struct WordChecksum: Sendable {
    /// The checksum of the words mixed so far.
    public private(set) var value: UInt32 = 0x811C_9DC5

    /// Of no words: FNV-1a's offset basis.
    public init() {}

    /// Enters the next word; their order counts. Constant time.
    @inline(__always)
    public mutating func mix(_ word: UInt32) {
        value = (value ^ word) &* 0x0100_0193
        value ^= value &>> 16
    }
}
