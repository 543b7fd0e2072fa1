import Experiment
import Synchronization
import Testing
import VirtualPatient

@Suite("Delay and amplitude of a train")
struct DoseResponseTests {
    @Test("a strong early train stops some seizures, a weak late one none of them")
    func answersToDose() throws {
        let result = try #require(try quickExperiment(seeds: [2, 5, 6, 7]).run(jobs: 1))
        #expect(result.seeds.allSatisfy { $0.onsetSeconds != nil })
        let sham = result.point(delay: 0, amplitude: 0)
        let early = result.point(delay: 0, amplitude: 2)
        let weakLate = result.point(delay: 1, amplitude: 1)
        #expect(sham.atRisk == 4 && sham.aborted == 0)
        #expect(early.aborted >= 2)
        #expect(weakLate.atRisk == 4 && weakLate.aborted == 0)
        // A seizure that was stopped takes less time.
        #expect(
            try #require(early.secondsInSeizureMean) < #require(sham.secondsInSeizureMean))
    }

    @Test("the sham is the untreated history, whatever the delay")
    func sham() throws {
        let experiment = quickExperiment(seeds: [4], delays: [0, 0.37, 2], amplitudes: [])
        #expect(experiment.amplitudesMicroamperes == [0])
        let result = try #require(try experiment.run(jobs: 1))
        let seed = result.seeds[0]
        let onset = try #require(seed.onsetSeconds)
        // The history alone, to the same end.
        var untreated = try VirtualPatient(
            experiment.patient, seed: 4, channelCount: 4, rateNumerator: 200)
        let frames = Int(((onset + 12) * 200).rounded())
        var samples = [Float](repeating: 0, count: frames * 4)
        try untreated.advance(frames: frames, into: &samples)
        #expect(Double(untreated.seizures[0].onsetFrame) / 200 == onset)
        for outcome in seed.outcomes {
            #expect(outcome[0]?.secondsInSeizure == untreated.secondsInSeizure)
            #expect(outcome[0]?.seizureCount == untreated.seizures.count)
        }
    }

    @Test("the same result on one thread and on three")
    func jobs() throws {
        let experiment = quickExperiment(seeds: [1, 2, 3], delays: [1], amplitudes: [3_000])
        let one = try #require(try experiment.run(jobs: 1))
        let three = try #require(try experiment.run(jobs: 3))
        #expect(one.seeds == three.seeds)
        #expect(one.tsv() == three.tsv())
        #expect(one.seeds.map(\.seed) == [1, 2, 3])
    }

    @Test("a seed without a seizure is named and in no figure")
    func quietSeeds() throws {
        let result = try #require(try quietExperiment(seeds: [8, 9]).run(jobs: 2))
        #expect(result.seedsWithoutSeizure == [8, 9])
        #expect(result.points.allSatisfy { $0.atRisk == 0 && $0.abortProbability == nil })
    }

    @Test("a seizure that is over before the train is not at risk of it")
    func overBeforeTheTrain() throws {
        var experiment = quickExperiment(seeds: [6], delays: [1, 26], amplitudes: [])
        experiment.followUpSeconds = 28
        let result = try #require(try experiment.run(jobs: 1))
        let duration = try #require(result.seeds[0].durationSeconds)
        #expect(duration > 1 && duration < 26)
        #expect(result.point(delay: 0, amplitude: 0).atRisk == 1)
        #expect(result.point(delay: 1, amplitude: 0).atRisk == 0)
        let remaining = try #require(result.point(delay: 0, amplitude: 0).remainingSecondsMedian)
        #expect(abs(remaining - (duration - 1)) < 1e-9)
    }

    @Test("a stop ends the run without a result")
    func stop() throws {
        let calls = Counter()
        let result = try quickExperiment(seeds: [1, 2, 3]).run(
            jobs: 2, isStopped: { calls.count.add(1, ordering: .relaxed).newValue > 5 })
        #expect(result == nil)
    }

    @Test("what goes wrong in a thread is thrown", arguments: [1, 2])
    func failure(jobs: Int) {
        var experiment = quickExperiment(seeds: [1, 2, 3])
        experiment.patient.coupling = -1
        #expect(throws: PatientError.self) { try experiment.run(jobs: jobs) }
    }

    @Test("progress grows up to what was planned")
    func progress() throws {
        let experiment = quickExperiment(seeds: [1, 2], delays: [1], amplitudes: [])
        var shown: [Double] = []
        var seedsDone = 0
        _ = try experiment.run(
            jobs: 1,
            progress: {
                shown.append($0)
                seedsDone = $1
            })
        #expect(zip(shown, shown.dropFirst()).allSatisfy { $0 <= $1 })
        #expect(shown.last == experiment.plannedSeconds)
        #expect(seedsDone == 2)
    }
}

private final class Counter: Sendable {
    let count = Atomic<Int>(0)
}
