import ArgumentParser
import Foundation
import Journal
import Recordings
import Report
import Runs

struct ConvertCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "convert",
        abstract: "Write a recording as EDF+ or BrainVision, with its events and gaps.",
        discussion: """
            Samples keep their counts where the other format can hold them; what it cannot hold is \
            said. With --anonymise names, dates and free texts are taken out, see docs/recordings.md.
            """)

    @Argument(help: "The recording.")
    var file: String

    @Argument(help: "The file to write: NAME.edf, or NAME.vhdr for BrainVision.")
    var output: String

    @OptionGroup
    var texts: EncodingOption

    @Option(help: ArgumentHelp("Copy from this time on.", valueName: "seconds"))
    var from: Double?

    @Option(help: ArgumentHelp("Copy up to this time.", valueName: "seconds"))
    var to: Double?

    @Option(
        help: ArgumentHelp(
            """
            Channels in the order wanted, with commas between; * stands for any text (default: all, or \
            of several rates those of the intracranial one).
            """, valueName: "names"))
    var channels: String?

    @Flag(help: "Take out who was recorded and when, and every text but marks of seizures.")
    var anonymise = false

    @Flag(help: "Replace files that are there already.")
    var overwrite = false

    @Flag(help: "Print JSON.")
    var json = false

    func run() {
        Terminal.run {
            StopSignal.install()
            var options = Conversion.Options()
            options.channels = channels?.split(separator: ",").map {
                $0.trimmingCharacters(in: .whitespaces)
            }
            (options.from, options.to) = (from, to)
            (options.anonymises, options.overwrites) = (anonymise, overwrite)
            let conversion = ConversionRun(file, encoding: texts.encoding, to: output, options)
            let outcome = try conversion.run(
                isStopped: { StopSignal.isSet }, Terminal.teller())
            guard let outcome else {
                Terminal.printError("stopped; nothing was written\n")
                throw ExitCode(StopSignal.status)
            }
            let text = ConversionText(outcome)
            for note in outcome.notes { Terminal.printError("note: \(Terminal.oneLine(note))\n") }
            Terminal.printResult(json ? text.json : text.screen)
        }
    }
}

/// What a conversion came to.
private struct ConversionText {
    let outcome: Conversion.Outcome

    init(_ outcome: Conversion.Outcome) { self.outcome = outcome }

    private var names: [String] {
        outcome.files.map { URL(fileURLWithPath: $0).lastPathComponent }
    }

    var screen: String {
        names.map { "wrote \(Terminal.oneLine($0))\n" }.joined()
            + "\(counted(outcome.channelCount, "channel")), "
            + String(format: "%.3f s, ", outcome.durationSeconds)
            + "\(counted(outcome.eventCount, "event")); samples "
            + (outcome.isExact ? "as they were" : "not all as they were, see the notes") + "\n"
    }

    var json: String {
        JSONValue.object([
            .init("files", .list(names.map(JSONValue.text))),
            .init("channels", .integer(Int64(outcome.channelCount))),
            .init("frames", .integer(outcome.frameCount)),
            .init("durationSeconds", .number(outcome.durationSeconds)),
            .init("events", .integer(Int64(outcome.eventCount))),
            .init("isExact", .bool(outcome.isExact)),
            .init("notes", .list(outcome.notes.map(JSONValue.text))),
        ]).pretty + "\n"
    }
}
