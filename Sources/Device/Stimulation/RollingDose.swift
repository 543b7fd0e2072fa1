/// Therapies and an amount of each (charge, or time), summed over a rolling window that is kept in
/// 98 buckets of a 96th of the window each.
///
/// It errs towards too much: what was added counts for at least 97/96 and at most 98/96 of the
/// window. So a sum within a cap means that no window of that length anywhere exceeds it.
///
/// Buckets begin at multiples of their width, or where an earlier run's began, as the limiter's do. A
/// train is entered here when it is decided on, there pulse by pulse, at most one bucket later; the
/// spare bucket makes up for that, so this sum is never below the limiter's and a train that it
/// allows is not stopped there.
///
/// A bucket is one word: therapies above, amount below. The sum of all stays within its part,
/// since the caps end the adding long before.
@frozen
@usableFromInline
struct RollingDose: Sendable {
    @usableFromInline let bucketMicroseconds: Int64
    @usableFromInline var buckets: InlineArray<98, Int64>
    @usableFromInline var newest: Int
    /// First instant after the newest bucket, in µs of the device clock.
    @usableFromInline var newestEndMicroseconds: Int64
    @usableFromInline var sum: Int64

    /// An amount below 2^44, more than four times what any cap allows; therapies below 2^19.
    @inlinable static var amountBits: Int64 { 44 }
    @inlinable static var bucketCount: Int { 98 }

    /// An empty window of `windowMicroseconds`, a multiple of 96.
    @usableFromInline
    init(windowMicroseconds: Int64) {
        bucketMicroseconds = windowMicroseconds / 96
        buckets = InlineArray(repeating: 0)
        newest = 0
        newestEndMicroseconds = bucketMicroseconds
        sum = 0
    }

    /// Therapies in the window that ends at the tick last advanced to.
    @inlinable
    @inline(__always)
    var therapies: Int64 { sum >> Self.amountBits }

    /// Their amounts together.
    @inlinable
    @inline(__always)
    var amount: Int64 { Self.amount(of: sum) }

    @inlinable
    @inline(__always)
    static func amount(of dose: Int64) -> Int64 { dose & (1 << amountBits &- 1) }

    /// Adds a therapy of `amount` at `tick`. At most 98 steps.
    @inlinable
    mutating func add(therapyOf amount: Int64, at tick: Int64) {
        advance(to: tick)
        let dose = 1 << Self.amountBits &+ amount
        buckets[newest] &+= dose
        sum &+= dose
    }

    /// Moves the window's end to `tick`, which must not lie before an earlier one. At most 98 steps.
    @inlinable
    mutating func advance(to tick: Int64) {
        let beyond = tick &- newestEndMicroseconds
        if beyond >= 98 &* bucketMicroseconds {
            buckets = InlineArray(repeating: 0)
            sum = 0
            newestEndMicroseconds &+= (beyond / bucketMicroseconds &+ 1) &* bucketMicroseconds
            return
        }
        while tick >= newestEndMicroseconds {
            newest = newest == 97 ? 0 : newest &+ 1
            sum &-= buckets[newest]
            buckets[newest] = 0
            newestEndMicroseconds &+= bucketMicroseconds
        }
    }

    /// The bucket that began `age` buckets before the newest one, `age` in 0..<98.
    @inlinable
    @inline(__always)
    mutating func dose(ofAge age: Int) -> Int64 {
        buckets[newest >= age ? newest - age : newest + 98 - age]
    }

    /// The buckets' doses, the newest first.
    @inlinable
    @inline(__always)
    mutating func forEachDose(_ take: (Int64) -> Void) {
        let latest = max(0, min(newest, Self.bucketCount &- 1))
        for age in 0...latest { take(buckets[latest &- age]) }
        // Beyond the ring's end.
        for age in 0..<Self.bucketCount &- 1 &- latest {
            take(buckets[Self.bucketCount &- 1 &- age])
        }
    }

    /// How far `tick`, the one last advanced to, lies in the newest bucket.
    @inlinable
    @inline(__always)
    mutating func phase(at tick: Int64) -> Int64 {
        tick &- newestEndMicroseconds &+ bucketMicroseconds
    }

    /// Empties the window so that `tick` lies `phase` behind the start of its newest bucket.
    mutating func restart(at tick: Int64, phase: Int64) {
        buckets = InlineArray(repeating: 0)
        newest = 97
        newestEndMicroseconds = tick &- phase &+ bucketMicroseconds
        sum = 0
    }

    /// Puts a dose where `dose(ofAge:)` found it; after `restart`, once for each age.
    mutating func enter(_ dose: Int64, ofAge age: Int) {
        buckets[97 - age] = dose
        sum &+= dose
    }
}
