/// The limiter's rolling window: 97 buckets in a ring, so that a value counts for at least 96 and less
/// than 97 bucket widths. A bucket is as wide as the cap that ends the adding needs. Where a pulse
/// falls is found by comparing and not by dividing: a small processor has no division of 64 bits.
@frozen
@usableFromInline
struct LimiterWindow<Bucket: FixedWidthInteger & Sendable>: Sendable {
    @usableFromInline let bucketMicroseconds: Int64
    @usableFromInline var buckets: InlineArray<97, Bucket>
    /// Place of the newest bucket.
    @usableFromInline var newest: Int
    /// First instant after the newest bucket.
    @usableFromInline var endMicroseconds: Int64
    @usableFromInline var sum: Int64

    @usableFromInline
    init(bucketMicroseconds: Int64) {
        self.bucketMicroseconds = bucketMicroseconds
        self.buckets = InlineArray(repeating: 0)
        self.newest = 0
        self.endMicroseconds = bucketMicroseconds
        self.sum = 0
    }

    @inlinable
    @inline(__always)
    static func place(after place: Int) -> Int { place == 96 ? 0 : place &+ 1 }

    /// Forgets what no 24 h (or hour) that ends at `tick` can contain.
    @inlinable
    mutating func expire(at tick: Int64) {
        let late = tick &- endMicroseconds
        if late >= 97 &* bucketMicroseconds {
            buckets = InlineArray(repeating: 0)
            sum = 0
            endMicroseconds &+= (late / bucketMicroseconds &+ 1) &* bucketMicroseconds
            return
        }
        while tick >= endMicroseconds {
            newest = Self.place(after: newest)
            sum &-= Int64(buckets[newest])
            buckets[newest] = 0
            endMicroseconds &+= bucketMicroseconds
        }
    }

    /// What will still count at `tick`, without forgetting the rest.
    @inlinable
    @inline(__always)
    mutating func sum(at tick: Int64) -> Int64 {
        var left = sum
        var place = newest
        var end = endMicroseconds
        var remaining = 97
        // The place of a bucket to come holds the oldest one, which ends with it.
        while tick >= end && remaining > 0 {
            place = Self.place(after: place)
            left &-= Int64(buckets[place])
            end &+= bucketMicroseconds
            remaining &-= 1
        }
        return left
    }

    /// Counts `value` in the newest bucket.
    @inlinable
    mutating func count(_ value: Int64) {
        buckets[newest] &+= Bucket(truncatingIfNeeded: value)
        sum &+= value
    }

    /// Empties the window so that `tick` lies `phase` µs behind the start of its newest bucket.
    mutating func restart(at tick: Int64, phase: Int64) {
        buckets = InlineArray(repeating: 0)
        newest = 0
        endMicroseconds = tick &- phase &+ bucketMicroseconds
        sum = 0
    }

    /// Counts what was decided on `age` buckets before the newest, after `restart`. Its pulses may have
    /// come a bucket later, so it counts as if they had.
    mutating func recall(_ value: Int64, ofAge age: Int) {
        buckets[(97 - max(0, age - 1)) % 97] &+= Bucket(truncatingIfNeeded: value)
        sum &+= value
    }
}
