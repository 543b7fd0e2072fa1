import CRealtime

/// What the processor keeps close at hand.
package enum CacheLines {
    /// Reads a byte of each line of this memory, so that who works on it next does not wait for it. An
    /// instruction that only asks for the lines would wait for nothing, and get few of them.
    package static func touch(_ memory: UnsafeRawBufferPointer) {
        guard let start = memory.baseAddress else { return }
        unsafe crealtime_touch(start, memory.count)
    }
}
