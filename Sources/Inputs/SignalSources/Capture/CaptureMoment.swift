import Synchronization

/// How a capture device is at the moment: its thread tells, and never waits for who asks.
package final class CaptureMoment: Sendable {
    private let driftBits = Atomic<UInt64>(Double.nan.bitPattern)
    private let away = Atomic(false)
    private let returns = Atomic(0)
    private let fullTimes = Atomic(0)

    /// How much faster the device's clock runs than the computer's, in parts per million; nil while
    /// that is not known.
    package var driftPartsPerMillion: Double? {
        let drift = Double(bitPattern: driftBits.load(ordering: .relaxed))
        return drift.isFinite ? drift : nil
    }

    /// The device went away, or is silent, and is not back yet.
    package var isAway: Bool { away.load(ordering: .relaxed) }

    /// Times that it came back.
    package var reconnects: Int { returns.load(ordering: .relaxed) }

    /// Times that its buffer was full before it was read.
    package var overruns: Int { fullTimes.load(ordering: .relaxed) }

    func tell(driftPartsPerMillion: Double?, isAway: Bool, reconnects: Int, overruns: Int) {
        driftBits.store((driftPartsPerMillion ?? .nan).bitPattern, ordering: .relaxed)
        away.store(isAway, ordering: .relaxed)
        returns.store(reconnects, ordering: .relaxed)
        fullTimes.store(overruns, ordering: .relaxed)
    }
}
