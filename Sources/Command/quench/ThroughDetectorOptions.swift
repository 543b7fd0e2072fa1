import Acquisition
import ArgumentParser
import Runs

/// What a loopback through the detector can be told besides.
struct ThroughDetectorOptions: ParsableArguments {
    @Flag(
        help: ArgumentHelp(
            "Run the closed loop: play bursts that raise a detection, and measure from the output to "
                + "the pulse at the input."))
    var throughDetector = false

    @Option(help: "Bursts to play, 1 to 200: the hard limit of therapies in an hour.")
    var trials = 200

    @Option(
        help: ArgumentHelp("The input's channel that the cable leads to.", valueName: "channel"))
    var cable = 1

    @Option(
        help: ArgumentHelp(
            "Measure against edges on another channel of the input: CHANNEL[:rising|falling][:LEVEL].",
            valueName: "channel"))
    var photodiode: TriggerRequest?

    @Option(
        help: ArgumentHelp(
            "Device frames of one frame of the loop (default: as many as make 1,000 Hz or a little "
                + "more).",
            valueName: "frames"))
    var average: Int?

    @Option(
        help: ArgumentHelp(
            "What a sample at full scale was at the electrodes.", valueName: "microvolts"))
    var gainUv = 8_192.0

    @Option(help: "Of the bursts' irregular distances.")
    var seed: UInt64 = 1

    @Option(help: "A settings file, whose detector is used; see `quench settings`.")
    var settings: InputFile?

    func validate() throws {
        let isPlain =
            trials == 200 && cable == 1 && photodiode == nil && average == nil && gainUv == 8_192
            && seed == 1 && settings == nil
        guard throughDetector || isPlain else {
            throw ValidationError(
                "--trials, --cable, --photodiode, --average, --gain-uv, --seed and --settings need "
                    + "--through-detector")
        }
        guard (1...RoundTripRun.trialsMax).contains(trials) else {
            throw ValidationError(
                "--trials must be 1 to 200: no hour may have more than 200 therapies "
                    + "(docs/stimulation.md)")
        }
        guard (1...1_000).contains(average ?? 1), gainUv.isFinite, gainUv >= 1, gainUv <= 1e9 else {
            throw ValidationError(
                "--average must be 1 to 1,000, --gain-uv 1 to 1,000,000,000 µV")
        }
    }

    /// - Parameter rateHertz: of both devices.
    func options(
        input: String, output: String, channels: Int, rateHertz: Int, period: Int?
    ) -> RoundTripRun.Options {
        var options = RoundTripRun.Options(
            input: input, output: output, channels: channels, rateHertz: rateHertz)
        options.framesAveraged = average ?? max(1, rateHertz / 1_000)
        options.period = period
        options.cable = cable
        options.trials = trials
        options.photodiode = photodiode
        options.settings = settings?.path
        options.microvoltsPerFullScale = gainUv
        options.seed = seed
        return options
    }
}
