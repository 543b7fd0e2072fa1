import ClosedLoop
import Journal
import Pipeline
import Planning
import Stimulation

/// Keeps a run's `--state` file true while the run goes on: whatever ends it, the file counts each
/// therapy that was told of. It counts as the loop does, from the loop's telemetry.
package struct StateKeeper {
    private let path: String
    private let plan: LoopPlan
    private let adaptation: [Int32]
    private let state: KeptState
    private var doses: DoseMemory
    private var tick: Int64
    /// Therapies of the run that are in the doses.
    private var therapies: Int64 = 0
    /// The file is written at this tick though no therapy starts, so that little of the time that
    /// passes is lost with a kill.
    private var dueTick: Int64

    private static let everyMicroseconds: Int64 = 900_000_000

    /// Writes the file of a run under way.
    package init(
        _ path: String, _ state: KeptState, _ plan: LoopPlan, firstFrame: Int64
    ) throws(JournalError) {
        self.path = path
        self.plan = plan
        adaptation = state.adaptation
        self.state = state
        tick = plan.clock.tick(ofFrame: firstFrame)
        doses = state.memory(at: tick)
        dueTick = tick + Self.everyMicroseconds
        try write()
    }

    /// Takes a hop; the file is on the disk when it returns.
    package mutating func take(_ report: borrowing HopReport) throws(JournalError) {
        let record = report.record
        tick = max(tick, record.decision.tick)
        let before = therapies
        if case .started(let index, _) = record.decision.response {
            doses.add(plan.stimulation.therapies.therapy(Int(index)), at: tick)
            therapies += 1
        }
        // Telemetry that was lost told of these: each counts as the largest that it can have been.
        while therapies < record.therapies {
            addLargest()
            therapies += 1
        }
        guard therapies > before || tick >= dueTick else { return }
        dueTick = tick + Self.everyMicroseconds
        doses.advance(to: tick)
        try write()
    }

    /// Writes the file of a run that has ended, with what the loop itself counted and adapted to.
    package consuming func finish(_ outcome: Pipeline.Outcome) throws(JournalError) {
        try WholeFile.write(
            StateFile.bytes(
                doses: outcome.doses, adaptation: outcome.adaptation, of: state,
                isOpen: false),
            to: path)
    }

    private mutating func addLargest() {
        let therapies = (0..<plan.stimulation.therapies.count).map(
            plan.stimulation.therapies.therapy)
        doses.addTherapy(
            picocoulombs: therapies.map(\.chargePicocoulombs).max() ?? 0,
            activeMicroseconds: therapies.map(\.activeMicroseconds).max() ?? 0, at: tick)
    }

    private mutating func write() throws(JournalError) {
        try WholeFile.write(
            StateFile.bytes(
                doses: doses.words(at: tick), adaptation: adaptation, of: state,
                isOpen: true),
            to: path)
    }
}
