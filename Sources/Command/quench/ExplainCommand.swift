import ArgumentParser
import Foundation
import Journal
import Report
import Runs

struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Tell which channels and features carried a run's detections.",
        discussion: """
            The parts add up to the score exactly: votes of the patterns, or whole-number parts of a \
            learned detector's score (4,194,304 to a unit).
            """)

    @Argument(help: "The run's folder.")
    var folder: String

    @Option(help: "One episode, from 1; else all of them.")
    var episode: Int?

    @Flag(help: "Print JSON.")
    var json = false

    func run() {
        Terminal.run {
            let path = URL(fileURLWithPath: folder).appending(path: "summary.json").path
            let summary = try RunSummary(path: path)
            let numbers = try chosen(of: summary.episodes.count)
            if numbers.isEmpty, !json {
                Terminal.printResult("\(Terminal.oneLine(folder)): no episode to explain\n")
            }
            guard !json else {
                let list = try numbers.map { try JSONValue(encoding: summary.episodes[$0 - 1]) }
                Terminal.printResult(JSONValue.list(list).pretty + "\n")
                return
            }
            for number in numbers {
                Terminal.printResult(try text(of: summary.episodes[number - 1], number: number))
            }
        }
    }

    private func chosen(of count: Int) throws -> [Int] {
        guard let episode else { return Array(1..<count + 1) }
        guard (1...max(1, count)).contains(episode), count > 0 else {
            throw ValidationError(
                "--episode \(episode): the run has \(count) episode\(count == 1 ? "" : "s")")
        }
        return [episode]
    }

    private func text(of episode: Episode, number: Int) throws -> String {
        // No score of a run leaves 32 bits, nor do its parts.
        guard episode.explanation.allSatisfy({ Int32(exactly: $0.votes) != nil }) else {
            throw ValidationError("episode \(number): has parts that no score has")
        }
        let sum = episode.explanation.reduce(0) { $0 + $1.votes }
        let table = TextTable(
            columns: [
                .init("channel"), .init("feature"), .init("measured", .right),
                .init("against", .right), .init("part", .right), .init("share", .right),
            ],
            rows: episode.explanation.map { row in
                [
                    Terminal.oneLine(row.channel), Terminal.oneLine(row.feature),
                    row.measured.map { "\(decimal($0, 1)) \(row.unit)" } ?? "-",
                    "\(decimal(row.threshold, 1)) \(row.unit)", "\(row.votes)",
                    sum == 0 ? "-" : "\(decimal(100 * Double(row.votes) / Double(sum), 1)) %",
                ]
            } + [["score", "", "", "", "\(sum)", "100.0 %"]])
        return "episode \(number) at \(decimal(episode.onsetSeconds, 3)) s\n"
            + table.text(Terminal.style)
    }
}
