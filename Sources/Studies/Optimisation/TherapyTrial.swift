import ClosedLoop
import Planning
import Recordings
import SignalSources
import Training
import VirtualPatient

/// Candidates side by side on one patient: they share its history, and the signal of it, until the first
/// pulse of each. A pure function of its description, so that it can run anywhere, twice, or be killed.
package struct TherapyTrial: Sendable {
    /// Contacts and Hz of every patient of a study, as `quench simulate` has them by default.
    package static let channels = 8
    package static let rateHertz = 512

    let patient: StudyPatient
    /// One for each candidate. All measure the same signal by the same hops.
    let plans: [PlannedLoop]
    let frontEnd: FrontEndPlan
    /// Frames between two decisions of every candidate.
    let hopFrames: Int
    let blocks: Int
    /// Whether the patient is followed without any pulse too.
    let isTwinWanted: Bool

    /// What each candidate came to, in their order, and the untreated twin.
    struct Result: Sendable {
        var treated: [TherapyOutcome]
        var twin: TherapyOutcome?
    }

    /// The front end that a patient's contacts are heard through.
    package static func frontEnd(_ settings: Settings) throws(SettingsError) -> FrontEndPlan {
        guard let rate = SamplingRate(numerator: Int64(rateHertz)) else {
            preconditionFailure("a whole rate is a rate")
        }
        return try FrontEndPlan(
            settings.frontEnd, for: PatientSource.channels(count: channels, rate: rate))
    }

    /// - Parameter tell: called after each simulated second of all lanes; it may throw to stop.
    func run(_ tell: () throws -> Void = {}) throws -> Result {
        do {
            var course = try TrialCourse(self)
            return try course.run(tell)
        } catch let error as PatientError {
            guard case .diverged = error else { throw error }
            return try apart(error, tell)
        }
    }

    /// A state left every bound: whose therapy did it shows when each goes alone.
    private func apart(_ error: PatientError, _ tell: () throws -> Void) throws -> Result {
        if plans.isEmpty { throw error }
        if plans.count == 1, !isTwinWanted {
            return Result(treated: [TherapyOutcome(blocks: [], problem: "\(error)")])
        }
        let alone = try plans.map { try part([$0], isTwinWanted: false).run(tell).treated[0] }
        return Result(
            treated: alone,
            twin: isTwinWanted ? try part([], isTwinWanted: true).run(tell).twin : nil)
    }

    private func part(_ plans: [PlannedLoop], isTwinWanted: Bool) -> TherapyTrial {
        TherapyTrial(
            patient: patient, plans: plans, frontEnd: frontEnd, hopFrames: hopFrames,
            blocks: blocks, isTwinWanted: isTwinWanted)
    }
}

/// A trial under way.
private struct TrialCourse {
    /// A candidate's loop and where it stands.
    private struct Candidate {
        let stepper: LoopStepper
        /// Of the patient whose signal it hears; 0 is the history without a pulse.
        var lane = 0
        var outside: Int64 = 0
        var account = BlockAccount()
    }

    private let trial: TherapyTrial
    private let hopFrames: Int
    private let clock: FrameClock?
    private var frontEnd: FrontEnd
    private var block: SampleBlock
    private var counts: [SIMD8<Int16>]
    private var group: PatientGroup
    private var candidates: [Candidate]
    private var twin = BlockAccount()
    /// Whether lane 0 is there still: the history without a pulse.
    private var hasTrunk = true

    init(_ trial: TherapyTrial) throws {
        self.trial = trial
        clock = trial.plans.first?.plan.clock
        hopFrames = trial.hopFrames
        frontEnd = FrontEnd(trial.frontEnd, blockFramesMax: hopFrames)
        block = SampleBlock(channelCount: TherapyTrial.channels, capacityFrames: hopFrames)
        counts = Array(repeating: SIMD8(), count: hopFrames * frontEnd.groupCount)
        group = PatientGroup(
            [
                try VirtualPatient(
                    trial.patient.parameters, seed: trial.patient.seed,
                    channelCount: TherapyTrial.channels, rateNumerator: TherapyTrial.rateHertz)
            ], frames: hopFrames)
        candidates = trial.plans.map {
            Candidate(stepper: LoopStepper($0.plan, firstFrame: 0))
        }
    }

    mutating func run(_ tell: () throws -> Void) throws -> TherapyTrial.Result {
        var frame: Int64 = 0
        var nextSecond = Int64(TherapyTrial.rateHertz)
        for number in 1...trial.blocks {
            let end =
                Int64(number) * Int64(TherapyOutcome.blockSeconds) * Int64(TherapyTrial.rateHertz)
            // Whole hops only, as a run has them.
            while frame + Int64(hopFrames) <= end {
                try group.advance(frames: hopFrames)
                try decide(from: frame)
                frame += Int64(hopFrames)
                if frame >= nextSecond {
                    nextSecond += Int64(TherapyTrial.rateHertz)
                    try tell()
                }
            }
            closeBlock()
        }
        return TherapyTrial.Result(
            treated: candidates.map { TherapyOutcome(blocks: $0.account.blocks) },
            twin: trial.isTwinWanted ? TherapyOutcome(blocks: twin.blocks) : nil)
    }

    /// Every loop hears its patient's hop; what it decides on, the patient feels in the next.
    private mutating func decide(from frame: Int64) throws {
        guard let clock else { return }
        let until = clock.tick(ofFrame: frame + Int64(2 * hopFrames))
        var diverging: [(candidate: Int, pulses: PulseOutlook)] = []
        var counts: [SIMD8<Int16>] = []
        swap(&counts, &self.counts)
        for lane in group.patients.indices {
            guard candidates.contains(where: { $0.lane == lane }) else { continue }
            hear(lane, frame, into: &counts)
            for index in candidates.indices where candidates[index].lane == lane {
                var hasStarted = false
                let stepper = candidates[index].stepper
                stepper.feed(counts, frameCount: hopFrames, firstFrame: frame) { decision, _ in
                    if case .started = decision.response { hasStarted = true }
                }
                if hasStarted, !group[lane].isInSeizure { candidates[index].outside += 1 }
                let outlook = stepper.outlook(until: until)
                guard outlook.count > 0 else { continue }
                if hasTrunk, lane == 0 {
                    diverging.append((index, outlook))
                } else {
                    try deliver(outlook, lane: lane)
                }
            }
        }
        swap(&counts, &self.counts)
        if !diverging.isEmpty { try diverge(diverging) }
    }

    private mutating func hear(_ lane: Int, _ frame: Int64, into counts: inout [SIMD8<Int16>]) {
        var made: [Float] = []
        swap(&made, &group.samples[lane])
        block.refill(firstFrame: frame) { (values: inout [Float]) in swap(&values, &made) }
        swap(&made, &group.samples[lane])
        var span = counts.mutableSpan
        frontEnd.convert(block, frames: 0..<hopFrames, into: &span)
    }

    private mutating func deliver(_ outlook: PulseOutlook, lane: Int) throws {
        for index in 0..<Int(outlook.count) {
            try group.deliver(StimulusPulse(outlook.pulses[index]), lane: lane)
        }
    }

    /// Gives each of these candidates a patient of its own; the history without a pulse goes on as long
    /// as somebody hears it.
    private mutating func diverge(
        _ parting: [(candidate: Int, pulses: PulseOutlook)]
    ) throws {
        var patients = group.patients
        for (index, _) in parting {
            candidates[index].lane = patients.count
            patients.append(patients[0])
        }
        if !trial.isTwinWanted, !candidates.contains(where: { $0.lane == 0 }) {
            hasTrunk = false
            patients.removeFirst()
            for index in candidates.indices { candidates[index].lane -= 1 }
        }
        group = PatientGroup(patients, frames: hopFrames)
        for (index, pulses) in parting { try deliver(pulses, lane: candidates[index].lane) }
    }

    private mutating func closeBlock() {
        for index in candidates.indices {
            let ledger = candidates[index].stepper.ledger
            let patient = group[candidates[index].lane]
            candidates[index].account.close(
                at: TherapyOutcome.Block(
                    seizureMilliseconds: patient.seizureMilliseconds,
                    picocoulombs: ledger.firstPhasePicocoulombs, therapies: ledger.therapies,
                    outside: candidates[index].outside))
        }
        guard trial.isTwinWanted else { return }
        twin.close(at: TherapyOutcome.Block(seizureMilliseconds: group[0].seizureMilliseconds))
    }
}

/// Sums since the start, cut into blocks.
private struct BlockAccount {
    private(set) var blocks: [TherapyOutcome.Block] = []
    private var last = TherapyOutcome.Block()

    mutating func close(at now: TherapyOutcome.Block) {
        blocks.append(now - last)
        last = now
    }
}

extension VirtualPatient {
    /// Time in counted seizures up to now.
    fileprivate var seizureMilliseconds: Int64 { Int64((secondsInSeizure * 1_000).rounded()) }
}
