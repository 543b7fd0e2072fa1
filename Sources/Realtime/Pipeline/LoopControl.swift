import Detection
import Synchronization

/// What is changed of a running loop, one change at a time: made ready outside, taken by the loop at a
/// hop's end, in force from the frame after it. The loop reads a few numbers and waits for nobody.
public final class LoopControl: Sendable {
    /// All that may change.
    public struct Values: BitwiseCopyable, Equatable, Sendable {
        /// No therapy starts.
        public var isSuspended: Bool
        /// What the detector compares with.
        public var thresholds: DetectionThresholds

        /// As given; nothing is checked.
        public init(isSuspended: Bool, thresholds: DetectionThresholds) {
            self.isSuspended = isSuspended
            self.thresholds = thresholds
        }
    }

    private let given = Atomic<Int64>(0)
    private let taken = Atomic<Int64>(0)
    private let takenFrame = Atomic<Int64>(0)
    /// The loop reads them after `given` has counted them, and nobody writes until `taken` has.
    private let isSuspended = Atomic(false)
    private let first = Atomic<Int32>(0)
    private let second = Atomic<Int32>(0)
    private let third = Atomic<Int32>(0)
    private let learned = Atomic<Int32>(0)

    /// Nothing is changed yet.
    public init() {}

    /// Hands values over. One caller at a time.
    ///
    /// - Precondition: `frameTaken` of the values before is not nil, unless these are the first.
    public func give(_ values: Values) {
        let number = given.load(ordering: .relaxed)
        precondition(taken.load(ordering: .acquiring) == number, "the values before are not taken")
        isSuspended.store(values.isSuspended, ordering: .relaxed)
        first.store(values.thresholds.patterns[0], ordering: .relaxed)
        second.store(values.thresholds.patterns[1], ordering: .relaxed)
        third.store(values.thresholds.patterns[2], ordering: .relaxed)
        learned.store(values.thresholds.learned, ordering: .relaxed)
        given.store(number + 1, ordering: .releasing)
    }

    /// The first frame for which the values given last are in force; nil while the loop has not taken
    /// them, and before any.
    public var frameTaken: Int64? {
        let number = given.load(ordering: .relaxed)
        guard number > 0, taken.load(ordering: .acquiring) == number else { return nil }
        return takenFrame.load(ordering: .relaxed)
    }

    /// Values to be in force from a frame on, once; nil where there are none. The loop alone asks.
    func take(at frame: Int64) -> Values? {
        let number = given.load(ordering: .acquiring)
        guard number > taken.load(ordering: .relaxed) else { return nil }
        let values = Values(
            isSuspended: isSuspended.load(ordering: .relaxed),
            thresholds: DetectionThresholds(
                patterns: [
                    first.load(ordering: .relaxed), second.load(ordering: .relaxed),
                    third.load(ordering: .relaxed),
                ], learned: learned.load(ordering: .relaxed)))
        takenFrame.store(frame, ordering: .relaxed)
        taken.store(number, ordering: .releasing)
        return values
    }
}
