import Acquisition
import Realtime

/// What the filter between a fast device and the loop costs on this machine: processor time of its own
/// thread, on frames of noise in memory, a period of 2 ms at a time.
package struct DecimationTiming: Sendable {
    package struct Options: Sendable {
        package var channels = 128
        package var deviceHertz = 48_000
        package var loopHertz = 1_000
        package var format = SampleFormat.s32
        /// Seconds of the device in a run.
        package var seconds = 5.0
        package var runs = 9

        package init() {}
    }

    package let options: Options
    /// Of a device frame and channel, a run each, ascending.
    package let nanoseconds: [Double]

    package var median: Double { nanoseconds[nanoseconds.count / 2] }

    /// Of a processor, while the device runs at its rate.
    package var processorShare: Double {
        median * 1e-9 * Double(options.channels * options.deviceHertz)
    }

    /// Measures, after a run to warm up. Throws where the two rates have no filter between them.
    package init(_ options: Options, _ tell: (RunNews) -> Void) throws {
        guard
            let conversion = RateConversion(
                deviceHertz: options.deviceHertz, loopHertz: options.loopHertz)
        else {
            throw RunError(
                "--device-rate \(options.deviceHertz) and --rate \(options.loopHertz): no filter lies "
                    + "between them; give a device that is faster, in a short ratio")
        }
        self.options = options
        var bench = Bench(options, conversion)
        tell(.begins("filter", total: Double(options.runs + 1), isSignal: false))
        nanoseconds = (0...options.runs).map { run in
            defer { tell(.reached(Double(run + 1))) }
            return bench.run(seconds: options.seconds)
        }.dropFirst().sorted()
        tell(.ends)
    }

    /// A device's frames through a decimator.
    private struct Bench {
        private let conversion: RateConversion
        private let grant: StreamGrant
        private let framesAtOnce: Int
        private var decimator: Decimator
        private var bytes: [UInt8]
        private var sums: [Int64]

        init(_ options: Options, _ conversion: RateConversion) {
            self.conversion = conversion
            let period = max(1, options.deviceHertz / 500)
            grant = StreamGrant(
                format: options.format, channels: options.channels,
                rateHertz: options.deviceHertz, periodFrames: period, bufferFrames: 2 * period)
            framesAtOnce = max(1, Int(Int64(period) * conversion.up / conversion.down))
            let deviceFrames =
                Int(Int64(framesAtOnce + 1) * conversion.down / conversion.up) + 1
            decimator = Decimator(
                DecimationFilter(conversion), channelCount: options.channels,
                deviceFramesMax: max(deviceFrames, conversion.windowFrames))
            sums = [Int64](repeating: 0, count: framesAtOnce * options.channels)
            var noise: UInt64 = 88_172_645_463_325_252
            let count = max(deviceFrames, conversion.windowFrames) * grant.frameBytes
            bytes = (0..<count).map { _ in
                noise ^= noise << 13
                noise ^= noise >> 7
                noise ^= noise << 17
                return UInt8(truncatingIfNeeded: noise >> 32)
            }
        }

        mutating func run(seconds: Double) -> Double {
            decimator.reset()
            decimator.fill(bytes, frames: Int(conversion.leadFrames), grant)
            let frames = Int64(
                seconds * Double(grant.rateHertz) * Double(conversion.up) / Double(conversion.down))
            var next: Int64 = 0
            let before = ThreadClock.now
            while next < frames {
                decimator.make(
                    bytes, frames: framesAtOnce, firstFrame: next, grant, into: &sums,
                    capacityFrames: framesAtOnce)
                next += Int64(framesAtOnce)
            }
            let taken = conversion.deviceFrames(ofFrames: next) - conversion.leadFrames
            return Double(ThreadClock.now - before) / Double(Int(taken) * grant.channels)
        }
    }
}
