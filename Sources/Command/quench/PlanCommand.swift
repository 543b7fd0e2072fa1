import ArgumentParser
import Detection
import FirmwareBench
import Report
import Runs

struct PlanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Write the plan that the firmware reads: settings, quantised and checked.",
        discussion: "For a recording's channels and rate, for those given, or for a model's own.")

    @Argument(help: "The recording to plan for.")
    var file: String?

    @Option(help: ArgumentHelp("The image's file.", valueName: "file"))
    var write: String

    @Option(help: "A settings file; see `quench settings`.")
    var settings: String?

    @Option(help: ArgumentHelp("A learned detector; see `quench train`.", valueName: "model.json"))
    var model: String?

    @Option(help: "Without a recording: number of channels.")
    var channels: Int?

    @Option(help: "Without a recording: sampling rate in Hz.")
    var rate: Int?

    @Option(help: "Frames that the sample interrupt hands over at once, 1 to those of a hop.")
    var block = FirmwareRun.defaultBlockFrames

    func validate() throws {
        let isGiven = channels != nil && rate != nil
        let isSaid = isGiven || (model != nil && channels == nil && rate == nil)
        guard file != nil ? channels == nil && rate == nil : isSaid else {
            throw ValidationError("give a recording, both --channels and --rate, or --model alone")
        }
        guard channels.map({ (1...DetectionLimits.channelCountMax).contains($0) }) ?? true,
            rate.map({ (100...5_000).contains($0) }) ?? true
        else { throw ValidationError("--channels must be 1 to 1,024, --rate 100 to 5,000") }
        guard (1...256).contains(block) else {
            throw ValidationError("--block must be 1 to 256")
        }
    }

    func run() {
        Terminal.run {
            var wanted = PlanWriting.Options(write: write, block: block)
            (wanted.recording, wanted.channels, wanted.rate) = (file, channels, rate)
            (wanted.settings, wanted.model) = (settings, model)
            let writing = try PlanWriting(wanted, Terminal.teller())
            // A limit to the size of files is an error like a full disk.
            StopSignal.install()
            try writing.write()
            let planned = writing.planned
            Terminal.printResult(
                "\(Terminal.oneLine(write)): plan of \(writing.image.count) bytes, "
                    + "\(counted(planned.signal.channelNames.count, "channel")) at "
                    + "\(planned.signal.rateHertz) Hz, a decision every "
                    + "\(counted(Int(planned.plan.detection.hopFrames), "frame"))\n")
        }
    }
}
