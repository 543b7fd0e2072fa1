import ArgumentParser
import Foundation
import Recordings
import Report
import Runs

struct InfoCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "info",
        abstract: "Show a recording: channels, rate, units, gaps, annotations, signal quality.")

    @Argument(help: "The recording.")
    var file: String

    @OptionGroup
    var texts: EncodingOption

    @Flag(help: "Print JSON.")
    var json = false

    @Flag(help: "Leave out the signal quality, which takes a pass over the whole file.")
    var headerOnly = false

    func run() {
        Terminal.run {
            let tell = Terminal.teller()
            let recording = try Recording(opening: file, encoding: texts.encoding, tell)
            let survey = headerOnly ? nil : SignalSurvey(of: recording, tell)
            let text = RecordingText(recording: recording, survey: survey, path: file)
            Terminal.printResult(json ? try text.json() : text.screen(Terminal.style))
        }
    }
}
