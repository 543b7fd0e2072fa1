import TestSupport
import Testing

/// Recordings that the commands make.
@Suite(.enabled(if: Quench.executable != nil, Quench.missing))
struct WholeRecordingTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// Room for 64 KiB in a file, which a recording needs more of.
    @Test(arguments: [
        "generate new.edf --duration 60", "convert long.edf new.edf", "convert long.edf new.vhdr",
        "simulate --pace max --duration 60 --write new.edf --output out",
    ])
    func aRecordingIsWrittenWholeOrNotAtAll(command: String) throws {
        let made = try Quench.run("generate", "long.edf", "--duration", "60", in: folder)
        #expect(made.status == 0)
        let result = try Quench.shell("ulimit -f 128; exec $quench \(command)", in: folder)
        #expect(result.status == 1 && !result.wasKilled)
        let problem = try #require(result.errorLines.last)
        #expect(
            problem.wholeMatch(of: /quench: new\.(edf|eeg|vhdr): .*File too large.*/) != nil,
            "\(problem)")
        let isRun = command.contains("out")
        #expect(names(in: folder.file(".")) == (isRun ? ["long.edf", "out"] : ["long.edf"]))
        if isRun { #expect(names(in: folder.file("out")) == fileNames) }
    }
}
