import Foundation
import Testing

@testable import Acquisition

/// A device's frames, as bytes of S32, through a decimator.
struct DecimationBench {
    let conversion: RateConversion
    let channels: Int
    private(set) var decimator: Decimator
    private let grant: StreamGrant
    /// [channel][frames]
    private(set) var sums: [[Int64]]
    private var bytes: [UInt8] = []
    private var nextFrame: Int64 = 0
    private var isLeading = true

    init(
        _ deviceHertz: Int, _ loopHertz: Int, channels: Int = 1, format: SampleFormat = .s32
    ) throws {
        conversion = try #require(
            RateConversion(deviceHertz: deviceHertz, loopHertz: loopHertz))
        self.channels = channels
        grant = StreamGrant(
            format: format, channels: channels, rateHertz: deviceHertz, periodFrames: 96,
            bufferFrames: 9_600)
        decimator = Decimator(
            DecimationFilter(conversion), channelCount: channels, deviceFramesMax: 4_096)
        sums = Array(repeating: [], count: channels)
    }

    /// Takes frames that follow upon those before; what they make whole is made.
    mutating func take(_ frames: some Sequence<[Int32]>) {
        for frame in frames {
            for sample in frame { append(sample) }
        }
        make()
    }

    /// As after a gap: frames from the next one that is made of what comes now alone.
    mutating func reset() {
        decimator.reset()
        bytes = []
        nextFrame = 0
        isLeading = true
    }

    private mutating func append(_ sample: Int32) {
        var word = [UInt8](repeating: 0, count: grant.format.byteCount)
        unsafe word.withUnsafeMutableBytes { unsafe grant.format.put(sample, in: $0, at: 0) }
        bytes += word
    }

    private mutating func make() {
        if isLeading {
            let lead = Int(conversion.leadFrames)
            guard bytes.count >= lead * grant.frameBytes else { return }
            for start in stride(from: 0, to: lead, by: 1_000) {
                let piece = bytes[(start * grant.frameBytes)...]
                decimator.fill(Array(piece), frames: min(1_000, lead - start), grant)
            }
            bytes.removeFirst(lead * grant.frameBytes)
            isLeading = false
        }
        while true {
            let begin = conversion.deviceFrames(ofFrames: nextFrame)
            let held = Int64(bytes.count / grant.frameBytes)
            let whole = conversion.frames(ofDeviceFrames: begin + held) - nextFrame
            let count = min(Int(whole), max(1, Int(4_000 * conversion.up / conversion.down)))
            guard count > 0 else { return }
            var made = [Int64](repeating: 0, count: count * channels)
            decimator.make(
                bytes, frames: count, firstFrame: nextFrame, grant, into: &made,
                capacityFrames: count)
            for channel in 0..<channels {
                sums[channel] += made[(channel * count)..<((channel + 1) * count)]
            }
            nextFrame += Int64(count)
            let used = conversion.deviceFrames(ofFrames: nextFrame) - begin
            bytes.removeFirst(Int(used) * grant.frameBytes)
        }
    }

    /// Of full scale.
    func values(_ channel: Int = 0) -> [Double] {
        sums[channel].map { Double($0) / Double(DecimationFilter.unity) / 2_147_483_648 }
    }

    /// A full-scale sine of some hertz from device frame 0 on.
    static func sine(_ hertz: Double, of deviceHertz: Int, frames: Int) -> [[Int32]] {
        (0..<frames).map { frame in
            let turns = hertz * Double(frame) / Double(deviceHertz)
            return [Int32((2_147_483_647 * sin(2 * .pi * turns)).rounded())]
        }
    }
}
