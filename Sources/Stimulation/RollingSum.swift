/// A sum over a rolling window, kept in 98 buckets of a 96th of the window each.
///
/// It errs towards too much: what was added counts for at least 97/96 and at most 98/96 of the
/// window. So a sum within a cap means that no window of that length anywhere exceeds it.
///
/// Buckets begin at multiples of their width, as the limiter's do. A train is entered here when it
/// is decided on, there pulse by pulse, at most one bucket later; the spare bucket makes up for
/// that, so this sum is never below the limiter's and a train that it allows is not stopped there.
@frozen
@usableFromInline
struct RollingSum: Sendable {
    @usableFromInline let bucketMicroseconds: Int64
    @usableFromInline var buckets: InlineArray<98, Int64>
    @usableFromInline var newest: Int
    /// First instant after the newest bucket, in µs of the device clock.
    @usableFromInline var newestEndMicroseconds: Int64
    @usableFromInline var sum: Int64

    /// An empty window of `windowMicroseconds`, a multiple of 96.
    @usableFromInline
    init(windowMicroseconds: Int64) {
        bucketMicroseconds = windowMicroseconds / 96
        buckets = InlineArray(repeating: 0)
        newest = 0
        newestEndMicroseconds = bucketMicroseconds
        sum = 0
    }

    /// The sum at `tick`, which must not lie before an earlier one. At most 98 steps.
    @inlinable
    mutating func total(at tick: Int64) -> Int64 {
        advance(to: tick)
        return sum
    }

    /// Adds `value` at `tick`. At most 98 steps.
    @inlinable
    mutating func add(_ value: Int64, at tick: Int64) {
        advance(to: tick)
        buckets[newest] &+= value
        sum &+= value
    }

    @inlinable
    mutating func advance(to tick: Int64) {
        if tick &- newestEndMicroseconds >= 98 &* bucketMicroseconds {
            buckets = InlineArray(repeating: 0)
            sum = 0
            newestEndMicroseconds = (tick / bucketMicroseconds &+ 1) &* bucketMicroseconds
            return
        }
        while tick >= newestEndMicroseconds {
            newest = newest == 97 ? 0 : newest &+ 1
            sum &-= buckets[newest]
            buckets[newest] = 0
            newestEndMicroseconds &+= bucketMicroseconds
        }
    }
}
