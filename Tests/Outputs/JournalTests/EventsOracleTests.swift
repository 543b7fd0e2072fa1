import Foundation
import Journal
import TestSupport
import Testing

/// Whether the field's tools read our `events.tsv`: `epilepsy2bids`, through
/// `Tests/Oracles/read_events.py`.
@Suite(
    .enabled(
        if: PythonOracle.has("epilepsy2bids"),
        "needs a Python with epilepsy2bids 0.0.7: set QUENCH_PYTHON or make .venv at the root"))
struct EventsOracleTests {
    private func read(_ path: String) throws -> [[JSONValue]] {
        let value = try JSONDecoder().decode(
            JSONValue.self,
            from: PythonOracle.run("read_events.py", arguments: [path], input: Data()))
        return try #require(value.list).map { try #require($0.list) }
    }

    @Test func episodesComeBack() throws {
        let folder = try TestFolder()
        let path = folder.path("events.tsv")
        try EventsFile.write(
            episodes: [
                Episode(onset: 31.28, duration: 12.5, channels: [hostileName, "L2"]),
                Episode(onset: 100, duration: 3, channels: ["7"]),
            ], recordingDurationSeconds: 324, dateTime: "2000-01-31 23:59:59", to: path)
        #expect(
            try read(path).map { $0.map(\.line) } == [
                ["31.28", "12.5", "\"sz\"", "324"], ["100", "3", "\"sz\"", "324"],
            ])
    }

    @Test func noEpisodeComesBackAsBackground() throws {
        let folder = try TestFolder()
        let path = folder.path("events.tsv")
        try EventsFile.write(episodes: [], recordingDurationSeconds: 60.5, to: path)
        #expect(try read(path).map { $0.map(\.line) } == [["0", "60.5", "\"bckg\"", "60.5"]])
    }
}
