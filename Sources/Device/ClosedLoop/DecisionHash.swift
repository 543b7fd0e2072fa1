import Detection
import Stimulation

/// A hash over every decision, the features behind it and every pulse; of a learned detector also
/// over its model, what it saw and what it adapted. Two runs with the same hash did the same.
///
/// FNV-1a (Fowler, Noll, Vo), 64 bits, a word at a time, its upper half folded into its lower after
/// each: without that, two changes of the uppermost bit would cancel. A step loses nothing, so that a
/// single word's change changes the hash. Every number enters as a word of its own.
public struct DecisionHash: BitwiseCopyable, Sendable {
    /// The hash of the words mixed so far.
    public private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

    /// Of no words: FNV-1a's offset basis.
    public init() {}

    /// Of a loop at its start: empty, or the model that will decide, so that a weight that never
    /// matters counts as well.
    @inline(never)
    init(_ plan: LearnedPlan, _ tables: borrowing LearnedTablesView) {
        if plan.family != .none { mix(plan, tables) }
    }

    /// Enters the next word; their order counts. Constant time.
    @_noLocks
    public mutating func mix(_ word: UInt64) {
        value = (value ^ word) &* 0x0000_0100_0000_01b3
        value ^= value &>> 32
    }

    @_noLocks
    mutating func mix(_ high: Int32, _ low: Int32) {
        mix(UInt64(UInt32(bitPattern: high)) &<< 32 | UInt64(UInt32(bitPattern: low)))
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
            marks |= 1 &<< 26 | UInt64(UInt32(bitPattern: therapyIndex)) &<< 32
            mix(UInt64(truncatingIfNeeded: firstPulse))
        case .refused(let reason, let isRepeated):
            marks |= 2 &<< 26 | (isRepeated ? 1 : 0) &<< 28 | UInt64(reason.rawValue) &<< 32
        }
        mix(marks)
        mix(UInt64(features))
        // A third pattern's only where there is one: a pattern that was judged needs a vote.
        for pattern in 0..<(decision.votes.needed[2] != 0 ? 3 : 2) {
            mix(decision.votes.cast[pattern], decision.votes.needed[pattern])
            mix(UInt64(UInt32(bitPattern: decision.votes.usable[pattern])))
        }
    }

    @_noLocks
    mutating func mix(_ adaptation: (thresholdOffset: Int32, baselineHops: Int32)) {
        mix(adaptation.thresholdOffset, adaptation.baselineHops)
    }

    @_noLocks
    mutating func mix(_ pulse: Pulse) {
        for index in 0..<Pulse.wordCount { mix(pulse.word(index)) }
    }

    mutating func mix(_ plan: LearnedPlan, _ tables: borrowing LearnedTablesView) {
        mix(UInt64(plan.family.rawValue) | UInt64(plan.features.bits) &<< 8)
        mix(plan.channelCount, plan.bandCount)
        for band in 0..<DetectionLimits.bandCountMax {
            mix(UInt64(UInt32(bitPattern: plan.bandShifts[band])))
        }
        mix(plan.meanHops, plan.inputMax)
        mix(plan.baseline.hops, plan.baseline.firstHops)
        mix(plan.baseline.stepMax, plan.baseline.learningHopsMax)
        mix(plan.intercept, plan.threshold)
        mix(plan.treeCount, plan.operatingPoint.backgroundScore)
        mix(plan.operatingPoint.belowMax, plan.operatingPoint.aboveMax)
        mix(UInt64(UInt32(bitPattern: plan.operatingPoint.step)))
        for index in 0..<LearnedTables.wordCount(of: plan.family, with: plan.features) {
            mix(UInt64(tables.word(index)))
        }
    }
}
