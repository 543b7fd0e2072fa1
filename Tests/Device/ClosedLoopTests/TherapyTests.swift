import ClosedLoop
import Detection
import FixedPoint
import Stimulation
import Testing

/// From a detection to pulses, therapy after therapy.
@Suite("Therapies")
struct TherapyTests {
    private static let rate = 250

    /// Quiet, then a seizure that no therapy stops, then quiet, then another.
    private static func run(_ plan: LoopPlan, seizures: [Range<Int>], frameCount: Int) -> LoopRun {
        let run = LoopRun(plan)
        run.feed(
            frames(0..<frameCount, channelCount: 4) { channel, frame in
                let isSeizure = seizures.contains { $0.contains(frame) }
                return hiss(channel, frame, amplitude: isSeizure ? 5_000 : 400)
            })
        run.finish()
        return run
    }

    @Test("an episode gets its five therapies, each after a redetection, and no more")
    func fiveTherapies() throws {
        let yaml = quickSettings.replacing("longTermSeconds: 10", with: "longTermSeconds: 1000")
        let plan = try planned(yaml, rate: Self.rate, channelCount: 4)
        let run = Self.run(plan, seizures: [500..<5_000], frameCount: 5_300)
        #expect(run.onsets.count == 1)
        #expect(run.therapies.map(\.index) == [0, 1, 2, 3, 4])
        #expect(run.therapies.first?.decision == run.onsets.first)
        for (earlier, later) in zip(run.therapies, run.therapies.dropFirst()) {
            let between = run.decisions[(earlier.decision + 1)...later.decision]
            // Blanked, settled, and positive for the onset's time again.
            #expect(between.contains { $0.state == .blanked })
            let positive = between.suffix(Int(plan.detection.onsetHops))
            #expect(positive.allSatisfy { $0.isPositive && $0.state == .inEpisode })
        }
        let refusals = run.decisions.compactMap { decision -> RefusalReason? in
            if case .refused(let reason, _) = decision.response { reason } else { nil }
        }
        #expect(refusals.last == .episodeCap)
        #expect(Set(refusals).subtracting([.episodeCap, .bursting, .redetecting]).isEmpty)
        #expect(run.decisions.filter { $0.change == .termination }.count == 1)
    }

    @Test("the pulses are those of the program, on the device's clock")
    func pulses() throws {
        let plan = try planned(quickSettings, rate: Self.rate, channelCount: 4)
        let run = Self.run(plan, seizures: [500..<620], frameCount: 1_500)
        let decision = try #require(run.therapies.first?.decision)
        guard case .started(_, let start) = run.decisions[decision].response else { return }
        #expect(start == run.decisions[decision].tick + 2_000)
        // Two bursts of 100 ms at 200 Hz, half a second between.
        #expect(run.pulses.count == 40)
        for (index, pulse) in run.pulses.enumerated() {
            let burst = index / 20
            #expect(
                pulse.startMicroseconds
                    == start + Int64(burst) * 600_000 + Int64(index % 20) * 5_000)
            #expect(pulse.amplitudeMicroamperes == 2_000)
            #expect(pulse.firstPhaseMicroseconds == 160 && pulse.secondPhaseMicroseconds == 160)
            #expect(pulse.burstIndex == Int32(burst) && pulse.pulseIndex == Int32(index % 20))
            #expect(!pulse.wasCut)
        }
        // Each is reported by the first decision after its end.
        var place = 0
        for decision in run.decisions {
            let given = run.pulses[place..<place + Int(decision.pulseCount)]
            #expect(given.allSatisfy { $0.endMicroseconds <= decision.tick })
            #expect(given.allSatisfy { $0.endMicroseconds > decision.tick - 20_000 })
            place += given.count
        }
        #expect(run.loop.ledger.pulsesIssued == 40 && run.loop.ledger.netPicocoulombs == 0)
    }

    @Test("another episode within the refractory time gets none")
    func refractory() throws {
        let yaml = quickSettings.replacing("refractorySeconds: 1", with: "refractorySeconds: 4")
        let plan = try planned(yaml, rate: Self.rate, channelCount: 4)
        let run = Self.run(
            plan, seizures: [500..<620, 1_000..<1_120, 2_200..<2_320], frameCount: 2_600)
        #expect(run.onsets.count == 3)
        #expect(run.therapies.map(\.decision) == [run.onsets[0], run.onsets[2]])
        guard case .refused(.refractory, isRepeated: false) = run.decisions[run.onsets[1]].response
        else {
            Issue.record("\(run.decisions[run.onsets[1]].response)")
            return
        }
    }

    @Test("an episode without end is given up, and its background learned")
    func timeout() throws {
        let yaml = quickSettings.replacing(
            "detector:", with: "detector:\n  episodeSecondsMax: 3\n  adaptInEpisode: frozen")
        let plan = try planned(yaml, rate: Self.rate, channelCount: 4)
        let run = Self.run(plan, seizures: [500..<5_000], frameCount: 5_000)
        let timeouts = run.decisions.indices.filter { run.decisions[$0].change == .timeout }
        #expect(timeouts.count == 1)
        let onset = try #require(run.onsets.first)
        let due = onset + Int(plan.detection.episodeHopsMax)
        let timeout = try #require(timeouts.first)
        // Where the time is over in a burst, the next hop that can be judged says so.
        #expect(timeout >= due)
        #expect(
            run.decisions[due..<max(due, timeout)].allSatisfy {
                $0.state == .blanked || $0.state == .settling
            })
        // The loud background is the new normal.
        #expect(run.decisions.last?.isPositive == false)
        #expect(run.onsets.count == 1)
    }

    @Test("with stimulation off, detections are refused as disabled and nothing is issued")
    func off() throws {
        let yaml = quickSettings.replacing("stimulation:", with: "stimulation:\n  mode: off")
        let plan = try planned(yaml, rate: Self.rate, channelCount: 4)
        let run = Self.run(plan, seizures: [500..<620], frameCount: 1_000)
        let onset = try #require(run.onsets.first)
        #expect(run.decisions[onset].response == .refused(.disabled, isRepeated: false))
        #expect(run.pulses.isEmpty && run.therapies.isEmpty)
        #expect(run.decisions.allSatisfy { $0.state != .blanked })
    }
}
