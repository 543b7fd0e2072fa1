/// Deals out a region of caller-owned memory, so that the core never allocates.
///
/// Without a region it only adds up what would be dealt out: the same code that lays the memory out
/// thus says how much of it is needed.
@safe
public struct WorkingMemory {
    /// Every piece starts at a multiple of this many bytes: a cache line, or a group of lanes on a
    /// processor without a cache.
    public static let alignment = lanesRunTogether ? 64 : 32

    private let base: UnsafeMutableRawPointer?
    private let capacity: Int
    /// Bytes dealt out so far.
    public private(set) var used = 0

    /// Measures only.
    public init() {
        unsafe base = nil
        capacity = Int.max
    }

    /// - Precondition: `region` is aligned to `alignment` bytes.
    public init(_ region: UnsafeMutableRawBufferPointer) {
        precondition(
            Int(bitPattern: region.baseAddress) % Self.alignment == 0,
            "working memory is not aligned to a cache line")
        unsafe base = region.baseAddress
        capacity = region.count
    }

    /// `count` elements, each set to `value`; nil when only measuring. Each is made where it lies: a
    /// small stack has no room for a large one beside it.
    ///
    /// - Precondition: the region is large enough.
    public mutating func take<Element: BitwiseCopyable>(
        _ count: Int, of value: @autoclosure () -> Element
    ) -> UnsafeMutablePointer<Element>? {
        let start = used
        let bytes = count * MemoryLayout<Element>.stride
        used = (start + bytes + Self.alignment - 1) / Self.alignment * Self.alignment
        guard let base = unsafe base else { return nil }
        precondition(used <= capacity, "working memory is too small")
        let pointer = unsafe (base + start).bindMemory(to: Element.self, capacity: count)
        for index in 0..<count { unsafe (pointer + index).initialize(to: value()) }
        return unsafe pointer
    }
}
