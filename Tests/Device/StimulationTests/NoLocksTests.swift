import Stimulation
import Testing

/// What the loop calls, from another module: that this compiles is the test. `@_noLocks` makes the
/// compiler refuse any allocation or lock in everything reached from here, in every configuration.
struct HotPath {
    var stimulator: Stimulator
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325

    @_noLocks
    mutating func step(at tick: Int64, isDetected: Bool, isSound: Bool) -> TherapyResponse {
        while let pulse = stimulator.nextPulse(before: tick) {
            var index = 0
            while index < Pulse.wordCount {
                enter(pulse.word(index))
                index &+= 1
            }
        }
        if isSound {
            stimulator.leaveSafeState(at: tick)
        } else {
            stimulator.enterSafeState(.sourceLost, at: tick)
        }
        if !isDetected { stimulator.episodeEnded(at: tick) }
        let response = stimulator.respond(toDetection: isDetected, at: tick)
        if case .refused(let reason, isRepeated: false) = response {
            enter(UInt64(reason.rawValue))
        }
        enter(UInt64(stimulator.state.rawValue))
        enter(UInt64(stimulator.safeStateReason.rawValue))
        enter(UInt64(stimulator.violation.rawValue))
        enter(UInt64(bitPattern: stimulator.ledger.firstPhasePicocoulombs))
        enter(stimulator.isBlanked(at: tick) ? 1 : 0)
        enter(UInt64(bitPattern: stimulator.blankedUntilMicroseconds))
        return response
    }

    @_noLocks
    mutating func enter(_ word: UInt64) { hash = (hash ^ word) &* 0x100_0000_01B3 }
}

@Suite("Hot path")
struct NoLocksTests {
    @Test("the same decisions give the same hash in every build")
    func hash() throws {
        let plan = try StimulationPlan(
            therapies: standardTherapies(), electrodes: standardElectrodes())
        var path = HotPath(stimulator: Stimulator(plan: plan))
        for step in 0..<Int64(3_000) {
            _ = path.step(
                at: step * 40_000, isDetected: step % 1_000 < 700, isSound: step % 1_000 != 300)
        }
        #expect(path.stimulator.ledger.therapies == 15)
        #expect(path.hash == 1_697_610_972_288_061_692)
    }
}
