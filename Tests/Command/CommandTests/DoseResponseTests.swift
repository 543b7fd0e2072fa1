import Foundation
import TestSupport
import Testing

/// Small experiments with the built executable: seed 1 takes some seconds to its first seizure.
@Suite(.enabled(if: Quench.executable != nil, Quench.missing))
struct DoseResponseTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test func aRunLeavesThreeFilesAndATable() throws {
        let arguments = [
            "dose-response", "--seeds", "1", "--delays", "1", "--amplitudes", "0", "--output",
            "out",
        ]
        let result = try Quench.run(arguments, in: folder)
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output.contains("Sham: 1 trains of 0 mA, each equal to the untreated"))
        #expect(
            names(in: folder.file("out"))
                == ["dose-response.json", "dose-response.svg", "dose-response.tsv"])
        let tsv = String(decoding: try folder.bytes("out/dose-response.tsv"), as: UTF8.self)
        #expect(tsv.split(separator: "\n").count == 2)
        let json = try jsonObject(
            String(decoding: folder.bytes("out/dose-response.json"), as: UTF8.self))
        #expect((json["points"] as? [Any])?.count == 1)
        #expect(json["seedsWithoutSeizure"] as? [Int] == [])
    }

    @Test(arguments: [SIGINT, SIGTERM]) func aSignalStopsIt(signal: Int32) throws {
        let running = try Running(
            ["dose-response", "--seeds", "10000", "--jobs", "2", "--output", "out"], in: folder)
        // The signals are caught before the folder is made.
        while running.process.isRunning, !FileManager.default.fileExists(atPath: folder.file("out"))
        {
            usleep(2_000)
        }
        running.send(signal)
        let result = try running.result()
        #expect(!result.wasKilled)
        #expect(result.status == 128 + signal, "\(result.errors)")
        #expect(result.output.isEmpty)
        #expect(result.errors.contains("nothing is written"))
        #expect(names(in: folder.file("out")) == [])
    }
}
