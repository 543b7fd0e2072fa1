import Acquisition
import Alsa
import Foundation
import Planning
import SignalSources

/// A calibration made ready: the device is open, and the one that plays, where there is one.
package struct CalibrationRun {
    package struct Options {
        package var input: CaptureSettings
        /// Channels with the sine, by name or by number from 1 on; empty for all.
        package var only: [String] = []
        package var sineHertz: Double
        /// Half of peak to peak.
        package var sineMicrovolts: Double
        package var seconds = 10.0
        /// Where Quench plays the sine itself, a sweep and pulses.
        package var output: Output?
        /// Slowest tone of the sweep, Hz.
        package var sweepLowestHertz = 0.5
        /// ISO 8601, for the file.
        package var measuredAt = ""
        package var timeline = Timeline.machine

        package init(_ input: CaptureSettings, sineHertz: Double, sineMicrovolts: Double) {
            self.input = input
            self.sineHertz = sineHertz
            self.sineMicrovolts = sineMicrovolts
        }
    }

    package struct Output {
        package var device: String
        package var channels: Int
        package var rateHertz: Int

        package init(device: String, channels: Int, rateHertz: Int) {
            self.device = device
            self.channels = channels
            self.rateHertz = rateHertz
        }
    }

    let options: Options
    private var bench: StimulusBench
    /// Places of the channels with the sine.
    let places: [Int]

    /// Periods of the sine that a calibration lasts at least: two in each stretch whose scatter
    /// gives the intervals.
    private static let periodsMin = 20.0
    private static let bytesMax = 1 << 30
    /// What a high-pass of 0.5 Hz still shows then of how a sine began is less than a hundredth of it, and
    /// gone within the next second.
    private static let settleSeconds = 1.0

    package init(_ options: Options, _ tell: (RunNews) -> Void) throws {
        self.options = options
        let request = options.input.request
        let rate = Double(request.rateHertz)
        guard options.sineHertz < 0.4 * rate else {
            throw RunError(
                "--sine must be below 0.4 of the device's rate, \(Self.text(0.4 * rate)) Hz")
        }
        guard options.seconds * options.sineHertz >= Self.periodsMin else {
            throw RunError(
                "--seconds must hold 20 periods of the sine: give "
                    + "\(Self.text((Self.periodsMin / options.sineHertz).rounded(.up))) or more")
        }
        guard options.seconds * rate * 4 * Double(request.channels) <= Double(Self.bytesMax) else {
            throw RunError("--seconds: more than 1 GiB of samples would come; give fewer")
        }
        let names = options.input.channelNames
        places =
            try options.only.isEmpty
            ? Array(names.indices)
            : options.only.map { try Self.place($0, names) }
        guard Set(places).count == places.count else {
            throw RunError("--only names a channel twice")
        }
        var input = request
        input.bufferSeconds = 1
        let output = options.output.map { output in
            var request = StreamRequest(
                device: output.device, channels: output.channels, rateHertz: output.rateHertz)
            request.bufferSeconds = 0.25
            return request
        }
        bench = try StimulusBench(input: input, output: output, timeline: options.timeline)
        tell(.note(bench.inputGrant.text))
        if let grant = bench.outputGrant { tell(.note(grant.text)) }
    }

    /// Measures; nil where it was stopped.
    package mutating func run(
        isStopped: () -> Bool, _ tell: (RunNews) -> Void
    ) throws -> Calibration? {
        let grant = bench.inputGrant
        let rate = Double(grant.rateHertz)
        let tones =
            options.output == nil
            ? [] : PassBand.tones(from: options.sweepLowestHertz, rateHertz: sweepRate)
        tell(.begins("calibrate", total: duration(tones), isSignal: true))
        defer {
            bench.stop()
            tell(.ends)
        }
        var done = 0.0
        /// Frames while a wave is played; nil where it was stopped.
        func record(
            seconds: Double, settle: Double, _ wave: (Double) -> Double, _ note: String
        ) throws -> ChannelSamples? {
            let outcome = try bench.record(
                frames: Int((seconds * rate).rounded()), settleSeconds: settle, playing: wave,
                isStopped: isStopped,
                progress: { tell(.reached(done + Double($0) / rate, note: note)) })
            done += seconds + settle + bench.heldSeconds
            switch outcome {
            case .stopped: return nil
            case .broken(let device):
                throw RunError(
                    "\(device): frames were lost again and again; close other programs, or give a "
                        + "longer --period")
            case .noNumber(let channel):
                throw RunError(
                    "\(name(channel)): a sample is no number, or infinite: no converter gives that; "
                        + "check the program or server behind the device")
            case .frames(let bytes):
                return ChannelSamples(
                    bytes, grant, microvoltsPerFullScale: options.input.microvoltsPerFullScale)
            }
        }
        let hertz = options.sineHertz
        guard
            let frames = try record(
                seconds: options.seconds, settle: Self.settleSeconds,
                { 0.5 * sin(2 * .pi * hertz * $0) }, "sine")
        else { return nil }
        let measured = try places.map { try measure($0, frames) }
        var inverted = try relativePolarity(measured)
        var responses = [SweepResponse](repeating: SweepResponse(), count: places.count)
        if options.output != nil {
            // The input's clock against the output's, which the sine has shown.
            let ratio = (measured.first?.fit.hertz ?? hertz) / hertz
            for tone in tones {
                guard
                    let frames = try record(
                        seconds: Self.seconds(of: tone), settle: Self.settle(tone),
                        { 0.5 * sin(2 * .pi * tone * $0) }, "sweep")
                else { return nil }
                for (row, place) in places.enumerated() {
                    guard frames.countAtRail(place) == 0 else {
                        throw RunError(
                            "\(name(place)): clipped at \(Self.text(tone)) Hz in the sweep; lower the "
                                + "output's level")
                    }
                    responses[row].add(
                        frames.samples(place), hertz: tone * ratio, rateHertz: rate)
                }
            }
            guard
                let frames = try record(
                    seconds: Self.pulseSeconds, settle: Self.pulseSettle, Self.pulses, "pulses")
            else { return nil }
            inverted = try places.map { try absolutePolarity($0, frames) }
        }
        return calibration(grant, measured, inverted, responses, tones)
    }

    /// Of all that is played and waited for, s.
    private func duration(_ tones: [Double]) -> Double {
        let sine = options.seconds + Self.settleSeconds + bench.heldSeconds
        guard options.output != nil else { return sine }
        return tones.reduce(sine + Self.pulseSeconds + Self.pulseSettle + bench.heldSeconds) {
            $0 + Self.seconds(of: $1) + Self.settle($1) + bench.heldSeconds
        }
    }

    private var sweepRate: Double {
        Double(min(bench.inputGrant.rateHertz, bench.outputGrant?.rateHertz ?? .max))
    }

    func name(_ place: Int) -> String { options.input.channelNames[place] }

    private func measure(_ place: Int, _ frames: ChannelSamples) throws -> SineMeasurement {
        do throws(SineProblem) {
            return try SineMeasurement(
                frames.samples(place), rateHertz: Double(bench.inputGrant.rateHertz),
                saidHertz: options.sineHertz, atRail: frames.countAtRail(place), step: frames.step)
        } catch {
            throw RunError("\(name(place)): \(text(error))")
        }
    }

    private func relativePolarity(_ measured: [SineMeasurement]) throws -> [Bool] {
        do throws(Polarity.Unclear) {
            return try Polarity.inverted(phases: measured.map(\.fit.phase))
        } catch {
            throw RunError(
                "\(name(places[error.place])): its sine is \(Self.text(error.degrees)) degrees from that of "
                    + "\(name(places[0])); all channels must have the same one")
        }
    }

    private func absolutePolarity(_ place: Int, _ frames: ChannelSamples) throws -> Bool {
        guard let isInverted = Polarity.isInverted(pulses: frames.samples(place)) else {
            throw RunError(
                "\(name(place)): whether its pulses go up or down cannot be told from its noise; "
                    + "raise the output's level")
        }
        return isInverted
    }
}
