import Pipeline
import Planning
import SignalSources
import Testing
import Tuning
import VirtualPatient

@testable import Optimisation

/// Candidates side by side are what each would be alone, and what a run of the loop comes to.
struct TrialTests {
    private func trial(
        _ candidates: [Candidate], _ study: TherapyStudy, blocks: Int = 1, twin: Bool = false
    ) throws -> TherapyTrial {
        let plans = try candidates.map { try study.plan($0) }
        return TherapyTrial(
            patient: study.patients[0], plans: plans, frontEnd: study.frontEnd,
            hopFrames: Int(try study.plan(.given).plan.detection.hopFrames), blocks: blocks,
            isTwinWanted: twin)
    }

    /// Some that differ in when they begin and in what they give.
    private func candidates(_ study: TherapyStudy) -> [Candidate] {
        [.given]
            + study.space.sweep(4, seed: 3) { candidate in (try? study.plan(candidate)) != nil }
    }

    @Test("sharing a history changes nothing, and the twin is the patient left alone")
    func apart() throws {
        let study = try Made.study()
        let candidates = candidates(study)
        let together = try trial(candidates, study, twin: true).run()
        for (candidate, outcome) in zip(candidates, together.treated) {
            #expect(try trial([candidate], study).run().treated == [outcome], "\(candidate.key)")
        }
        #expect(try trial([], study, twin: true).run().twin == together.twin)
        let patient = study.patients[0]
        var alone = try VirtualPatient(
            patient.parameters, seed: patient.seed, channelCount: TherapyTrial.channels,
            rateNumerator: TherapyTrial.rateHertz)
        var samples = [Float](repeating: 0, count: 300 * 512 * 8)
        try alone.advance(frames: 300 * 512, into: &samples)
        let seconds = Double(together.twin?.total(1).seizureMilliseconds ?? 0) / 1_000
        #expect(seconds > 20 && abs(seconds - alone.secondsInSeizure) < 0.001)
        // Something was stimulated, and not all came to the same.
        #expect(together.treated.contains { $0.total(1).picocoulombs > 0 })
        #expect(Set(together.treated.map { $0.total(1).seizureMilliseconds }).count > 1)
    }

    @Test("a longer run begins as a shorter one does")
    func prefix() throws {
        let study = try Made.study()
        let long = try trial([.given], study, blocks: 2, twin: true).run()
        let short = try trial([.given], study, twin: true).run()
        #expect(short.treated[0].blocks == Array(long.treated[0].blocks.prefix(1)))
        #expect(short.twin?.blocks == long.twin.map { Array($0.blocks.prefix(1)) })
    }

    @Test("an outcome is what a run of the loop on the patient comes to")
    func likeARun() throws {
        let study = try Made.study()
        let outcome = try trial([.given], study).run().treated[0].total(1)
        let plan = try study.plan(.given).plan
        let patient = study.patients[0]
        let hopFrames = Int(plan.detection.hopFrames)
        let source = PatientSource(
            try VirtualPatient(
                patient.parameters, seed: patient.seed, channelCount: TherapyTrial.channels,
                rateNumerator: TherapyTrial.rateHertz),
            study.frontEnd, hopFrames: hopFrames, durationFrames: 300 * 512)
        let run = try Pipeline(plan: plan, pace: .unpaced, blockFrames: hopFrames)
            .run(.patient(source)) { _ in }
        guard case .patient(let after) = run.source else {
            Issue.record("the source is a patient")
            return
        }
        #expect(run.ledger.therapies > 0)
        #expect(outcome.therapies == run.ledger.therapies)
        #expect(outcome.picocoulombs == run.ledger.firstPhasePicocoulombs)
        let seconds = after.patient.secondsInSeizure
        #expect(abs(Double(outcome.seizureMilliseconds) / 1_000 - seconds) < 0.001)
    }

    @Test(
        "a therapy under which a state leaves every bound is out of the question, the others are not"
    )
    func diverges() throws {
        var wild = Made.busy
        wild.stimulation.kickPerFieldImpulse = 100
        wild.stimulation.kickMax = 10
        let strong = try TherapySpace(
            yaml: """
                {contacts: ["1-4/case"], amplitudeMilliamperes: [12], pulseWidthMicroseconds: [500],
                 frequencyHertz: [333], durationMilliseconds: [500], onsetSeconds: [0.02]}
                """, file: "space")
        let study = try Made.study(wild, space: strong)
        var quiet = study
        quiet = try TherapyStudy(
            patients: study.patients, settings: quiet.settings, space: strong, hours: 1)
        let candidate = Candidate(levels: strong.levelCounts.map { _ in 0 })
        let result = try trial([candidate, .given], quiet, twin: true).run()
        #expect(result.treated[0].problem?.isEmpty == false)
        #expect(result.treated[0].covers(9))
        #expect(result.twin?.blocks.count == 1)
        #expect(result.treated.count == 2)
    }

    @Test("a patient that diverges by itself is named")
    func divergesUntreated() throws {
        var wild = Made.busy
        wild.stepsPerSecond = 100
        wild.noise1 = 5
        let study = try Made.study(wild)
        let error = #expect(throws: OptimisationError.self) {
            try trial([.given], study, twin: true).run()
        }
        #expect(error?.description.hasPrefix("busy, seed 1001, untreated: patient: nodes[") == true)
    }
}
