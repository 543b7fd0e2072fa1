/// Standard normals in fixed portions: four interleaved generators xoshiro256+ (Blackman and Vigna
/// 2019), of whose words the lowest bits are not used, and the method of Box and Muller (1958).
///
/// Neither rejection nor table nor library: each portion costs the same, and its bits are the same on
/// every processor. No number lies beyond √(104 ln 2) = 8.49.
struct NoiseSource: Equatable, Sendable {
    private var s0: SIMD4<UInt64>
    private var s1: SIMD4<UInt64>
    private var s2: SIMD4<UInt64>
    private var s3: SIMD4<UInt64>
    /// Vectors of a portion.
    let vectorCount: Int
    private var block: [Four]
    private var start: Int

    /// Portions that are made at once; even, as numbers come in pairs of vectors.
    private static let portionsPerBlock = 16

    /// `stream` numbers independent sources of one seed, as in `RandomSource`.
    init(seed: UInt64, stream: UInt64, vectorCount: Int) {
        var mixer = SplitMix(seed: seed, stream: stream)
        func next() -> SIMD4<UInt64> {
            SIMD4(mixer.next(), mixer.next(), mixer.next(), mixer.next())
        }
        (s0, s1, s2, s3) = (next(), next(), next(), next())
        self.vectorCount = vectorCount
        self.block = Array(repeating: .zero, count: vectorCount * Self.portionsPerBlock)
        self.start = block.count
    }

    /// Goes on to the next portion.
    @inline(__always)
    mutating func advance() {
        start += vectorCount
        if start >= block.count { refill() }
    }

    /// A vector of the present portion.
    @inline(__always)
    subscript(index: Int) -> Four { block[start + index] }

    @inline(never)
    private mutating func refill() {
        start = 0
        for index in stride(from: 0, to: block.count, by: 2) {
            let (cosines, sines) = pair()
            block[index] = cosines
            block[index + 1] = sines
        }
    }

    /// Radius √(-2 ln u) with u in (0, 1], and an angle that is uniform in a quarter of the circle;
    /// two more bits swap and negate sine and cosine, and so carry it to all four.
    @inline(__always)
    private mutating func pair() -> (Four, Four) {
        let first = bits()
        let second = bits()
        let radius = (-2 * Elementary.log(2 - Self.oneToTwo(first))).squareRoot
        let quarters = Self.oneToTwo(second) - 1.5
        let sine = Elementary.sineOfQuarters(quarters)
        let cosine = Elementary.cosineOfQuarters(quarters)
        // The highest of the bits that the angle leaves becomes a sign, the next chooses.
        let signed = Four(bits: radius.bits ^ ((second &<< 52) & (1 << 63)))
        let choice = Four(bits: second &<< 53)
        return (
            signed * choice.whereNegative(sine, else: cosine),
            signed * choice.whereNegative(cosine, else: sine)
        )
    }

    @inline(__always)
    private mutating func bits() -> SIMD4<UInt64> {
        let result = s0 &+ s3
        let shifted = s1 &<< 17
        s2 ^= s0
        s3 ^= s1
        s1 ^= s2
        s0 ^= s3
        s2 ^= shifted
        s3 = (s3 &<< 45) | (s3 &>> 19)
        return result
    }

    /// Uniform in 1 ..< 2 by the upper 52 bits.
    @inline(__always)
    private static func oneToTwo(_ bits: SIMD4<UInt64>) -> Four {
        Four(bits: (bits &>> 12) | 0x3FF0_0000_0000_0000)
    }
}
