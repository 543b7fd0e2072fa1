import Foundation
import TestSupport
import Testing

/// Recordings that the commands make.
@Suite(.enabled(if: Quench.executable != nil, Quench.missing))
struct WholeRecordingTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// Room for less in a file than a recording needs, and for more than a run's other files.
    @Test(arguments: [
        "generate new.edf --duration 600", "convert long.edf new.edf", "convert long.edf new.vhdr",
        "simulate --pace max --duration 20 --rate 1000 --channels 40 --write new.edf --output out",
    ])
    func aRecordingIsWrittenWholeOrNotAtAll(command: String) throws {
        let made = try Quench.run("generate", "long.edf", "--duration", "600", in: folder)
        #expect(made.status == 0)
        let result = try Quench.shell("ulimit -f 1000; exec $quench \(command)", in: folder)
        #expect(result.status == 1 && !result.wasKilled)
        let problem = try #require(result.errorLines.last)
        #expect(
            problem.wholeMatch(of: /quench: (.*\/)?new\.(edf|eeg|vhdr): .*File too large.*/) != nil,
            "\(problem)")
        let left = names(in: folder.path).filter { $0.contains("new") }
        #expect(left.isEmpty, "\(left)")
        if command.contains("out") { #expect(names(in: folder.file("out")) == fileNames) }
    }

    /// Stopped once it has begun to write.
    @Test func whatIsStoppedLeavesNothing() throws {
        let running = try Running(["generate", "new.edf", "--duration", "86400"], in: folder)
        while running.process.isRunning,
            names(in: folder.path).allSatisfy({ !$0.hasPrefix("new.edf") })
        { usleep(1_000) }
        running.send(SIGTERM)
        let result = try running.result()
        #expect(result.status == 143 && !result.wasKilled)
        #expect(result.errorLines == ["stopped; nothing was written"])
        #expect(names(in: folder.path).allSatisfy { !$0.hasPrefix("new.edf") })
    }
}
