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
    package struct Result: Sendable {
        package var treated: [TherapyOutcome]
        package var twin: TherapyOutcome?
        /// Of each candidate's decisions; none where a patient could not be followed to the end.
        package var decisionHashes: [UInt64] = []
    }

    /// One plan and the untreated twin beside it.
    ///
    /// - Parameters:
    ///   - settings: those of the plan.
    ///   - blocks: how long the patient is followed.
    package init(
        _ patient: StudyPatient, plan: PlannedLoop, settings: Settings, blocks: Int
    ) throws(SettingsError) {
        self.init(
            patient: patient, plans: [plan], frontEnd: try Self.frontEnd(settings),
            hopFrames: Int(plan.plan.detection.hopFrames), blocks: blocks, isTwinWanted: true)
    }

    init(
        patient: StudyPatient, plans: [PlannedLoop], frontEnd: FrontEndPlan, hopFrames: Int,
        blocks: Int, isTwinWanted: Bool
    ) {
        self.patient = patient
        self.plans = plans
        self.frontEnd = frontEnd
        self.hopFrames = hopFrames
        self.blocks = blocks
        self.isTwinWanted = isTwinWanted
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
    package func run(_ tell: () throws -> Void = {}) throws -> Result {
        var course = try TrialCourse(self)
        do {
            return try course.run(tell)
        } catch PatientError.lane(_, let error) {
            return try apart(error, tell)
        }
    }

    /// A state left every bound: whose therapy did it shows when each goes alone.
    private func apart(_ error: PatientError, _ tell: () throws -> Void) throws -> Result {
        if plans.isEmpty { throw OptimisationError("\(patient.name), untreated: \(error)") }
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
    /// A candidate's loop and what it has come to.
    private struct Candidate {
        let stepper: LoopStepper
        var outside: Int64 = 0
        var account = BlockAccount()
    }

    private let trial: TherapyTrial
    private let hopFrames: Int
    private var frontEnd: FrontEnd
    private var block: SampleBlock
    /// One of each candidate, in their order, then the twin.
    private var lanes: PatientLanes
    private var samples: [[Float]]
    private var candidates: [Candidate]
    private var twin = BlockAccount()

    init(_ trial: TherapyTrial) throws {
        self.trial = trial
        hopFrames = trial.hopFrames
        frontEnd = FrontEnd(trial.frontEnd, blockFramesMax: hopFrames)
        block = SampleBlock(channelCount: TherapyTrial.channels, capacityFrames: hopFrames)
        let count = trial.plans.count + (trial.isTwinWanted ? 1 : 0)
        let patient = try VirtualPatient(
            trial.patient.parameters, seed: trial.patient.seed,
            channelCount: TherapyTrial.channels, rateNumerator: TherapyTrial.rateHertz)
        lanes = try PatientLanes(Array(repeating: patient, count: count))
        samples = Array(
            repeating: Array(repeating: 0, count: hopFrames * TherapyTrial.channels), count: count)
        candidates = trial.plans.map {
            Candidate(stepper: LoopStepper($0.plan, firstFrame: 0))
        }
    }

    mutating func run(_ tell: () throws -> Void) throws -> TherapyTrial.Result {
        var counts = [SIMD8<Int16>](repeating: SIMD8(), count: hopFrames * frontEnd.groupCount)
        var frame: Int64 = 0
        var nextSecond = Int64(TherapyTrial.rateHertz)
        for number in 1...trial.blocks {
            let end =
                Int64(number) * Int64(TherapyOutcome.blockSeconds) * Int64(TherapyTrial.rateHertz)
            // Whole hops only, as a run has them.
            while frame + Int64(hopFrames) <= end {
                try lanes.advance(frames: hopFrames, into: &samples)
                for index in candidates.indices { try decide(index, frame, &counts) }
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
            twin: trial.isTwinWanted ? TherapyOutcome(blocks: twin.blocks) : nil,
            decisionHashes: candidates.map { $0.stepper.decisionHash })
    }

    /// A loop hears its patient's hop; what it decides on, the patient feels in the next.
    private mutating func decide(
        _ index: Int, _ frame: Int64, _ counts: inout [SIMD8<Int16>]
    ) throws {
        var heard: [Float] = []
        swap(&heard, &samples[index])
        block.refill(firstFrame: frame) { (values: inout [Float]) in swap(&values, &heard) }
        swap(&heard, &samples[index])
        var span = counts.mutableSpan
        frontEnd.convert(block, frames: 0..<hopFrames, into: &span)
        let stepper = candidates[index].stepper
        var hasStarted = false
        stepper.feed(counts, frameCount: hopFrames, firstFrame: frame) { decision, _ in
            if case .started = decision.response { hasStarted = true }
        }
        if hasStarted, !lanes[index].isInSeizure { candidates[index].outside += 1 }
        let clock = trial.plans[index].plan.clock
        let outlook = stepper.outlook(until: clock.tick(ofFrame: frame + Int64(2 * hopFrames)))
        for number in 0..<Int(outlook.count) {
            try lanes.deliver(StimulusPulse(outlook.pulses[number]), lane: index)
        }
    }

    private mutating func closeBlock() {
        for index in candidates.indices {
            let ledger = candidates[index].stepper.ledger
            candidates[index].account.close(
                at: TherapyOutcome.Block(
                    seizureMilliseconds: lanes[index].seizureMilliseconds,
                    picocoulombs: ledger.firstPhasePicocoulombs, therapies: ledger.therapies,
                    outside: candidates[index].outside))
        }
        guard trial.isTwinWanted else { return }
        twin.close(
            at: TherapyOutcome.Block(
                seizureMilliseconds: lanes[candidates.count].seizureMilliseconds))
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
