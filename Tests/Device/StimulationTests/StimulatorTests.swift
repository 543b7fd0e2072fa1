@_spi(Testing) import Stimulation
import Testing

@Suite("Stimulator: therapies of an episode")
struct StimulatorTests {
    static func plan(
        therapies: TherapyList = standardTherapies(), timing: TherapyTiming = TherapyTiming(),
        caps: TherapyCaps = TherapyCaps()
    ) throws -> StimulationPlan {
        try StimulationPlan(
            therapies: therapies, electrodes: standardElectrodes(), timing: timing, caps: caps)
    }

    @Test("a detection gives the programmed train, pulse by pulse")
    func train() throws {
        let therapy = TherapyProgram(
            standardBurst(count: 3), pauseMicroseconds: 50_000,
            then: standardBurst(amplitude: 2_000, period: 8_000, count: 2))
        var stimulator = Stimulator(plan: try Self.plan(therapies: list(therapy)))
        #expect(stimulator.state == .ready)
        let response = stimulator.respond(toDetection: true, at: 10_000)
        #expect(response == .started(therapyIndex: 0, firstPulseMicroseconds: 12_000))
        #expect(stimulator.state == .delivering)
        #expect(stimulator.blankedFromMicroseconds == 12_000)
        // 3 × 5 ms, 50 ms, 2 × 8 ms, and 100 ms of blanking.
        #expect(stimulator.blankedUntilMicroseconds == 12_000 + 81_000 + 100_000)

        // A pulse comes when it has ended, not before: 160 + 100 + 160 µs after its first edge.
        #expect(stimulator.nextPulse(before: 12_419) == nil)
        #expect(stimulator.nextPulse(before: 12_420)?.startMicroseconds == 12_000)
        let pulses = stimulator.drain(before: second)
        #expect(pulses.map(\.startMicroseconds) == [17_000, 22_000, 77_000, 85_000])
        #expect(pulses.map(\.burstIndex) == [0, 0, 1, 1])
        #expect(pulses.map(\.pulseIndex) == [1, 2, 0, 1])
        #expect(pulses.map(\.amplitudeMicroamperes) == [3_000, 3_000, 2_000, 2_000])
        // 3 mA × (500 + 500) Ω.
        #expect(pulses.map(\.voltageMillivolts) == [3_000, 3_000, 2_000, 2_000])
        #expect(stimulator.blankedUntilMicroseconds == 193_000)
        #expect(stimulator.isBlanked(at: 11_999) == false)
        #expect(stimulator.isBlanked(at: 12_000))
        #expect(stimulator.isBlanked(at: 192_999))
        #expect(stimulator.isBlanked(at: 193_000) == false)

        let ledger = stimulator.ledger
        #expect(ledger.therapies == 1)
        #expect(ledger.bursts == 2)
        #expect(ledger.pulsesIssued == 5)
        #expect(ledger.pulsesRefused == 0)
        #expect(ledger.pulsesCut == 0)
        #expect(ledger.firstPhasePicocoulombs == 160 * (3 * 3_000 + 2 * 2_000))
        #expect(ledger.netPicocoulombs == 0)
        #expect(ledger.phasePicocoulombsMax == 480_000)
        // 0.48 µC on 0.08 cm² is 6 µC/cm².
        #expect(ledger.densityNanocoulombsPerSquareCentimetreMax == 6_000)
        #expect(ledger.voltageMillivoltsMax == 3_000)
        #expect(ledger.chargeOfLastDayPicocoulombs == ledger.firstPhasePicocoulombs)
    }

    @Test("therapies follow each other after redetection, up to the programme's count")
    func redetection() throws {
        let timing = TherapyTiming(
            startDelayMicroseconds: 0, redetectionMicroseconds: 2_000_000,
            refractoryMicroseconds: 30_000_000)
        var stimulator = Stimulator(
            plan: try Self.plan(therapies: standardTherapies(3), timing: timing))
        var tick: Int64 = 0
        for therapy in 0..<Int32(3) {
            #expect(
                stimulator.respond(toDetection: true, at: tick)
                    == .started(therapyIndex: therapy, firstPulseMicroseconds: tick))
            // The train lasts 20 × 5 ms; its last pulse is over at 95,420 µs.
            _ = stimulator.drain(before: tick + 99_999)
            let bursting = stimulator.respond(toDetection: true, at: tick + 99_999)
            #expect(bursting == .refused(.bursting, isRepeated: false))
            let waiting: RefusalReason = therapy == 2 ? .episodeCap : .redetecting
            let first = stimulator.respond(toDetection: true, at: tick + 100_000)
            #expect(first == .refused(waiting, isRepeated: false))
            let last = stimulator.respond(toDetection: true, at: tick + 2_099_999)
            #expect(last == .refused(waiting, isRepeated: true))
            tick += 2_100_000
        }
        #expect(
            stimulator.respond(toDetection: true, at: tick)
                == .refused(.episodeCap, isRepeated: true))
        stimulator.episodeEnded(at: tick)
        #expect(stimulator.state == .refractory)
        let lastTrainEnd = tick - 2_000_000
        let refused = stimulator.respond(toDetection: true, at: lastTrainEnd + 29_999_999)
        #expect(refused == .refused(.refractory, isRepeated: false))
        let started = stimulator.respond(toDetection: true, at: lastTrainEnd + 30_000_000)
        #expect(
            started
                == .started(
                    therapyIndex: 0, firstPulseMicroseconds: lastTrainEnd + 30_000_000))
    }

    @Test("the cap per episode binds before the programme's count", arguments: 1...5)
    func episodeCap(cap: Int32) throws {
        var stimulator = Stimulator(
            plan: try Self.plan(caps: TherapyCaps(therapiesPerEpisode: cap)))
        var started: Int32 = 0
        for step in 1...20 {
            let tick = Int64(step) * 10 * second
            _ = stimulator.drain(before: tick)
            if case .started = stimulator.respond(toDetection: true, at: tick) { started += 1 }
        }
        #expect(started == cap)
    }

    @Test("an episode without a therapy leaves no refractory time")
    func noTherapyNoRefractory() throws {
        var stimulator = Stimulator(plan: try Self.plan())
        stimulator.episodeEnded(at: second)
        #expect(stimulator.state == .ready)
        #expect(stimulator.respond(toDetection: false, at: second) == .idle)
    }

    @Test("a train goes on after its episode has ended, and the refractory time counts from it")
    func endDuringTrain() throws {
        var stimulator = Stimulator(plan: try Self.plan())
        _ = stimulator.respond(toDetection: true, at: 0)
        stimulator.episodeEnded(at: 1_000)
        #expect(stimulator.drain(before: second).count == 20)
        #expect(stimulator.state == .refractory)
        let end: Int64 = 2_000 + 100_000 + 30_000_000
        #expect(
            stimulator.respond(toDetection: true, at: end - 1)
                == .refused(.refractory, isRepeated: false))
        let next = stimulator.respond(toDetection: true, at: end)
        #expect(next == .started(therapyIndex: 0, firstPulseMicroseconds: end + 2_000))
    }

    @Test("detect only refuses every detection once")
    func detectOnly() {
        var stimulator = Stimulator(plan: .detectOnly)
        #expect(stimulator.state == .disabled)
        #expect(
            stimulator.respond(toDetection: true, at: 1)
                == .refused(.disabled, isRepeated: false))
        #expect(
            stimulator.respond(toDetection: true, at: 2)
                == .refused(.disabled, isRepeated: true))
        #expect(stimulator.respond(toDetection: false, at: 3) == .idle)
        #expect(
            stimulator.respond(toDetection: true, at: 4)
                == .refused(.disabled, isRepeated: true))
        stimulator.episodeEnded(at: 5)
        #expect(
            stimulator.respond(toDetection: true, at: 6)
                == .refused(.disabled, isRepeated: false))
    }

    @Test("pulses that were not fetched make the stimulator refuse, not lose them")
    func undrained() throws {
        var stimulator = Stimulator(plan: try Self.plan())
        _ = stimulator.respond(toDetection: true, at: 0)
        #expect(
            stimulator.respond(toDetection: true, at: hour)
                == .refused(.bursting, isRepeated: false))
        #expect(stimulator.drain(before: hour).count == 20)
    }

    @Test("any tick is taken: time does not run backward, and does not wrap")
    func hostileTicks() throws {
        var stimulator = Stimulator(plan: try Self.plan())
        #expect(
            stimulator.respond(toDetection: true, at: .min)
                == .started(therapyIndex: 0, firstPulseMicroseconds: 2_000))
        #expect(stimulator.drain(before: .max).count == 20)
        stimulator.episodeEnded(at: .min)
        #expect(
            stimulator.respond(toDetection: true, at: 0)
                == .started(
                    therapyIndex: 0, firstPulseMicroseconds: StimulationLimits.tickMax + 2_000))
        #expect(stimulator.drain(before: .max).isEmpty)
        stimulator.enterSafeState(.sourceLost, at: .max)
        #expect(stimulator.drain(before: .max).isEmpty)
        #expect(stimulator.state == .safeState)
    }

    @Test("words of a pulse hold every field")
    func words() {
        let pulse = standardPulse()
        var variants: [Pulse] = Array(repeating: pulse, count: 12)
        variants[0].startMicroseconds += 1
        variants[1].amplitudeMicroamperes += 1
        variants[2].firstPhaseMicroseconds += 1
        variants[3].interphaseGapMicroseconds += 1
        variants[4].secondPhaseMicroseconds += 1
        variants[5].cathodes = contact1
        variants[6].anodes = contact0
        variants[7].therapyIndex += 1
        variants[8].burstIndex += 1
        variants[9].pulseIndex += 1
        variants[10].voltageMillivolts += 1
        variants[11].wasCut.toggle()
        func words(_ pulse: Pulse) -> [UInt64] { (0..<Pulse.wordCount).map { pulse.word($0) } }
        #expect(Set((variants + [pulse]).map(words)).count == 13)
        #expect(pulse.word(-1) == 0)
        #expect(pulse.word(Pulse.wordCount) == 0)
    }
}
