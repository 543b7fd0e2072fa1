import Acquisition
import Alsa
import ArgumentParser
import Foundation
import Realtime
import Runs
import SignalSources

struct CaptureCommand: RunCommand {
    static let configuration = CommandConfiguration(
        commandName: "capture",
        abstract: "Run the closed loop on an ALSA capture device, in real time.",
        discussion: """
            The device runs at its own rate and in its own format: nothing is resampled or \
            converted. Ends after --duration, or with Ctrl-C. docs/alsa.md says how to wire a \
            device safely.
            """)

    @OptionGroup
    var input: InputOptions

    @Option(
        help: ArgumentHelp(
            "Correct each channel by what `quench calibrate` measured of the device.",
            valueName: "file.yaml"))
    var calibration: InputFile?

    @Option(help: ArgumentHelp("Length of the run (default: until stopped).", valueName: "seconds"))
    var duration: Double?

    @Flag(help: "Wait for a device that went away, and go on.")
    var reconnect = false

    @Option(help: "Overruns within a minute after which to give up.")
    var overrunsPerMinute = 20

    @Option(
        help: ArgumentHelp(
            "Write what comes in as EDF+, with detections and therapies.", valueName: "file.edf"))
    var record: NewFile?

    @OptionGroup
    var files: RecordingFileOptions

    @Option(
        help: ArgumentHelp(
            "Play the pulses, as a scaled signal, on this device. Never on a person.",
            valueName: "device"))
    var stimulateOn: String?

    @Option(help: ArgumentHelp("Rate of that device (default: the input's).", valueName: "hertz"))
    var outputRate: Int?

    @Option(help: "Channels of that device: pulses on the first, a gate on the second.")
    var outputChannels = 2

    @Option(
        help: ArgumentHelp("Current that is that device's full scale.", valueName: "milliamperes"))
    var outputFullScale = 12.0

    @Flag(help: "Let phases last longer where that device's rate asks for it; counted so.")
    var stretch = false

    @OptionGroup
    var triggers: TriggerOptions

    @Flag var misses = MissRule.failOnMiss

    @OptionGroup
    var results: ResultOptions

    /// What is given again on an output counts again.
    var repeatedResults: ResultOptions { stimulateOn == nil ? results.repeating : results }

    /// It may go on for days.
    var keepsStampsUnasked: Bool { false }

    func validate() throws {
        guard stimulateOn == nil || !results.keepState else {
            throw ValidationError(
                "--keep-state would not count what --stimulate-on gives; leave it out")
        }
        guard files.rotate == nil || record != nil else {
            throw ValidationError("--rotate needs --record, whose name its files begin with")
        }
        guard files.reserve == nil || record != nil else {
            throw ValidationError("--reserve needs --record, whose disk it is of")
        }
        guard files.startOn == nil || record != nil else {
            throw ValidationError("--start-on needs --record: the loop itself runs from the start")
        }
        guard duration.map((1...86_400 * 7).contains) ?? true else {
            throw ValidationError("--duration must be 1 to 604,800 s")
        }
        guard (0...100_000).contains(overrunsPerMinute) else {
            throw ValidationError("--overruns-per-minute must be 0 to 100,000")
        }
        guard (1...768_000).contains(outputRate ?? 1), (1...256).contains(outputChannels),
            outputFullScale >= 0.1, outputFullScale <= 1_000
        else {
            throw ValidationError(
                "--output-rate must be 1 to 768,000 Hz, --output-channels 1 to 256, "
                    + "--output-full-scale 0.1 to 1,000 mA")
        }
    }

    func run() {
        Terminal.run {
            try record?.refuseExisting(option: "--record")
            StopSignal.install(rotates: files.rotate != nil)
            let loop = loopOptions(pace: .speed(Ratio(1)))
            var capture = try Capture(captureOptions(loop))
            let view = try results.view.runView(label: "capture", in: results.output)
            let folder = try loop.makeFolder()
            let (result, recording) = try capture.run(in: folder, view)
            let problem = result.summary.capture?.recordingProblem
            if let problem { Terminal.printError("quench: \(problem)\n") }
            if recording?.hasStarted == false {
                Terminal.printError(
                    "quench: --start-on: no edge came, so nothing was recorded\n")
            }
            try results.conclude(result, misses)
            let isWhole = (result.summary.capture?.framesNotRecorded ?? 0) == 0
            if problem != nil || recording?.hasStarted == false || !isWhole {
                throw ExitCode(1)
            }
        }
    }

    private func captureOptions(_ loop: LoopOptions) -> Capture.Options {
        var options = Capture.Options(loop, input.settings)
        options.input.reconnects = reconnect
        options.input.overrunsPerMinuteMax = overrunsPerMinute
        options.calibration = calibration?.path
        options.duration = duration
        options.record = record?.path
        options.triggers = triggers.requests(files)
        options.rotate = files.rotate?.seconds
        options.rotations = { StopSignal.rotations }
        options.diskReserve = files.reserveBytes
        options.output = stimulateOn.map { device in
            OutputOptions(
                device: device, channels: outputChannels,
                rateHertz: outputRate ?? input.deviceHertz,
                milliamperesFullScale: outputFullScale, stretches: stretch)
        }
        return options
    }
}

/// A capture device and how its samples are to be understood.
struct InputOptions: ParsableArguments {
    @Option(help: "The ALSA device, such as hw:1,0; see `quench devices`.")
    var device: [String]

    @Option(help: "Channels of the device, 1 to 256.")
    var channels: Int

    @Option(help: ArgumentHelp("Frames per second of the loop.", valueName: "hertz"))
    var rate: Int

    @Option(
        help: ArgumentHelp(
            "Frames per second of a faster device (default: --rate): what would fold is filtered away, "
                + "and the signal lags by 11 frames of the loop.",
            valueName: "hertz"))
    var deviceRate: Int?

    @Option(
        help: ArgumentHelp(
            "Run the device at so many times --rate, and average so many frames into one, without a "
                + "filter.",
            valueName: "frames"))
    var average = 1

    @Option(help: "s16, s24, s32 or float (default: the widest the device has).")
    var format: SampleFormat?

    @Option(
        help: ArgumentHelp(
            "Frames of the device between two wake-ups (default: the fewest in 2 ms or more).",
            valueName: "frames"))
    var period: Int?

    @Option(
        help: ArgumentHelp(
            "What a sample at full scale was at the electrodes.", valueName: "microvolts"))
    var gainUv = 8_192.0

    @Option(help: ArgumentHelp("Names of the channels, by commas.", valueName: "names"))
    var names: String?

    func validate() throws {
        try checkOneDevice()
        guard (1...256).contains(channels) else {
            throw ValidationError("--channels must be 1 to 256")
        }
        guard (100...5_000).contains(rate) else {
            throw ValidationError(
                "--rate must be 100 to 5,000 Hz; for a faster device give its own as --device-rate, "
                    + "such as --rate 1000 --device-rate 48000 for 48 kHz")
        }
        try checkConversion()
        guard (1...65_536).contains(period ?? 1) else {
            throw ValidationError("--period must be 1 to 65,536 frames")
        }
        guard gainUv.isFinite, gainUv >= 1, gainUv <= 1e9 else {
            throw ValidationError("--gain-uv must be 1 to 1,000,000,000")
        }
        guard names.map({ Self.list($0).count == channels }) ?? true else {
            throw ValidationError("--names must give \(channels) names, by commas")
        }
        let known = Set(names.map(Self.list)?.map { $0.lowercased() } ?? [])
        guard known.isEmpty || known.count == channels, !known.contains("edf annotations") else {
            throw ValidationError(
                "--names must give names that differ, none of them 'EDF Annotations'")
        }
    }

    var settings: CaptureSettings {
        var request = StreamRequest(
            device: device[0], channels: channels, rateHertz: deviceHertz)
        request.format = format
        request.periodFrames = period
        var settings = CaptureSettings(request: request, channelNames: names.map(Self.list))
        settings.conversion = conversion
        settings.microvoltsPerFullScale = gainUv
        return settings
    }

    private static func list(_ names: String) -> [String] {
        names.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
    }
}

extension SampleFormat: ExpressibleByArgument {}
