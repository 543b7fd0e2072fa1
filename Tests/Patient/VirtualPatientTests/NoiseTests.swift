import Testing

@testable import VirtualPatient

@Suite("Noise")
struct NoiseTests {
    @Test("moments and tails are a normal's")
    func gaussian() {
        let count = 200_000
        let draws = normals(seed: 11, count: count)
        var moments = [0.0, 0, 0]
        var beyond2 = 0
        var beyondTail = 0
        for x in draws {
            moments[0] += x / Double(count)
            moments[1] += x * x / Double(count)
            moments[2] += x * x * x * x / Double(count)
            if abs(x) > 2 { beyond2 += 1 }
            if abs(x) > 3.4426 { beyondTail += 1 }
        }
        #expect(abs(moments[0]) < 0.01)
        #expect(abs(moments[1] - 1) < 0.02)
        #expect(abs(moments[2] - 3) < 0.15)
        #expect(abs(Double(beyond2) / Double(count) - 0.0455) < 0.003)
        // 5.76e-4 of all; 115 expected, standard deviation 11.
        #expect((70...160).contains(beyondTail))
    }

    @Test("streams of one seed differ")
    func streams() {
        var first = RandomSource(seed: 1, stream: 0)
        var second = RandomSource(seed: 1, stream: 1)
        #expect(first.bits() != second.bits())
    }

    @Test("the background has the level asked for and falls with frequency")
    func pink() {
        var noise = NoiseSource(
            seed: 3, stream: 0, vectorCount: FrameNoise.vectorCount(channelCount: 2))
        var pink = PinkNoise(
            channelCount: 2, framesPerSecond: 500, level: 25, sharedFraction: 0.3)
        var power = 0.0
        var slow = 0.0
        var product = 0.0
        var previous = 0.0
        let count = 60_000
        for _ in 0..<count {
            var vectors = [Four.zero]
            noise.advance()
            pink.add(to: &vectors, noise: noise)
            let frame = vectors[0]
            power += frame[0] * frame[0] / Double(count)
            product += frame[0] * frame[1] / Double(count)
            slow += frame[0] * previous / Double(count)
            previous = frame[0]
        }
        #expect(abs(power.squareRoot() - 25) < 2.5)
        #expect(slow / power > 0.5)
        #expect(abs(product / power - 0.3) < 0.1)
    }
}
