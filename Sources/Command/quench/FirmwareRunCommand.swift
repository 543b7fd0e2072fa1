import ArgumentParser
import FirmwareBench
import Foundation
import Planning
import SignalSources

struct FirmwareRunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Replay a recording through the firmware in the emulator.",
        discussion:
            "Fails where decisions, features or pulses are not those of this machine.")

    @Argument(help: "The recording.")
    var file: String

    @Option(help: "A settings file; see `quench settings`.")
    var settings: String?

    @Option(help: ArgumentHelp("A learned detector; see `quench train`.", valueName: "model.json"))
    var model: String?

    @Option(help: ArgumentHelp("Start at this time.", valueName: "seconds"))
    var from: Double?

    @Option(help: "How much of the recording, in seconds; all where this is not given.")
    var seconds: Double?

    @Option(help: "Frames that the sample interrupt hands over at once, 1 to those of a hop.")
    var blockFrames = FirmwareRun.defaultBlockFrames

    @Option(help: "The firmware's image.")
    var image = Emulator.defaultImage

    func validate() throws {
        guard (1...256).contains(blockFrames) else {
            throw ValidationError("--block-frames must be 1 to 256")
        }
        guard seconds.map({ $0 > 0 && $0 <= 86_400 }) ?? true else {
            throw ValidationError("--seconds must be above 0 and at most 86,400")
        }
    }

    func run() {
        FirmwareCommand.run {
            let settings = try settings.map(Settings.init(file:)) ?? Settings.standard
            let model = try model.map(DetectorModel.init(file:))
            let emulator = try Emulator(imagePath: image)
            let (source, planned) = try FirmwareCheck.plan(
                URL(fileURLWithPath: file), settings, from: from, model: model)
            for note in planned.notes { Terminal.printError("note: \(Terminal.oneLine(note))\n") }
            StopSignal.install()
            let total = seconds ?? Double(source.frameRange.count) / planned.signal.rateHertz
            var progress = Progress(label: "emulating", total: total)
            defer { progress.clear() }
            let run = try FirmwareRun(
                .recording(source), planned, emulator: emulator, blockFrames: blockFrames,
                seconds: seconds,
                progress: { share in
                    progress.show(share * total, note: "")
                    return StopSignal.isSet
                })
            progress.clear()
            let result = try FirmwareCheck.Comparison(
                name: Terminal.oneLine(URL(fileURLWithPath: file).lastPathComponent), of: run)
            Terminal.printResult(FirmwareText.comparisons([result], Terminal.style) + "\n")
            Terminal.printResult(
                FirmwareText.instructions([result], Terminal.style) + "\n"
                    + FirmwareText.times([result], Terminal.style))
            if let problem = result.problem { Terminal.fail(problem) }
        }
    }
}
