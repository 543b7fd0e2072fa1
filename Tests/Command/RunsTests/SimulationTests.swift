import Journal
import Pipeline
import RunFolder
import Runs
import TestSupport
import Testing

/// A run from plain values, as a program without a command line starts it.
@Suite struct SimulationTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// What a run told and showed, in order.
    private final class Log {
        var lines: [String] = []
        var hops = 0
        var twinsShown = 0

        var view: RunView {
            RunView(
                tell: { [self] news in
                    switch news {
                    case .note(let text): lines.append("note: \(text)")
                    case .begins(let label, _, _): lines.append("begins: \(label)")
                    case .ends: lines.append("ends")
                    case .step, .warning, .notScored, .reached: break
                    }
                },
                open: { [self] in lines.append("open: \($0.sourceName)") },
                show: { [self] _, _, _, twin in
                    hops += 1
                    if twin != nil { twinsShown += 1 }
                },
                close: { [self] in lines.append("close") })
        }
    }

    private func loop(
        isStopped: @escaping @Sendable () -> Bool = { false }
    ) -> LoopOptions {
        LoopOptions(output: folder.file("run"), pace: .unpaced, isStopped: isStopped) { files in
            RunIdentity(command: "again", programVersion: "0", files: files)
        }
    }

    private func options(_ loop: LoopOptions, seconds: Double = 4) -> Simulation.Options {
        Simulation.Options(loop, seed: 7, duration: seconds, channels: 4, rate: 256)
    }

    @Test("a run is told and shown in order, and leaves its folder")
    func order() throws {
        let log = Log()
        let loop = loop()
        var simulation = try Simulation(options(loop))
        let result = try simulation.run(in: loop.makeFolder(), log.view)
        let steps = log.lines.filter { !$0.hasPrefix("note: ") }
        #expect(
            steps == ["begins: checksums", "ends", "open: virtual patient, seed 7", "close"])
        #expect(result.summary.decisions > 0)
        #expect(log.hops >= result.summary.decisions)
        #expect(log.twinsShown == log.hops)
        let left = try RunSummary(path: folder.file("run/summary.json"))
        #expect(left.decisionHash == result.summary.decisionHash)
        #expect(left.identity?.command == "again")
    }

    @Test("without stimulation there is no twin to be shown")
    func openLoop() throws {
        let log = Log()
        let loop = loop()
        var wanted = options(loop)
        wanted.isOpenLoop = true
        var simulation = try Simulation(wanted)
        _ = try simulation.run(in: loop.makeFolder(), log.view)
        #expect(log.hops > 0)
        #expect(log.twinsShown == 0)
    }

    @Test("who wants it to stop ends it in order")
    func stops() throws {
        let log = Log()
        let loop = loop(isStopped: { true })
        var simulation = try Simulation(options(loop, seconds: 3_600))
        let result = try simulation.run(in: loop.makeFolder(), log.view)
        #expect(result.outcome.wasStopped)
        #expect(result.outcome.sourceProblem == nil)
        #expect(log.lines.last == "close")
        #expect(throws: Never.self) { try RunSummary(path: folder.file("run/summary.json")) }
    }

    @Test("what cannot be run is an error before anything is made")
    func mistakes() throws {
        var unkept = loop()
        unkept.keepsState = true
        #expect { try Simulation(options(unkept)) } throws: {
            "\($0)" == "--keep-state needs --state"
        }
        var absent = loop()
        absent.state = folder.file("no/state")
        #expect { try Simulation(options(absent)) } throws: {
            "\($0)" == "\(folder.file("no/state")): its folder is not there; make it for --state"
        }
        #expect { try Replay(.init(loop(), recording: folder.file("none.edf"))) { _ in } } throws: {
            "\($0)".contains("none.edf")
        }
    }
}
