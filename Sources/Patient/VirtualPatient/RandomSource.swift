import Foundation

/// Seeded random numbers: xoshiro256++ (Blackman and Vigna 2019), set up with splitmix64, and
/// Gaussians by the ziggurat of Doornik (2005), 128 layers. The same on every machine whose `exp` and
/// `log` agree.
struct RandomSource: Sendable {
    private var s0: UInt64
    private var s1: UInt64
    private var s2: UInt64
    private var s3: UInt64
    private let edges: [Double]
    private let ratios: [Double]

    /// `stream` numbers independent sources of one seed, so that what one consumes leaves the others.
    init(seed: UInt64, stream: UInt64) {
        var mixer = seed &+ 0xD1B5_4A32_D192_ED03 &* (stream &+ 1)
        func next() -> UInt64 {
            mixer &+= 0x9E37_79B9_7F4A_7C15
            var word = mixer
            word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
            word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
            return word ^ (word >> 31)
        }
        (s0, s1, s2, s3) = (next(), next(), next(), next())
        (edges, ratios) = Ziggurat.tables
    }

    @inline(__always)
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
    @inline(__always)
    mutating func uniform() -> Double { Double(Int64(bits() >> 11)) * 0x1p-53 }

    /// Uniform in `range`.
    mutating func uniform(in range: ClosedRange<Double>) -> Double {
        range.lowerBound + (range.upperBound - range.lowerBound) * uniform()
    }

    /// The wait to the next event of a Poisson process, in the unit of `mean`.
    mutating func exponential(mean: Double) -> Double { -mean * log(1 - uniform()) }

    /// Uniform among 0 ..< `count`.
    mutating func index(below count: Int) -> Int { min(Int(uniform() * Double(count)), count - 1) }

    /// Standard normal.
    @inline(__always)
    mutating func gaussian() -> Double {
        let word = bits()
        let layer = Int(truncatingIfNeeded: word & 127)
        // The top 53 bits as a signed fraction, -1 ..< 1; the low seven have chosen the layer.
        let signed = Double(Int64(bitPattern: word) >> 10) * 0x1p-53
        if abs(signed) < ratios[layer] { return signed * edges[layer] }
        return rareGaussian(signed, layer)
    }

    /// The wedges and the tail: about one call in a hundred.
    @inline(never)
    private mutating func rareGaussian(_ first: Double, _ firstLayer: Int) -> Double {
        var signed = first
        var layer = firstLayer
        while true {
            if abs(signed) < ratios[layer] { return signed * edges[layer] }
            if layer == 0 { return tail(negative: signed < 0) }
            let x = signed * edges[layer]
            let upper = exp(-0.5 * (edges[layer] * edges[layer] - x * x))
            let lower = exp(-0.5 * (edges[layer + 1] * edges[layer + 1] - x * x))
            if lower + uniform() * (upper - lower) < 1 { return x }
            let word = bits()
            layer = Int(truncatingIfNeeded: word & 127)
            signed = Double(Int64(bitPattern: word) >> 10) * 0x1p-53
        }
    }

    private mutating func tail(negative: Bool) -> Double {
        while true {
            let x = log(1 - uniform()) / Ziggurat.tailStart
            let y = log(1 - uniform())
            if -2 * y >= x * x { return negative ? x - Ziggurat.tailStart : Ziggurat.tailStart - x }
        }
    }
}

private enum Ziggurat {
    /// Where the tail begins, and the area of a layer (Doornik 2005, table for 128 layers).
    static let tailStart = 3.442619855899
    static let area = 9.91256303526217e-3

    static let tables: (edges: [Double], ratios: [Double]) = {
        var edges = [Double](repeating: 0, count: 129)
        var height = exp(-0.5 * tailStart * tailStart)
        edges[0] = area / height
        edges[1] = tailStart
        for layer in 2..<128 {
            edges[layer] = (-2 * log(area / edges[layer - 1] + height)).squareRoot()
            height = exp(-0.5 * edges[layer] * edges[layer])
        }
        let ratios = (0..<128).map { edges[$0 + 1] / edges[$0] }
        return (edges, ratios)
    }()
}
