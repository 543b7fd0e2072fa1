import Detection
import FixedPoint
import Stimulation
import Testing

@testable import ClosedLoop

/// The decision hash put together again from telemetry, by its definition and by the one before,
/// which cut numbers to 16 bits and let a negative score set all bits above them: the run is the same,
/// only the definition changed.
@Suite("Definition of the decision hash")
struct HashDefinitionTests {
    @Test("a run's telemetry gives the hash, and the old definition the old hash")
    func definitions() throws {
        let run = KnownHashTests.run(try KnownRun.plan())
        #expect(hash(run, folds: false, mixVotes: oldVotes) == 4_352_011_751_752_747_879)
        #expect(hash(run, folds: true, mixVotes: votes) == run.loop.decisionHash)
    }

    private struct Mix {
        var value: UInt64 = 0xcbf2_9ce4_8422_2325
        let folds: Bool

        mutating func callAsFunction(_ word: UInt64) {
            value = (value ^ word) &* 0x100_0000_01b3
            if folds { value ^= value >> 32 }
        }
    }

    private func hash(
        _ run: LoopRun, folds: Bool, mixVotes: (inout Mix, HopVotes) -> Void
    ) -> UInt64 {
        var mix = Mix(folds: folds)
        var pulses = run.pulses[...]
        func mixPulses(_ count: Int) {
            for pulse in pulses.prefix(count) {
                for index in 0..<Pulse.wordCount { mix(pulse.word(index)) }
            }
            pulses = pulses.dropFirst(count)
        }
        for (decision, readings) in zip(run.decisions, run.readings) {
            mixPulses(Int(decision.pulseCount))
            mix(UInt64(decision.endFrame))
            var marks = UInt64(decision.state.rawValue)
            marks |= UInt64(decision.safeStateReason.rawValue) << 8
            marks |= UInt64(decision.change.rawValue) << 16
            marks |= decision.isPositive ? 1 << 24 : 0
            marks |= decision.isMeasured ? 1 << 25 : 0
            switch decision.response {
            case .idle: break
            case .started(let index, let first):
                marks |= 1 << 26 | UInt64(index) << 32
                mix(UInt64(first))
            case .refused(let reason, let isRepeated):
                marks |= 2 << 26 | (isRepeated ? 1 << 28 : 0) | UInt64(reason.rawValue) << 32
            }
            mix(marks)
            mix(UInt64(fingerprint(readings, UInt32(decision.state.rawValue), folds: folds)))
            mixVotes(&mix, decision.votes)
        }
        mixPulses(pulses.count)
        return mix.value
    }

    /// Every channel's levels, trends, faults and votes, lane by lane.
    private func fingerprint(_ groups: [GroupReading], _ seed: UInt32, folds: Bool) -> UInt32 {
        var result = seed
        for lane in 0..<laneCount {
            var value = seed
            func mix(_ word: Int32) {
                value = (value ^ UInt32(bitPattern: word)) &* 0x0100_0193
                if folds { value ^= value >> 16 }
            }
            for group in groups {
                let channel = group[lane]
                // What the known plan measures.
                for feature in [Feature.lineLength, .area, .halfWaves] {
                    mix(channel.levels[feature])
                    mix(channel.trends[feature])
                }
                let votes = Int32(channel.votes & 1) << 8 | Int32(channel.votes & 2) << 8
                mix(Int32(channel.faults) | votes)
            }
            result = (result ^ value) &* 0x0100_0193
        }
        return result
    }

    private func votes(_ mix: inout Mix, _ votes: HopVotes) {
        for pattern in 0..<2 {
            mix(
                UInt64(UInt32(bitPattern: votes.cast[pattern])) << 32
                    | UInt64(UInt32(bitPattern: votes.needed[pattern])))
            mix(UInt64(UInt32(bitPattern: votes.usable[pattern])))
        }
    }

    private func oldVotes(_ mix: inout Mix, _ votes: HopVotes) {
        for pattern in 0..<2 {
            mix(
                UInt64(truncatingIfNeeded: votes.cast[pattern])
                    | UInt64(truncatingIfNeeded: votes.needed[pattern]) << 16
                    | UInt64(truncatingIfNeeded: votes.usable[pattern]) << 32)
        }
    }
}
