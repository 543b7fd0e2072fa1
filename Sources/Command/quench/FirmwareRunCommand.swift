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

    @Option(help: ArgumentHelp("End at this time.", valueName: "seconds"))
    var to: Double?

    @Option(help: "Frames that the sample interrupt hands over at once, 1 to those of a hop.")
    var block = FirmwareRun.defaultBlockFrames

    @Flag(help: "Print JSON.")
    var json = false

    @Option(help: "The firmware's image.")
    var image = Emulator.defaultImage

    func validate() throws {
        guard (1...256).contains(block) else {
            throw ValidationError("--block must be 1 to 256")
        }
        guard to.map({ $0 > from ?? 0 && $0 <= 31_622_400 }) ?? true else {
            throw ValidationError("--to must be above --from and at most 31,622,400")
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
            // Into the stretch, whose first frame is at or after `from`.
            let seconds = to.map { $0 - (from ?? 0) }
            let total = seconds ?? Double(source.frameRange.count) / planned.signal.rateHertz
            var progress = Progress(label: "emulating", total: total)
            defer { progress.clear() }
            let run = try FirmwareRun(
                .recording(source), planned, emulator: emulator, blockFrames: block,
                seconds: seconds,
                progress: { share in
                    progress.show(share * total, note: "")
                    return StopSignal.isSet
                })
            progress.clear()
            let result = try FirmwareCheck.Comparison(
                name: Terminal.oneLine(URL(fileURLWithPath: file).lastPathComponent), of: run)
            if json {
                try Terminal.printJSON(FirmwareRecord(result))
            } else {
                Terminal.printResult(
                    "\(emulator.board.processor)\n"
                        + FirmwareText.comparisons([result], Terminal.style) + "\n"
                        + FirmwareText.instructions([result], Terminal.style) + "\n"
                        + FirmwareText.times([result], Terminal.style))
            }
            if let problem = result.problem { Terminal.fail(problem) }
        }
    }
}
