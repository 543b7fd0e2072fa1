import RunFolder

/// The distributions that a run's hops give.
///
/// **Coordinated omission** is what a measurement suffers that starts its clock only when it gets to
/// the work: while it is held up it measures nothing, and the worst moments are missing (G. Tene, "How
/// NOT to measure latency", 2013). Here every hop has an instant at which it was due, whatever
/// happened, so `compute` and `sampleToActuator` are measured from there and omit nothing; a hop that
/// a full ring dropped counts with the time until the next decision, when the actuator knew of
/// anything again. The `uncorrected` ones start at the hand-over, as other programs publish it.
package struct HopLatencies: Sendable {
    /// Last sample due until the actuator has the command.
    package let compute: Distribution
    /// What of it is a capture device's, and what is the program's; hops that were decided on.
    package let device: Distribution
    package let program: Distribution
    /// First sample due until the command acts.
    package let sampleToActuator: Distribution
    package let uncorrectedCompute: Distribution
    package let uncorrectedSampleToActuator: Distribution
    /// In the order of `Stage.allCases`; hops that were decided on.
    package let stages: [Distribution]
    /// Hops that the full ring dropped, before one that was decided on.
    package let droppedHops: Int

    /// - Parameters:
    ///   - hops: in order.
    ///   - hopFrames: frames of a hop.
    ///   - hopNanoseconds: from one hop to the next.
    package init(_ hops: [HopTrace], hopFrames: Int, hopNanoseconds: Int64) {
        var compute: [Int64] = []
        var whole: [Int64] = []
        var dropped = 0
        for hop in hops {
            let values = hop.computeNanoseconds(hopFrames, hopNanoseconds)
            compute += values
            let beyond = hop.stamps.sampleToActuatorNanoseconds - hop.stamps.computeNanoseconds
            whole += values.map { $0 + beyond }
            dropped += values.count - 1
        }
        self.compute = Distribution(nanoseconds: compute)
        device = Distribution(nanoseconds: hops.lazy.map(\.stamps.heldByDevice))
        program = Distribution(nanoseconds: hops.lazy.map(\.stamps.programNanoseconds))
        sampleToActuator = Distribution(nanoseconds: whole)
        uncorrectedCompute = Distribution(
            nanoseconds: hops.lazy.map { $0.stamps.commanded - $0.stamps.enqueued })
        uncorrectedSampleToActuator = Distribution(
            nanoseconds: hops.lazy.map {
                $0.stamps.acquiredLast - $0.stamps.acquiredFirst
                    + ($0.stamps.actuated - $0.stamps.enqueued)
            })
        stages = Stage.allCases.map { stage in
            Distribution(nanoseconds: hops.lazy.map { stage.nanoseconds($0.stamps) })
        }
        droppedHops = dropped
    }
}
