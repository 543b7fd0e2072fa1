import TestSupport
import Testing

@testable import Acquisition

@Suite("The decimator")
struct DecimatorTests {
    private func noise(frames: Int, channels: Int, seed: UInt64) -> [[Int32]] {
        var noise = SplitMix64(seed: seed)
        return (0..<frames).map { _ in
            (0..<channels).map { _ in Int32.random(in: .min ... .max, using: &noise) }
        }
    }

    @Test(
        "what comes out is the same to the bit, however many frames come at a time",
        arguments: [(48_000, 1_000), (44_100, 1_000), (3_000, 2_000)],
        [SampleFormat.s16, .s24packed, .s32, .s32be])
    func blocks(rates: (device: Int, loop: Int), format: SampleFormat) throws {
        let signal = noise(frames: 4_000, channels: 2, seed: 11)
        var whole = try DecimationBench(
            rates.device, rates.loop, channels: 2, format: format)
        whole.take(signal)
        #expect(whole.sums[0].count > 20)
        for seed in 1...4 {
            var random = SplitMix64(seed: UInt64(seed))
            var pieces = try DecimationBench(
                rates.device, rates.loop, channels: 2, format: format)
            var place = 0
            while place < signal.count {
                let end = min(signal.count, place + .random(in: 1...(seed * 97), using: &random))
                pieces.take(signal[place..<end])
                place = end
            }
            let isSame = pieces.sums == whole.sums
            #expect(isSame, "seed \(seed)")
        }
    }

    /// The sum as the textbook has it, on the grid of `up` points a device frame, in 128 bits.
    @Test(
        "every frame is the filter's sum over the device's frames",
        arguments: [(48_000, 1_000), (44_100, 1_000), (3_000, 2_000)])
    func reference(device: Int, loop: Int) throws {
        var bench = try DecimationBench(device, loop)
        let conversion = bench.conversion
        let frames = Int(conversion.deviceFrames(ofFrames: 12))
        // The worst for an accumulator comes first: full scale, each sample with its weight's sign.
        let coefficients = DecimationFilter(conversion).coefficients
        var signal = noise(frames: frames, channels: 1, seed: 3)
        let phase = conversion.phase(ofFrame: 0) * conversion.windowFrames
        for place in 0..<conversion.windowFrames {
            signal[place] = [coefficients[phase + place] < 0 ? .min : .max]
        }
        bench.take(signal)
        #expect(bench.sums[0].count == 12)
        let (up, down) = (Int(conversion.up), Int(conversion.down))
        for (frame, sum) in bench.sums[0].enumerated() {
            var expected: Int128 = 0
            for place in 0...22 * down {
                let point = (frame + 1) * down - 1 - place
                guard (point % up + up) % up == 0 else { continue }
                let deviceFrame = Int(conversion.leadFrames) + point / up
                let index = (place % up + 1) * conversion.windowFrames - 1 - place / up
                expected += Int128(coefficients[index]) * Int128(signal[deviceFrame][0])
            }
            #expect(Int128(sum) == expected, "frame \(frame)")
        }
        // Beyond full scale, and still no overflow.
        #expect(bench.sums[0][0] > (1 << 61))
    }

    @Test(
        "a constant comes out as it is, exactly, at full scale too",
        arguments: [(48_000, 1_000), (44_100, 1_000), (3_000, 2_000)],
        [Int32.min, -1, 0, 1, 123_456_789, .max])
    func constant(rates: (device: Int, loop: Int), value: Int32) throws {
        var bench = try DecimationBench(rates.device, rates.loop)
        bench.take(
            Array(
                repeating: [value], count: Int(bench.conversion.deviceFrames(ofFrames: 12))))
        #expect(bench.sums[0] == Array(repeating: Int64(value) << 30, count: 12))
    }

    @Test("an impulse is at its largest the group delay later, to the device frame")
    func impulse() throws {
        var bench = try DecimationBench(48_000, 1_000)
        let conversion = bench.conversion
        let at = Int(conversion.deviceFrames(ofFrames: 15)) - 1
        var signal = Array(repeating: [Int32(0)], count: Int(conversion.deviceFrames(ofFrames: 50)))
        signal[at] = [1 << 20]
        bench.take(signal)
        let sums = bench.sums[0]
        // The last device frame of frame 14: frame 25 has it in its middle.
        #expect(sums.indices.max { sums[$0] < sums[$1] } == 25)
        for distance in 1...11 { #expect(sums[25 - distance] == sums[25 + distance]) }
        #expect(sums[..<14].allSatisfy { $0 == 0 } && sums[37...].allSatisfy { $0 == 0 })
        #expect(conversion.frame(ofEdgeAt: Int64(at)) == 25)
        #expect(conversion.frame(ofEdgeAt: Int64(at) + 1) == 26)
    }

    @Test("after a gap nothing is left of what was before it")
    func gap() throws {
        var bench = try DecimationBench(44_100, 1_000)
        let count = Int(bench.conversion.deviceFrames(ofFrames: 20))
        bench.take(Array(repeating: [Int32.max], count: count))
        bench.reset()
        bench.take(Array(repeating: [-5], count: count))
        #expect(bench.sums[0].count == 40)
        #expect(bench.sums[0].prefix(20).allSatisfy { $0 == Int64(Int32.max) << 30 })
        #expect(bench.sums[0].suffix(20).allSatisfy { $0 == -5 << 30 })
    }
}
