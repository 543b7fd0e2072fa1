import Stimulation
import Testing

/// Random programmes: what the validator accepts never exceeds a limit when it runs, and what it
/// refuses breaks one. 20,000 of them in release, 4,000 in debug, where each takes ten times longer.
@Suite("Random programmes")
struct RandomProgramTests {
    #if DEBUG
        static let programsPerBatch = 200
    #else
        static let programsPerBatch = 1_000
    #endif

    @Test("no accepted programme ever exceeds a limit", arguments: 0..<20)
    func programs(batch: Int) throws {
        var accepted = 0
        var issued = 0
        var cut = 0
        var refusals: Set<UInt8> = []
        for index in 0..<Self.programsPerBatch {
            let seed = UInt64(batch * Self.programsPerBatch + index)
            var generator = SeededGenerator(seed: seed)
            let program = RandomProgram(using: &generator)
            let faults = ProgramOracle.faults(of: program)
            let plan: StimulationPlan
            do throws(StimulationPlanError) {
                plan = try StimulationPlan(
                    therapies: program.list, electrodes: program.electrodes,
                    timing: program.timing, caps: program.caps)
            } catch {
                try #require(
                    faults.contains(error.field), "seed \(seed): refused for \(error.field)")
                continue
            }
            try #require(faults.isEmpty, "seed \(seed): accepted with \(faults)")
            accepted += 1
            let run = RunRecord(
                program: program, plan: plan, seed: ~seed, splitSeed: seed ^ 2, steps: 120)
            let broken = run.brokenLimit(of: program)
            try #require(broken == nil, "seed \(seed): \(broken ?? "")")
            let other = RunRecord(
                program: program, plan: plan, seed: ~seed, splitSeed: seed ^ 3, steps: 120)
            try #require(run == other, "seed \(seed): depends on how the pulses were fetched")
            issued += run.pulses.count
            cut += Int(run.ledger.pulsesCut)
            for case .refused(let reason, _) in run.responses { refusals.insert(reason.rawValue) }
        }
        // The programmes must reach what they are to test.
        #expect(accepted > Self.programsPerBatch / 3)
        #expect(accepted < Self.programsPerBatch * 9 / 10)
        #expect(issued > 10 * Self.programsPerBatch)
        #expect(cut > Self.programsPerBatch / 10)
        #expect(refusals.isSuperset(of: [3, 4, 5, 6, 7, 8, 9, 10]))
    }
}
