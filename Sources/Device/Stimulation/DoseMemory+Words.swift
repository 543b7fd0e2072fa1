/// The memory as words of 32 bits: how far the clock is in the newest bucket of the hour and of the
/// day, µs; how long stimulation is still withheld, µs, low word first; then the buckets of the hour
/// and of the day, newest first, two words each, low word first.
extension DoseMemory {
    @inlinable static var headCount: Int { 4 }
    @inlinable static var bucketWordCount: Int { 2 &* RollingDose.bucketCount }

    /// Words of a memory.
    @inlinable public static var wordCount: Int { headCount &+ 2 &* bucketWordCount }

    /// Hands out the words of the memory as it is at `tick`, the one last advanced to, in order. A device
    /// does it while a decision waits: hence all at once, and not one by its index.
    @inlinable
    @inline(__always)
    public mutating func forEachWord(at tick: Int64, _ take: (Int32) -> Void) {
        take(Int32(truncatingIfNeeded: hour.phase(at: tick)))
        take(Int32(truncatingIfNeeded: day.phase(at: tick)))
        Self.forEachHalf(max(0, withheldUntilMicroseconds &- tick), take)
        hour.forEachDose { Self.forEachHalf($0, take) }
        day.forEachDose { Self.forEachHalf($0, take) }
    }

    /// Takes up the words of an earlier memory as of `tick`. False, and nothing changes, where they are
    /// not those of one: too many or too few, a phase outside its bucket, a dose below zero, or more
    /// in a window than twice what the hard limits allow. Never traps.
    public mutating func restore(_ words: Span<Int32>, at tick: Int64) -> Bool {
        guard words.count == Self.wordCount, Self.areSound(words) else { return false }
        hour.restart(at: tick, phase: Int64(words[0]))
        day.restart(at: tick, phase: Int64(words[1]))
        withheldUntilMicroseconds = 0
        let left = Self.long(words, 2)
        if left > 0 { withheldUntilMicroseconds = tick &+ left }
        for age in 0..<RollingDose.bucketCount {
            let place = Self.headCount &+ 2 &* age
            hour.enter(Self.long(words, place), ofAge: age)
            day.enter(Self.long(words, place &+ Self.bucketWordCount), ofAge: age)
        }
        return true
    }

    private static func areSound(_ words: Span<Int32>) -> Bool {
        typealias Limits = StimulationLimits
        let left = long(words, 2)
        return words[0] >= 0 && Int64(words[0]) < Limits.microsecondsPerHour / 96
            && words[1] >= 0 && Int64(words[1]) < Limits.microsecondsPerDay / 96
            && left >= 0 && left <= Limits.microsecondsPerDay
            && areSound(
                words, from: headCount, therapies: Int64(Limits.therapiesPerHourMax),
                amount: Limits.activePerHourMicrosecondsMax)
            && areSound(
                words, from: headCount &+ bucketWordCount,
                therapies: Int64(Limits.therapiesPerDayMax),
                amount: Limits.chargePerDayPicocoulombsMax)
    }

    /// Whoever counts from telemetry that was lost counts too much: hence twice the limit.
    private static func areSound(
        _ words: Span<Int32>, from start: Int, therapies: Int64, amount: Int64
    ) -> Bool {
        var therapiesLeft = 2 &* therapies
        var amountLeft = 2 &* amount
        for age in 0..<RollingDose.bucketCount {
            let dose = long(words, start &+ 2 &* age)
            therapiesLeft &-= dose >> RollingDose.amountBits
            amountLeft &-= RollingDose.amount(of: dose)
            guard dose >= 0, therapiesLeft >= 0, amountLeft >= 0 else { return false }
        }
        return true
    }

    @inlinable
    @inline(__always)
    static func forEachHalf(_ value: Int64, _ take: (Int32) -> Void) {
        take(Int32(truncatingIfNeeded: value))
        take(Int32(truncatingIfNeeded: value >> 32))
    }

    private static func long(_ words: Span<Int32>, _ index: Int) -> Int64 {
        Int64(words[index &+ 1]) << 32 | Int64(UInt32(bitPattern: words[index]))
    }
}
