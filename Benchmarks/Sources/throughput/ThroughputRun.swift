import Planning
import Workloads

/// All workloads in turn, round after round, so that a ratio compares neighbours in time.
struct ThroughputRun {
    private let loops: [LoopWorkload]
    private let linear: LoopWorkload
    private let trees: LoopWorkload
    private let defaults: LoopWorkload
    private let everyFeature: LoopWorkload
    private let reference: ReferenceWorkload
    private let peersLoop: LoopWorkload
    private let peersReference: ReferenceWorkload
    private let cold: ColdWorkload
    private let recording: RecordingWorkload
    private let patient: PatientWorkload
    private let patients: LanesWorkload
    private let candidates: LanesWorkload

    /// - Parameter peersSettings: the job of the programs that Quench is compared with.
    init(in folder: String, peersSettings: Settings) throws {
        loops = try [8, 128, 1_024].map { try LoopWorkload(channelCount: $0) }
        linear = try LoopWorkload(channelCount: 128, learned: .linear)
        trees = try LoopWorkload(channelCount: 128, learned: .trees)
        defaults = try LoopWorkload(channelCount: 128, settings: .standard)
        everyFeature = try LoopWorkload(channelCount: 128, settings: .everyFeature)
        reference = ReferenceWorkload(like: loops[1])
        peersLoop = try LoopWorkload(channelCount: 128, settings: peersSettings)
        peersReference = ReferenceWorkload(like: peersLoop)
        cold = try ColdWorkload()
        let path = "\(folder)/recording.edf"
        try RecordingWorkload.generate(at: path, durationSeconds: 120)
        recording = try RecordingWorkload(opening: path)
        patient = try PatientWorkload()
        patients = try LanesWorkload(areOnePatient: false)
        candidates = try LanesWorkload(areOnePatient: true)
    }

    func measure(rounds: Int) throws -> [Figure] {
        let perSample = "ns/sample/channel"
        var loop = loops.map { Figure("loop\($0.channelCount)Nanoseconds", perSample) }
        var kernel = Figure("referenceNanoseconds", perSample)
        var linearLoop = Figure("linearNanoseconds", perSample)
        var treesLoop = Figure("treesNanoseconds", perSample)
        var defaultLoop = Figure("defaultsNanoseconds", perSample)
        var fullLoop = Figure("everyFeatureNanoseconds", perSample)
        var peersJob = Figure("peersJobNanoseconds", perSample)
        var peersKernel = Figure("peersReferenceNanoseconds", perSample)
        var reader = Figure("readerMegabytesPerSecond", "MB/s of EDF")
        var frontEnd = Figure("frontEndMegabytesPerSecond", "MB/s of EDF")
        var frontEndToReference = Figure("frontEndToReference", "ratio per sample")
        var replay = Figure("replayTimesRealTime", "x, processor time")
        var replayByClock = Figure("replayTimesRealTimeByClock", "x, by the clock")
        var replayToReference = Figure("replayToReference", "ratio per sample")
        var patientTimes = Figure("patientTimesRealTime", "x, processor time")
        var patientToReference = Figure("patientToReference", "ratio per sample")
        var lanesTimes = Figure("lanesTimesRealTime", "x all lanes, processor")
        var lanesToReference = Figure("lanesToReference", "ratio per sample")
        var candidatesTimes = Figure("candidatesTimesRealTime", "x all lanes, processor")
        var decisions = ["warm", "cold", "touched"].map {
            Figure("\($0)DecisionMicroseconds", "µs, 128 ch, 16 frames")
        }
        // The first round warms up.
        for round in 0...rounds {
            let loopTimes = loops.map { loop in
                nanoseconds(Timing { loop.run() }, loop.sampleCount)
            }
            let referenceTime = nanoseconds(Timing { reference.run() }, reference.sampleCount)
            let linearTime = nanoseconds(Timing { linear.run() }, linear.sampleCount)
            let treesTime = nanoseconds(Timing { trees.run() }, trees.sampleCount)
            let defaultTime = nanoseconds(Timing { defaults.run() }, defaults.sampleCount)
            let fullTime = nanoseconds(Timing { everyFeature.run() }, everyFeature.sampleCount)
            let patientTime = try Timing { try patient.run() }
            let lanesTime = try Timing { try patients.run() }
            let candidatesTime = try Timing { try candidates.run() }
            let peersTime = nanoseconds(Timing { peersLoop.run() }, peersLoop.sampleCount)
            let peersReferenceTime = nanoseconds(
                Timing { peersReference.run() }, peersReference.sampleCount)
            let readTime = try Timing { try recording.read() }
            let frontEndTime = try Timing { try recording.readThroughFrontEnd() }
            let replayTime = try Timing { try recording.replay() }
            let decisionTimes = ColdWorkload.Before.allCases.map { cold.microseconds($0) }
            guard round > 0 else { continue }
            for (index, time) in decisionTimes.enumerated() { decisions[index].add(time) }
            for (index, time) in loopTimes.enumerated() { loop[index].add(time) }
            kernel.add(referenceTime)
            linearLoop.add(linearTime)
            treesLoop.add(treesTime)
            defaultLoop.add(defaultTime)
            fullLoop.add(fullTime)
            peersJob.add(peersTime)
            peersKernel.add(peersReferenceTime)
            reader.add(Double(recording.byteCount) / readTime.processorSeconds / 1e6)
            frontEnd.add(Double(recording.byteCount) / frontEndTime.processorSeconds / 1e6)
            frontEndToReference.add(
                nanoseconds(frontEndTime, recording.sampleCount) / referenceTime)
            replay.add(recording.durationSeconds / replayTime.processorSeconds)
            replayByClock.add(recording.durationSeconds / replayTime.clockSeconds)
            replayToReference.add(nanoseconds(replayTime, recording.sampleCount) / referenceTime)
            patientTimes.add(patient.durationSeconds / patientTime.processorSeconds)
            patientToReference.add(
                nanoseconds(patientTime, patient.sampleCount) / referenceTime)
            lanesTimes.add(patients.patientSeconds / lanesTime.processorSeconds)
            lanesToReference.add(nanoseconds(lanesTime, patients.sampleCount) / referenceTime)
            candidatesTimes.add(candidates.patientSeconds / candidatesTime.processorSeconds)
        }
        return loop + decisions + [
            ratio("coldToWarmDecision", decisions[1], decisions[0]),
            ratio("touchedToWarmDecision", decisions[2], decisions[0]),
            kernel, ratio("loopToReference", loop[1], kernel),
            ratio("loop8To128", loop[0], loop[1]), ratio("loop1024To128", loop[2], loop[1]),
            linearLoop, ratio("linearToThresholds", linearLoop, loop[1]), treesLoop,
            ratio("treesToThresholds", treesLoop, loop[1]), defaultLoop,
            ratio("defaultsToThreeFeatures", defaultLoop, loop[1]), fullLoop,
            ratio("everyFeatureToThreeFeatures", fullLoop, loop[1]), peersJob, peersKernel,
            ratio("peersJobToReference", peersJob, peersKernel), reader,
            frontEnd, frontEndToReference, replay, replayByClock, replayToReference, patientTimes,
            patientToReference, lanesTimes, lanesToReference, candidatesTimes,
        ]
    }

    /// Of the fastest rounds. These take milliseconds, in which another program on the same core
    /// slows the one and not the other.
    private func ratio(_ name: String, _ figure: Figure, _ base: Figure) -> Figure {
        var ratio = Figure(name, "ratio of the fastest")
        ratio.add(figure.smallest / base.smallest)
        return ratio
    }

    private func nanoseconds(_ timing: Timing, _ sampleCount: Int) -> Double {
        timing.processorSeconds * 1e9 / Double(sampleCount)
    }
}
