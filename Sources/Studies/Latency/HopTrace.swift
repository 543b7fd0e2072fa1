import Pipeline

/// What a latency run keeps of every hop.
package struct HopTrace: Sendable, Equatable {
    /// Number of the hop, from 0; those that the full ring dropped are not counted.
    package var sequence: Int64
    package var stamps: HopStamps
    /// Whether the patterns were positive.
    package var isPositive: Bool
    /// The decision missed the budget.
    package var isLate: Bool
    /// Frames that the full ring dropped before this hop.
    package var droppedFrames: Int64

    package init(
        sequence: Int64, stamps: HopStamps, isPositive: Bool = false, isLate: Bool = false,
        droppedFrames: Int64 = 0
    ) {
        self.sequence = sequence
        self.stamps = stamps
        self.isPositive = isPositive
        self.isLate = isLate
        self.droppedFrames = droppedFrames
    }

    init(_ record: HopRecord) {
        self.init(
            sequence: record.decision.hop, stamps: record.stamps,
            isPositive: record.decision.isPositive, isLate: record.isLate,
            droppedFrames: record.isAfterOverrun ? record.missingFrames : 0)
    }

    /// One line of the trace: sequence number, when the hop's last sample was due, when its block was
    /// handed over, when the actuator had the command, decision (0 or 1); tab-separated, nanoseconds
    /// of `CLOCK_MONOTONIC`.
    package var line: String {
        "\(sequence)\t\(stamps.acquiredLast)\t\(stamps.enqueued)\t\(stamps.commanded)\t"
            + "\(isPositive ? 1 : 0)\n"
    }
}
