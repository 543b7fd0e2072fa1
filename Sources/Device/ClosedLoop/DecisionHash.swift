import Detection
import Stimulation

/// FNV-1a (Fowler, Noll, Vo), 64 bits, a word at a time, over every decision, the features behind
/// it and every pulse. Two runs with the same hash did the same.
public struct DecisionHash: BitwiseCopyable, Sendable {
    public private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

    public init() {}

    @_noLocks
    mutating func mix(_ word: UInt64) {
        value = (value ^ word) &* 0x0000_0100_0000_01b3
    }

    @_noLocks
    mutating func mix(_ decision: Decision, features: UInt32) {
        mix(UInt64(truncatingIfNeeded: decision.endFrame))
        var marks = UInt64(decision.state.rawValue)
        marks |= UInt64(decision.safeStateReason.rawValue) &<< 8
        marks |= UInt64(decision.change.rawValue) &<< 16
        marks |= (decision.isPositive ? 1 : 0) &<< 24
        marks |= (decision.isMeasured ? 1 : 0) &<< 25
        switch decision.response {
        case .idle: break
        case .started(let therapyIndex, let firstPulse):
            marks |= 1 &<< 26 | UInt64(truncatingIfNeeded: therapyIndex) &<< 32
            mix(UInt64(truncatingIfNeeded: firstPulse))
        case .refused(let reason, let isRepeated):
            marks |= 2 &<< 26 | (isRepeated ? 1 : 0) &<< 28 | UInt64(reason.rawValue) &<< 32
        }
        mix(marks)
        mix(UInt64(features))
        for pattern in 0..<2 {
            let cast = UInt64(truncatingIfNeeded: decision.votes.cast[pattern])
            let needed = UInt64(truncatingIfNeeded: decision.votes.needed[pattern])
            let usable = UInt64(truncatingIfNeeded: decision.votes.usable[pattern])
            mix(cast | needed &<< 16 | usable &<< 32)
        }
    }

    @_noLocks
    mutating func mix(_ pulse: Pulse) {
        for index in 0..<Pulse.wordCount { mix(pulse.word(index)) }
    }
}
