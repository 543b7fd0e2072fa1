import Pipeline

/// The stages of a hop's way, one after the other; together they are the compute latency.
package enum Stage: String, CaseIterable, Sendable {
    /// The last sample is due until the source hands the block over: the source's wake-up.
    case wakeUp
    /// Handed over until the loop takes it.
    case handOver
    /// Taken until decided.
    case decision
    /// Decided until the actuator has the command.
    case actuation

    package var title: String {
        switch self {
        case .wakeUp: "source wakes up"
        case .handOver: "hand-over"
        case .decision: "decision"
        case .actuation: "to the actuator"
        }
    }

    package func nanoseconds(_ stamps: HopStamps) -> Int64 {
        switch self {
        case .wakeUp: stamps.enqueued - stamps.acquiredLast
        case .handOver: stamps.dequeued - stamps.enqueued
        case .decision: stamps.decided - stamps.dequeued
        case .actuation: stamps.commanded - stamps.decided
        }
    }
}
