/// Seeded random numbers for what happens now and then: xoshiro256++ (Blackman and Vigna 2019), set
/// up with splitmix64. The same on every processor.
struct RandomSource: Equatable, Sendable {
    private var s0: UInt64
    private var s1: UInt64
    private var s2: UInt64
    private var s3: UInt64

    /// `stream` numbers independent sources of one seed, so that what one consumes leaves the others.
    init(seed: UInt64, stream: UInt64) {
        var mixer = SplitMix(seed: seed, stream: stream)
        (s0, s1, s2, s3) = (mixer.next(), mixer.next(), mixer.next(), mixer.next())
    }

    mutating func bits() -> UInt64 {
        let sum = s0 &+ s3
        let result = ((sum << 23) | (sum >> 41)) &+ s0
        let shifted = s1 << 17
        s2 ^= s0
        s3 ^= s1
        s1 ^= s2
        s0 ^= s3
        s2 ^= shifted
        s3 = (s3 << 45) | (s3 >> 19)
        return result
    }

    /// Uniform in 0 ..< 1, 53 bits.
    mutating func uniform() -> Double { Double(Int64(bits() >> 11)) * 0x1p-53 }

    /// Uniform in `range`.
    mutating func uniform(in range: ClosedRange<Double>) -> Double {
        range.lowerBound + (range.upperBound - range.lowerBound) * uniform()
    }

    /// The wait to the next event of a Poisson process, in the unit of `mean`.
    mutating func exponential(mean: Double) -> Double { -mean * Elementary.log(1 - uniform()) }

    /// Uniform among 0 ..< `count`.
    mutating func index(below count: Int) -> Int { min(Int(uniform() * Double(count)), count - 1) }
}

/// Words that set up the generators of one seed, apart for each stream: splitmix64.
struct SplitMix {
    private var word: UInt64

    init(seed: UInt64, stream: UInt64) { word = seed &+ 0xD1B5_4A32_D192_ED03 &* (stream &+ 1) }

    mutating func next() -> UInt64 {
        word &+= 0x9E37_79B9_7F4A_7C15
        var mixed = word
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
