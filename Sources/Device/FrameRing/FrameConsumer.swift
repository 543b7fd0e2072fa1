/// The reading end of a ring of frame blocks: for the loop.
///
/// To read: `beginRead` until it finds a block, use `header` and `payload` in place, `release`.
public struct FrameConsumer: ~Copyable, Sendable {
    @usableFromInline var ring: RingConsumer
    @usableFromInline let groupsPerFrame: Int

    init(ring: consuming RingConsumer, layout: FrameRingLayout) {
        self.ring = ring
        groupsPerFrame = layout.groupsPerFrame
    }

    /// Whether a block waits to be read: the oldest one, until it is released.
    @_noLocks
    @inlinable
    public mutating func beginRead() -> Bool {
        ring.beginRead()
    }

    /// The oldest block's header.
    ///
    /// - Precondition: `beginRead` has found a block.
    @inlinable
    public var header: FrameBlockHeader {
        @_noLocks
        get {
            precondition(ring.knownCommitted != ring.released, "there is no block to read")
            return unsafe ring.reading.assumingMemoryBound(to: FrameBlockHeader.self).pointee
        }
    }

    /// The oldest block's frames: `frameCount` times `groupsPerFrame` words of eight channels.
    ///
    /// Pass it on at once, as in `step(consumer.payload)`. Bound to a name it must end its scope before
    /// `release`, and an `@_noLocks` function may take a span but, in Swift 6.3, not hold one it made.
    ///
    /// - Precondition: `beginRead` has found a block.
    @inlinable
    public var payload: Span<SIMD8<Int16>> {
        @_lifetime(borrow self)
        get {
            let count = Int(header.frameCount) &* groupsPerFrame
            let words = unsafe UnsafePointer(
                (ring.reading + FrameRingLayout.headerByteCount)
                    .assumingMemoryBound(to: SIMD8<Int16>.self))
            let span = unsafe Span(_unsafeStart: words, count: count)
            return unsafe _overrideLifetime(span, borrowing: self)
        }
    }

    /// Gives the oldest block's slot back to the producer.
    ///
    /// - Precondition: `beginRead` has found a block.
    @_noLocks
    @inlinable
    public mutating func release() {
        ring.release()
    }

    /// Whether the producer closed the ring and every block was released: nothing will follow.
    @_noLocks
    @inlinable
    public mutating func isFinished() -> Bool {
        ring.isFinished()
    }
}
