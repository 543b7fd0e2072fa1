import Alsa
import Foundation
import Planning
import Realtime
import Recordings
import SignalSources

/// What a measurement runs on: a generated signal, a recording or a device.
extension LatencyBench {
    static func generated(
        _ options: Options
    ) throws -> (PlannedLoop, SignalSource) {
        var generator = SignalGenerator()
        generator.channelCount = options.channels
        generator.rateHertz = options.rate
        generator.quietSeconds = 10
        generator.seizureSeconds = 8
        // 30 s with a seizure in them, less where they would take more than 64 MB.
        let bytesPerSecond = 2 * options.rate * (options.channels + 7) / 8 * 8
        generator.durationSeconds = max(2, min(30, (64 << 20) / bytesPerSecond))
        guard let rate = SamplingRate(numerator: Int64(options.rate)) else {
            throw SettingsError(field: "--rate", problem: "must be above 0")
        }
        let settings = try settings(options, rateHertz: Double(options.rate))
        let frontEnd = try FrontEndPlan(
            settings.frontEnd, for: MemorySource.channels(of: generator, rate: rate))
        guard frontEnd.outputs.count > 0, frontEnd.inputs.count == options.channels else {
            throw SettingsError(
                field: "frontEnd.channels", problem: "must take all channels here; use --channels")
        }
        let planned = try Planner.plan(settings, for: frontEnd.signal)
        let frames =
            options.blocks.map { Int64($0) * Int64(planned.plan.detection.hopFrames) }
            ?? Int64(options.duration * Double(options.rate))
        return (
            planned, .memory(MemorySource(generator, frontEnd, durationFrames: frames))
        )
    }

    static func recorded(
        _ path: String, _ options: Options
    ) throws -> (PlannedLoop, SignalSource) {
        let recording = try Recording(opening: path)
        var settings = try settings(options, rateHertz: nil)
        let frontEnd = try FrontEndPlan(settings.frontEnd, for: recording.channels)
        let rate = frontEnd.rate.samplesPerSecond
        settings = try Self.settings(options, rateHertz: rate)
        let planned = try Planner.plan(settings, for: frontEnd.signal)
        let hopSeconds = Double(planned.plan.detection.hopFrames) / rate
        let duration = options.blocks.map { Double($0) * hopSeconds } ?? options.duration
        let source = try RecordingSource(
            recording, frontEnd, to: min(duration, recording.durationSeconds))
        return (planned, .recording(source))
    }

    static func captured(
        _ device: String, _ options: Options, _ isStopped: @escaping @Sendable () -> Bool,
        _ tell: (RunNews) -> Void
    ) throws -> (PlannedLoop, SignalSource) {
        var request = StreamRequest(
            device: device, channels: options.channels, rateHertz: options.rate)
        request.periodFrames = options.period
        let plans = try CapturePlans(
            CaptureSettings(request: request),
            settings(options, rateHertz: Double(options.rate)))
        let hopFrames = Int64(plans.planned.plan.detection.hopFrames)
        let source = try CaptureSource(
            plans.capture, plans.frontEnd,
            durationFrames: options.blocks.map { Int64($0) * hopFrames }
                ?? Int64(options.duration * Double(options.rate)),
            isStopped: isStopped)
        tell(.note(source.grant.text))
        return (plans.planned, .capture(source))
    }

    /// The settings, with the hop that `--block` asks for, or, where neither a block nor a file of
    /// settings is given, 16 frames or as many as 40 ms hold.
    private static func settings(
        _ options: Options, rateHertz: Double?
    ) throws -> Settings {
        var settings = try options.settings.map(Settings.init(file:)) ?? Settings.standard
        guard let rateHertz, options.block != nil || options.settings == nil else {
            return settings
        }
        let frames = options.block ?? min(16, Int(rateHertz * 0.04))
        let hop = Double(frames) / rateHertz * 1_000
        guard (1...40).contains(hop) else {
            throw SettingsError(
                field: "--block",
                problem: "\(frames) frames at \(rateHertz) Hz are \(hop) ms; a decision is made "
                    + "every 1 to 40 ms")
        }
        settings.detector.hopMilliseconds = hop
        if options.settings == nil {
            // The default windows, cut to the longest that fit at so short a hop.
            let longest = hop / 1_000 * 512
            for feature in DetectorSettings.FeatureName.allCases {
                let seconds = settings.detector.shortTermSeconds[feature]
                settings.detector.shortTermSeconds[feature] = min(seconds, longest)
            }
        }
        return settings
    }
}
