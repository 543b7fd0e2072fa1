import TestSupport
import Testing

@testable import Acquisition

@Suite("From the device's frames to the loop's")
struct RateConversionTests {
    static let rates: [(device: Int, loop: Int)] = [
        (48_000, 1_000), (44_100, 1_000), (44_100, 1_050), (96_000, 2_048), (192_000, 1_000),
        (50_000, 2_000), (1_500, 1_000), (1_001, 1_000), (44_100, 1_024), (768_000, 100),
    ]

    @Test("the ratio is in lowest terms, and exact", arguments: rates)
    func ratio(device: Int, loop: Int) throws {
        let conversion = try #require(RateConversion(deviceHertz: device, loopHertz: loop))
        #expect(conversion.up * Int64(device) == conversion.down * Int64(loop))
        #expect(
            (2..<max(3, conversion.up + 1)).allSatisfy {
                conversion.up % $0 + conversion.down % $0 > 0
            })
    }

    @Test("a device no faster than the loop, or of a ratio without end, is none")
    func none() {
        #expect(RateConversion(deviceHertz: 1_000, loopHertz: 1_000) == nil)
        #expect(RateConversion(deviceHertz: 999, loopHertz: 1_000) == nil)
        #expect(RateConversion(deviceHertz: 100_003, loopHertz: 1_000) == nil)
        #expect(RateConversion.nearestLoopHertz(4_999, deviceHertz: 768_000) == 5_000)
    }

    /// An hour at 44.1 kHz, read in pieces of any size: neither a frame more nor one less.
    @Test("an hour of frames is the loop's hour to the frame", arguments: rates)
    func hour(device: Int, loop: Int) throws {
        let conversion = try #require(RateConversion(deviceHertz: device, loopHertz: loop))
        let grant = StreamGrant(
            format: .s16, channels: 1, rateHertz: device, periodFrames: 96, bufferFrames: 9_600)
        var index = FrameIndex(grant, conversion, gapFramesMin: 20)
        var noise = SplitMix64(seed: UInt64(device + loop))
        var left = conversion.leadFrames + Int64(device) * 3_600
        var made: Int64 = 0
        while left > 0 {
            let count = min(left, .random(in: 1...20_000, using: &noise))
            _ = index.read(Int(count))
            left -= count
            let frames = index.wholeFrames
            made += Int64(frames)
            index.made(frames)
        }
        #expect(made == Int64(loop) * 3_600)
        #expect(index.heldFrames == 0 && index.framesSetAside == conversion.leadFrames)
    }

    @Test("frames, their own device frames and windows agree at every place", arguments: rates)
    func windows(device: Int, loop: Int) throws {
        let conversion = try #require(RateConversion(deviceHertz: device, loopHertz: loop))
        func end(_ frame: Int64) -> Int64 { conversion.deviceFrames(ofFrames: frame + 1) }
        func begin(_ frame: Int64) -> Int64 { end(frame) - Int64(conversion.windowFrames) }
        // The first window begins with the device's first frame: nothing before it is made up.
        #expect(begin(0) == 0)
        for frame in Int64(0)..<300 {
            #expect(conversion.frames(ofDeviceFrames: end(frame)) == frame + 1)
            #expect(conversion.frames(ofDeviceFrames: end(frame) - 1) == frame)
            let own = conversion.deviceFrames(ofFrames: frame)
            #expect(conversion.frame(ofEdgeAt: own) == frame + 11)
            #expect(conversion.frame(ofEdgeAt: own - 1) == frame + 10)
            #expect(conversion.firstDeviceFrame(ofEdgesIn: frame + 11) == own)
        }
        for place in Int64(0)..<1_000 {
            let first = conversion.firstFrame(madeFrom: place)
            #expect(begin(first) >= place && (first == 0 || begin(first - 1) < place))
        }
    }

    @Test("a mean has the device frames that it always had", arguments: [1, 3, 48])
    func mean(count: Int64) {
        let conversion = RateConversion(averaging: Int(count))
        #expect(conversion.leadFrames == 0 && !conversion.isFiltered)
        for frame in Int64(0)..<200 {
            #expect(conversion.deviceFrames(ofFrames: frame) == frame * count)
            #expect(conversion.frames(ofDeviceFrames: frame) == frame / count)
            #expect(conversion.frame(ofEdgeAt: frame) == frame / count)
            #expect(conversion.firstDeviceFrame(ofEdgesIn: frame) == frame * count)
            #expect(conversion.firstFrame(madeFrom: frame) == (frame + count - 1) / count)
        }
    }
}
