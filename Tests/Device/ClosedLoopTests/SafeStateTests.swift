import ClosedLoop
import Detection
import FixedPoint
@_spi(Testing) import Stimulation
import Testing

/// Faults lead to no stimulation, for the settling time and no longer.
@Suite("Safe state")
struct SafeStateTests {
    private static let rate = 250

    /// A first edge 1.9 ms after the decision puts a frame's instant into the third pulse.
    private static let settings = quickSettings.replacing(
        "stimulation:", with: "stimulation:\n  startDelayMilliseconds: 1.9")

    private static func signal(_ range: Range<Int>, seizures: [Range<Int>]) -> [CountLanes] {
        frames(range, channelCount: 4) { channel, frame in
            let isSeizure = seizures.contains { $0.contains(frame) }
            return hiss(channel, frame, amplitude: isSeizure ? 5_000 : 400)
        }
    }

    /// Runs a seizure up to its first therapy, to the end of the hop that starts it.
    private static func runToTherapy(_ plan: LoopPlan) -> LoopRun {
        let run = LoopRun(plan)
        let hopFrames = Int(plan.detection.hopFrames)
        var frame = 0
        while run.therapies.isEmpty, frame < 2_000 {
            run.feed(signal(frame..<frame + hopFrames, seizures: [500..<10_000]))
            frame += hopFrames
        }
        return run
    }

    @Test("a gap cuts the train, balanced, and the loop says why until it has settled")
    func gap() throws {
        let plan = try planned(Self.settings, rate: Self.rate, channelCount: 4)
        let run = Self.runToTherapy(plan)
        let before = run.decisions.count
        let start = Int(run.loop.nextFrame)
        // Three frames on, the third pulse is in its first phase.
        run.feed(Self.signal(start..<start + 3, seizures: [500..<10_000]))
        let resume = start + 3 + 1_000
        run.feed(
            Self.signal(resume..<resume + 2_000, seizures: [resume + 800..<resume + 1_000]),
            firstFrame: Int64(resume))

        let last = try #require(run.pulses.prefix(3).last)
        #expect(last.wasCut)
        #expect(last.firstPhaseMicroseconds == 100 && last.secondPhaseMicroseconds == 100)
        #expect(run.loop.ledger.netPicocoulombs == 0)
        #expect(run.loop.ledger.pulsesCut == 1)

        // The partial hop is dropped; hops begin anew after the gap.
        let after = run.decisions[before...]
        #expect(after.first?.endFrame == Int64(resume) + Int64(plan.detection.hopFrames))
        #expect(after.first?.pulseCount == 3)
        let safe = after.prefix { $0.state == .safe }
        #expect(safe.count == 50)
        #expect(safe.allSatisfy { $0.safeStateReason == .recordingGap && $0.response == .idle })
        #expect(after.dropFirst(50).allSatisfy { $0.safeStateReason == .none })
        // It stimulates again, as a new episode.
        let again = run.therapies.filter { $0.decision >= before }
        #expect(again.map(\.index).first == 0)
        #expect(again.count >= 1)
    }

    @Test(
        "a fault that the caller reports does the same",
        arguments: [SafeStateReason.missedDeadline, .ringOverrun, .sourceLost], [0, 1, 3, 4])
    func fault(reason: SafeStateReason, framesLater: Int) throws {
        let plan = try planned(Self.settings, rate: Self.rate, channelCount: 4)
        let run = Self.runToTherapy(plan)
        let before = run.decisions.count
        let start = Int(run.loop.nextFrame)
        let quiet = Self.signal(start..<start + 1_000, seizures: [])
        run.feed(Array(quiet[..<framesLater]))
        run.fail(reason)
        run.feed(Array(quiet[framesLater...]))
        let after = run.decisions[before...]
        // 50 whole hops; the hop of the fault, if it had begun, does not count.
        let safe = after.prefix { $0.state == .safe }
        #expect(safe.count == (framesLater == 0 ? 50 : 51))
        #expect(safe.allSatisfy { $0.safeStateReason == reason })
        // At 4 ms a frame: before the first pulse at 1.9 ms, and after 1, 3 and 3 more.
        let pulses = [0: 0, 1: 1, 3: 3, 4: 3][framesLater]
        #expect(run.pulses.count == pulses)
        #expect(run.pulses.allSatisfy { $0.imbalancePicocoulombs == 0 })
        #expect(run.loop.ledger.netPicocoulombs == 0)
    }

    @Test("while the output is lost the train is cut and none starts, but detection goes on")
    func output() throws {
        let plan = try planned(Self.settings, rate: Self.rate, channelCount: 4)
        let run = Self.runToTherapy(plan)
        let before = run.decisions.count
        let start = Int(run.loop.nextFrame)
        let seizure = Self.signal(start..<start + 2_000, seizures: [500..<10_000])
        run.feed(Array(seizure[..<3]))
        run.setOutput(isLost: true)
        run.feed(Array(seizure[3..<1_000]))
        #expect(run.pulses.count == 3 && run.pulses.last?.wasCut == true)
        #expect(run.loop.ledger.therapies == 1 && run.loop.ledger.netPicocoulombs == 0)
        let lost = run.decisions[before...]
        #expect(lost.allSatisfy { $0.state != .safe })
        #expect(lost.contains { $0.response == .refused(.outputLost, isRepeated: false) })
        #expect(lost.last?.state == .inEpisode)
        run.setOutput(isLost: false)
        run.feed(Array(seizure[1_000...]))
        #expect(run.loop.ledger.therapies > 1 && run.pulses.count > 3)
        // The episode's second, as it was the first that was broken off.
        #expect(run.therapies.dropFirst().first?.index == 1)
    }

    @Test("the blanking of a cut train ends with its last pulse's")
    func blankingAfterCut() throws {
        let plan = try planned(Self.settings, rate: Self.rate, channelCount: 4)
        let run = Self.runToTherapy(plan)
        let start = Int(run.loop.nextFrame)
        let quiet = Self.signal(start..<start + 500, seizures: [])
        run.feed(Array(quiet[..<3]))
        run.fail(.missedDeadline)
        run.feed(Array(quiet[3...]))
        let last = try #require(run.pulses.last)
        // A period of 5 ms from its start, and 60 ms more; the train would have lasted 700 ms.
        let end = last.startMicroseconds + 5_000 + 60_000
        let measured = try #require(
            run.decisions.first { $0.endFrame > start && $0.isMeasured })
        #expect(measured.tick - 20_000 >= end && measured.tick - 40_000 < end)
    }

    @Test("too few channels without a fault: safe until they are back and have settled")
    func tooFewChannels() throws {
        // Named at once, or the jump to the rail would be a detection first.
        let yaml = Self.settings.replacing(
            "quality: {", with: "quality: {saturatedSeconds: 0, ")
        let plan = try planned(yaml, rate: Self.rate, channelCount: 4)
        let run = LoopRun(plan)
        run.feed(
            frames(0..<2_500, channelCount: 4) { channel, frame in
                (600..<900).contains(frame) && channel != 2
                    ? 32_767 - frame % 3 : hiss(channel, frame, amplitude: 400)
            })
        let safe = run.decisions.filter { $0.state == .safe }
        #expect(safe.allSatisfy { $0.safeStateReason == .tooFewChannels })
        let first = try #require(safe.first)
        let last = try #require(safe.last)
        #expect(last.hop - first.hop + 1 == Int64(safe.count))
        #expect(first.endFrame == 605)
        #expect(first.votes.usable[0] == 1 && first.votes.needed[0] == 2)
        // 0.5 s of recovery after frame 900, then 1 s.
        #expect(last.endFrame == 900 + 120 + 250)
        #expect(run.onsets.isEmpty)
    }

    @Test("a pulse that the limiter refuses ends stimulation for good")
    func limiter() throws {
        let valid = try planned(Self.settings, rate: Self.rate, channelCount: 4)
        var therapies = TherapyList()
        var burst = valid.stimulation.therapies.therapy(0).burst(0)
        burst.amplitudeMicroamperes = 20_000
        therapies.append(TherapyProgram(burst))
        var plan = valid
        plan.constants.safeStateHops = 10
        plan.constants.stimulation = StimulationPlan(
            uncheckedTherapies: therapies, electrodes: valid.stimulation.electrodes,
            timing: valid.stimulation.timing, caps: valid.stimulation.caps)
        let run = Self.runToTherapy(plan)
        let before = run.decisions.count
        let start = Int(run.loop.nextFrame)
        run.feed(
            Self.signal(start..<start + 4_000, seizures: [start + 1_000..<start + 1_500]))
        run.fail(.ringOverrun)
        run.feed(Self.signal(start + 4_000..<start + 5_000, seizures: []))
        #expect(run.pulses.isEmpty)
        #expect(run.loop.ledger.pulsesRefused == 1)
        let after = run.decisions[before...]
        #expect(after.allSatisfy { $0.state == .safe && $0.safeStateReason == .limiter })
        #expect(after.allSatisfy { $0.response == .idle && $0.change == .none })
    }

    @Test("the end hands out the last pulses, cut and balanced", arguments: 0...5)
    func finish(framesLater: Int) throws {
        let plan = try planned(Self.settings, rate: Self.rate, channelCount: 4)
        let run = Self.runToTherapy(plan)
        let start = Int(run.loop.nextFrame)
        let hash = run.loop.decisionHash
        run.feed(Self.signal(start..<start + framesLater, seizures: []))
        run.finish()
        // Pulses begin at 1.9, 6.9, 11.9 and 16.9 ms.
        #expect(run.pulses.count == [0, 1, 2, 3, 3, 4][framesLater])
        #expect(run.pulses.count == Int(run.loop.ledger.pulsesIssued))
        #expect(run.pulses.allSatisfy { $0.imbalancePicocoulombs == 0 })
        #expect((run.loop.decisionHash != hash) == !run.pulses.isEmpty)
        let end = plan.clock.tick(ofFrame: run.loop.nextFrame)
        #expect(run.pulses.allSatisfy { $0.startMicroseconds < end })
    }
}
