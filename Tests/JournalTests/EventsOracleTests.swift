import Foundation
import Journal
import Testing

/// Whether the field's tools read our `events.tsv`: `epilepsy2bids`, through
/// `Tests/Oracles/read_events.py`.
@Suite(
    .enabled(
        if: EventsOracle.isThere,
        "needs a Python with epilepsy2bids 0.0.7: set QUENCH_PYTHON or make .venv at the root"))
struct EventsOracleTests {
    private func read(_ path: String) throws -> [[JSONValue]] {
        let script = EventsOracle.root.appending(path: "Tests/Oracles/read_events.py").path
        let value = try JSONDecoder().decode(
            JSONValue.self, from: EventsOracle.output([script, path]))
        return try #require(value.list).map { try #require($0.list) }
    }

    @Test func episodesComeBack() throws {
        let folder = try TestFolder()
        let path = folder.path("events.tsv")
        try EventsFile.write(
            episodes: [
                .init(onsetSeconds: 31.28, durationSeconds: 12.5, channels: [hostileName, "L2"]),
                .init(onsetSeconds: 100, durationSeconds: 3, confidence: 0.5, channels: ["7"]),
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

enum EventsOracle {
    static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    static let isThere = (try? output(["-c", "import epilepsy2bids"])) != nil

    struct Failed: Error {}

    /// Prints at most what fits a pipe's buffer.
    static func output(_ arguments: [String]) throws -> Data {
        let named = ProcessInfo.processInfo.environment["QUENCH_PYTHON"].map { URL(filePath: $0) }
        let python = named ?? root.appending(path: ".venv/bin/python")
        guard FileManager.default.isExecutableFile(atPath: python.path) else { throw Failed() }
        let process = Process()
        process.executableURL = python
        process.arguments = arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        try process.run()
        let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failed() }
        return data
    }
}
