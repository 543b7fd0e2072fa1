import Pipeline
import Planning
import Realtime
import Recordings
import SignalSources
import Testing
import VirtualPatient

/// A patient in the loop: it feels the pulses, and the outcome does not depend on threads or pace.
@Suite("A virtual patient in the loop")
struct PatientTests {
    func run(
        seconds: Double = 70, pace: Pace = .unpaced, mode: StimulationSettings.Mode = .on,
        milliamperes: Double? = nil, seed: UInt64 = 1
    ) throws -> Pipeline.Outcome {
        var settings = Settings.standard
        settings.stimulation.mode = mode
        if let milliamperes {
            for burst in settings.stimulation.therapies[0].bursts.indices {
                settings.stimulation.therapies[0].bursts[burst].amplitudeMilliamperes = milliamperes
            }
        }
        let rate = try #require(SamplingRate(numerator: 200))
        let patient = try VirtualPatient(
            PatientParameters(), seed: seed, channelCount: 8, rateNumerator: 200)
        let frontEnd = try FrontEndPlan(
            settings.frontEnd, for: PatientSource.channels(count: 8, rate: rate))
        let plan = try Planner.plan(settings, for: frontEnd.signal).plan
        let hopFrames = Int(plan.detection.hopFrames)
        let source = PatientSource(
            patient, frontEnd, hopFrames: hopFrames, durationFrames: Int64(seconds * 200))
        let pipeline = Pipeline(plan: plan, pace: pace, blockFrames: hopFrames)
        return try pipeline.run(.patient(source)) { _ in }
    }

    private func patient(_ outcome: Pipeline.Outcome) throws -> VirtualPatient {
        guard case .patient(let source) = outcome.source else {
            throw PatientError.unknown(field: "source", name: "recording", known: ["patient"])
        }
        return source.patient
    }

    @Test("the loop shortens the seizures of seed 2, and detect-only does not touch them")
    func closedAgainstOpen() throws {
        let closed = try run(seconds: 200, seed: 2)
        let open = try run(seconds: 200, mode: .off, seed: 2)
        #expect(closed.ledger.pulsesIssued > 0 && open.ledger.pulsesIssued == 0)
        #expect(try patient(closed).secondsInSeizure < (try patient(open).secondsInSeizure))
        // Left alone, it is the patient without a loop, to the bit.
        var twin = try VirtualPatient(
            PatientParameters(), seed: 2, channelCount: 8, rateNumerator: 200)
        var samples = [Float](repeating: 0, count: Int(open.framesRead) * 8)
        try twin.advance(frames: Int(open.framesRead), into: &samples)
        #expect(try patient(open).states == twin.states)
    }

    /// Far beyond what a debug build can keep up with: lateness changes nothing where no clock sets a
    /// deadline.
    @Test("a pace that cannot be kept gives the run that has none")
    func lateIsNotDifferent() throws {
        let unpaced = try run()
        let paced = try run(pace: .speed(Ratio(5_000)))
        #expect(paced.decisionHash == unpaced.decisionHash)
        #expect(try patient(paced).states == (try patient(unpaced).states))
        #expect(paced.framesDropped == 0)
    }

    @Test("the same run twice is the same run")
    func repeats() throws {
        let first = try run()
        let second = try run()
        #expect(first.decisionHash == second.decisionHash)
        #expect(try patient(first).states == (try patient(second).states))
    }
}
