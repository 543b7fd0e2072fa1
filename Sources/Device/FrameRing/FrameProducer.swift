/// The writing end of a ring of frame blocks: for a source thread, or a firmware's interrupt.
///
/// To write: `beginWrite`, fill `payload` in place, `commit` with a header. When the ring is full
/// the block is dropped whole and counted, and the next block that goes through is marked
/// `isAfterOverrun`; its first frame's index shows how much is missing.
public struct FrameProducer: ~Copyable, Sendable {
    @usableFromInline var ring: RingProducer
    @usableFromInline let framesPerSlot: Int
    @usableFromInline let wordsPerSlot: Int
    @usableFromInline var droppedBefore = false

    init(ring: consuming RingProducer, layout: FrameRingLayout) {
        self.ring = ring
        framesPerSlot = layout.framesPerSlot
        wordsPerSlot = layout.framesPerSlot * layout.groupsPerFrame
    }

    /// Whether `beginWrite` would now find a free slot. A source that may wait waits for this.
    @_noLocks
    @inlinable
    public mutating func hasFreeSlot() -> Bool {
        ring.hasFreeSlot()
    }

    /// Begins the next block. False: the ring is full, and the block will be dropped.
    ///
    /// - Precondition: the block begun before was committed.
    @_noLocks
    @inlinable
    @discardableResult
    public mutating func beginWrite() -> Bool {
        ring.beginWrite()
    }

    /// Room for `framesPerSlot` frames of `groupsPerFrame` words. What an earlier block left in it is
    /// still there.
    ///
    /// In an `@_noLocks` function bind it to a `var`: Swift 6.3 rejects a `let`.
    ///
    /// - Precondition: a block was begun.
    @inlinable
    public var payload: MutableSpan<SIMD8<Int16>> {
        @_noLocks
        @_lifetime(&self)
        mutating get {
            precondition(ring.isWriting, "a block must be begun before it is written")
            let words = unsafe (ring.writing + FrameRingLayout.headerByteCount)
                .assumingMemoryBound(to: SIMD8<Int16>.self)
            let span = unsafe MutableSpan(_unsafeStart: words, count: wordsPerSlot)
            return unsafe _overrideLifetime(span, mutating: &self)
        }
    }

    /// Hands the block over. False: it was dropped.
    ///
    /// - Precondition: a block was begun; `header.frameCount` is from 0 to `framesPerSlot`.
    @_noLocks
    @inlinable
    @discardableResult
    public mutating func commit(_ header: FrameBlockHeader) -> Bool {
        precondition(ring.isWriting, "a block must be begun before it is committed")
        precondition(
            header.frameCount >= 0 && Int(header.frameCount) <= framesPerSlot,
            "a block's frame count must be within its slot")
        unsafe ring.writing.assumingMemoryBound(to: FrameBlockHeader.self).pointee =
            FrameBlockHeader(header, isAfterOverrun: droppedBefore)
        let accepted = ring.commit(frameCount: Int(header.frameCount))
        droppedBefore = !accepted
        return accepted
    }

    /// Tells the consumer that nothing follows.
    @_noLocks
    @inlinable
    public mutating func close() {
        ring.close()
    }
}
