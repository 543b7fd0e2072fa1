import FixedPoint
import TestSupport
import Testing

@testable import Detection

/// The counter, a state machine, against a search over the whole signal, whole numbers throughout.
@Suite("Half-wave counter")
struct HalfWaveCounterTests {
    @Test("finds the half-waves that a search for turning points finds", arguments: UInt64(0)..<24)
    func search(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let amplitudeMin = Int32.random(in: 1...4_000, using: &random)
        let framesMin = Int32.random(in: 1...5, using: &random)
        let framesMax = framesMin + Int32.random(in: 0...40, using: &random)
        // A walk whose steps are sometimes small, sometimes large, so that ties happen too.
        let stride = [2, 40, 900][Int(seed % 3)] as Int32
        var value: Int32 = 0
        let signal = (0..<1_500).map { _ in
            value += Int32.random(in: -stride...stride, using: &random)
            return value
        }
        var counter = HalfWaveCounter<Lanes>()
        counter.amplitudeMin = Lanes(repeating: amplitudeMin)
        counter.restart(at: Lanes())
        var counted: [Int] = []
        for (frame, sample) in signal.enumerated() {
            let counts = counter.step(
                Lanes(repeating: sample), framesMin: Lanes(repeating: framesMin),
                framesMax: Lanes(repeating: framesMax))
            #expect(counts == Lanes(repeating: counts[3]))
            if counts[3] == 1 { counted.append(frame) }
        }
        let expected = halfWaves(
            signal, amplitudeMin: Int(amplitudeMin), frames: Int(framesMin)...Int(framesMax))
        #expect(counted == expected, "seed \(seed)")
    }

    @Test("halves and single lanes count what the eight count together", arguments: UInt64(0)..<8)
    func slices(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let framesMin = Int32.random(in: 1...5, using: &random)
        let framesMax = framesMin + Int32.random(in: 0...40, using: &random)
        var together = HalfWaveCounter<Lanes>()
        for lane in 0..<laneCount {
            together.amplitudeMin[lane] = Int32.random(in: 1...900, using: &random)
        }
        let apart = [LanesPlace(6), LanesPlace(6)]
        for place in apart { unsafe together.store(to: SliceWords(place.words, from: 0)) }
        func step<Slice: LaneSlice>(
            _: Slice.Type, from lane: Int, of place: LanesPlace, _ sample: LanesPlace
        ) -> Slice {
            let words = unsafe SliceWords<Slice>(place.words, from: lane)
            var counter = unsafe HalfWaveCounter<Slice>(words)
            let count = counter.step(
                unsafe SliceWords<Slice>(sample.words, from: lane)[0],
                framesMin: Slice(repeating: framesMin), framesMax: Slice(repeating: framesMax))
            unsafe counter.store(to: words)
            return count
        }
        let sample = LanesPlace(1)
        for _ in 0..<1_500 {
            for lane in 0..<laneCount {
                unsafe sample.words[0][lane] &+= Int32.random(in: -900...900, using: &random)
            }
            let counts = together.step(
                unsafe sample.words[0], framesMin: Lanes(repeating: framesMin),
                framesMax: Lanes(repeating: framesMax))
            let low = step(HalfLanes.self, from: 0, of: apart[0], sample)
            let high = step(HalfLanes.self, from: 4, of: apart[0], sample)
            #expect(low == counts.lowHalf && high == counts.highHalf, "seed \(seed)")
            for lane in 0..<laneCount {
                let alone = step(SingleLane.self, from: lane, of: apart[1], sample)
                #expect(alone.value == counts[lane], "seed \(seed)")
            }
        }
    }

    @Test("the random walks hold half-waves at all")
    func isNotVacuous() {
        var random = SplitMix64(seed: 99)
        var value: Int32 = 0
        let signal = (0..<1_500).map { _ in
            value += Int32.random(in: -900...900, using: &random)
            return value
        }
        #expect(halfWaves(signal, amplitudeMin: 500, frames: 1...40).count > 50)
    }

    @Test("before its least height is known, nothing counts")
    func unknownHeight() {
        var counter = HalfWaveCounter<Lanes>()
        counter.restart(at: Lanes())
        for frame in 0..<Int32(200) {
            let sample = Lanes(repeating: frame % 2 == 0 ? 1 << 25 : -1 << 25)
            let counts = counter.step(
                sample, framesMin: Lanes(repeating: 0), framesMax: Lanes(repeating: .max))
            #expect(counts == Lanes())
        }
    }

    /// Frames at which a half-wave is known to be complete.
    ///
    /// From a turning point on, looks for the extreme from which the signal then comes back by more
    /// than a quarter of the least height; that extreme is the next turning point.
    private func halfWaves(
        _ signal: [Int32], amplitudeMin: Int, frames: ClosedRange<Int>
    ) -> [Int] {
        // The state before the first sample: at 0, one frame earlier.
        let samples = [0] + signal.map(Int.init)
        var found: [Int] = []
        var turn = 0
        var isRising = true
        var confirmedAt = 0
        while true {
            // The extreme from the frame that confirmed the last turn on.
            var extreme = confirmedAt
            var next: Int?
            for frame in (confirmedAt + 1)..<max(confirmedAt + 1, samples.count) {
                let height =
                    isRising ? samples[frame] - samples[extreme] : samples[extreme] - samples[frame]
                if height > 0 {
                    extreme = frame
                } else if -height > amplitudeMin >> 2 {
                    next = frame
                    break
                }
            }
            guard let next else { return found }
            if abs(samples[extreme] - samples[turn]) >= amplitudeMin,
                frames.contains(extreme - turn)
            {
                found.append(next - 1)
            }
            turn = extreme
            isRising.toggle()
            confirmedAt = next
        }
    }
}
