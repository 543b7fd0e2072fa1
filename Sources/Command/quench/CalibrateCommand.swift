import ArgumentParser
import Foundation
import Journal
import Planning
import Report
import Runs

struct CalibrateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "calibrate",
        abstract: "Measure a capture device against a sine of known amplitude.",
        discussion: """
            Per channel: gain, polarity, DC offset and noise, as a file that `quench capture \
            --calibration` takes. With --out, Quench plays the sine itself, and a sweep and pulses \
            besides: bandwidth, and polarity against the output. docs/calibration.md has what each \
            figure is, and how to wire it. Never on a person.
            """)

    @OptionGroup
    var input: InputOptions

    @Option(help: ArgumentHelp("Frequency of the sine at the inputs.", valueName: "hertz"))
    var sine: Double

    @Option(
        help: ArgumentHelp(
            "Its amplitude there, half of peak to peak.", valueName: "microvolts"))
    var microvolts: Double

    @Option(
        help: ArgumentHelp(
            "Channels that have the sine, by commas, names or numbers (default: all).",
            valueName: "channels"))
    var only: String?

    @Option(help: ArgumentHelp("How long the sine is measured, 20 periods or more."))
    var seconds = 10.0

    @Option(
        help: ArgumentHelp(
            "Play the sine, at half of full scale, a sweep and pulses on this device, cabled to the "
                + "inputs.",
            valueName: "device"))
    var out: String?

    @Option(help: ArgumentHelp("Rate of that device (default: the input's).", valueName: "hertz"))
    var outputRate: Int?

    @Option(help: "Channels of that device, which all play the same.")
    var outputChannels = 2

    @Option(
        help: ArgumentHelp(
            "Slowest tone of the sweep, 0.1 to 20; each is heard for four periods.",
            valueName: "hertz"))
    var sweepFrom = 0.5

    @Option(help: ArgumentHelp("Settings whose band AC coupling is held against (default: ours)."))
    var settings: InputFile?

    @Option(help: "The file to write; one that is there is not written over.")
    var output = NewFile(argument: "calibration.yaml")

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        guard sine.isFinite, sine >= 0.1 else {
            throw ValidationError("--sine must be 0.1 Hz or more")
        }
        guard microvolts.isFinite, microvolts >= 0.001, microvolts <= 1e9 else {
            throw ValidationError("--microvolts must be 0.001 to 1,000,000,000")
        }
        guard seconds >= 1, seconds <= 600 else {
            throw ValidationError("--seconds must be 1 to 600 s")
        }
        guard (1...768_000).contains(outputRate ?? 1), (1...256).contains(outputChannels) else {
            throw ValidationError(
                "--output-rate must be 1 to 768,000 Hz, --output-channels 1 to 256")
        }
        guard (0.1...20).contains(sweepFrom) else {
            throw ValidationError("--sweep-from must be 0.1 to 20 Hz")
        }
        guard out != nil || (outputRate == nil && outputChannels == 2 && sweepFrom == 0.5) else {
            throw ValidationError("--output-rate, --output-channels and --sweep-from need --out")
        }
    }

    func run() {
        Terminal.run {
            try output.refuseExisting(option: "--output")
            try WholeFile.tryOut(output.path)
            let settings = try settings.map { try Settings(file: $0.path) } ?? .standard
            let tell = Terminal.teller()
            StopSignal.install()
            var run = try CalibrationRun(options, tell)
            guard let found = try run.run(isStopped: { StopSignal.isSet }, tell) else {
                throw ExitCode(StopSignal.status)
            }
            try WholeFile.write(found.yaml, to: output.path)
            if json { try Terminal.printJSON(found) } else { Terminal.printResult(text(found)) }
            if let warning = found.couplingWarning(settings) { tell(.warning(warning)) }
        }
    }

    private var options: CalibrationRun.Options {
        var options = CalibrationRun.Options(
            input.settings, sineHertz: sine, sineMicrovolts: microvolts)
        options.only =
            only?.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) } ?? []
        options.seconds = seconds
        options.sweepLowestHertz = sweepFrom
        options.measuredAt = Self.now
        options.output = out.map { device in
            CalibrationRun.Output(
                device: device, channels: outputChannels,
                rateHertz: outputRate ?? input.deviceHertz)
        }
        return options
    }

    private static var now: String {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.dateFormat = "yyyy-MM-dd'T'HH:mm:ssxxx"
        return formatter.string(from: Date())
    }

    private func text(_ found: Calibration) -> String {
        var table = TextTable(columns: [
            .init("channel"), .init("gain", .right), .init("±", .right), .init("polarity"),
            .init("offset µV", .right), .init("±", .right), .init("noise µV RMS", .right),
            .init("±", .right), .init("-3 dB, Hz", .right),
        ])
        table.rows = found.inputs.map { input in
            [
                input.name, Self.digits(input.gain, 6), Self.digits(input.gainUncertainty, 2),
                input.inverted ? "inverted" : "normal",
                Self.digits(input.offsetMicrovolts, 5),
                Self.digits(input.offsetUncertaintyMicrovolts, 2),
                Self.digits(input.noiseMicrovolts, 4),
                Self.digits(input.noiseUncertaintyMicrovolts, 2), band(input, found),
            ]
        }
        let against =
            found.polarity == .absolute
            ? "a pulse of the output" : "the larger part of the channels"
        return table.text(Terminal.style)
            + "Sine of \(String(format: "%.7g", found.measuredHertz)) Hz by the device's clock; "
            + "± is half of a 95 % interval; polarity against \(against)\n"
            + (found.sweepHertz.isEmpty ? "" : "-3 dB points are of output and input together\n")
            + (found.couplingNote.map { $0 + "\n" } ?? "")
            + "\(output.path) written\n"
    }

    private func band(_ input: Calibration.Input, _ found: Calibration) -> String {
        guard !found.sweepHertz.isEmpty else { return "not measured" }
        let low =
            input.lowHertz.map {
                Self.digits($0, 4) + " ± " + Self.digits(input.lowUncertaintyHertz ?? $0, 2)
            } ?? "< \(Self.digits(found.sweepHertz[0] / 4, 3))"
        let high =
            input.highHertz.map { Self.digits($0, 4) } ?? "> \(Self.digits(found.sweepHertz[1], 4))"
        return "\(low) to \(high)"
    }

    private static func digits(_ value: Double, _ count: Int) -> String {
        String(format: "%.\(count)g", value)
    }
}
