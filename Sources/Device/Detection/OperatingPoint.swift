/// Holds the rate at which the background comes near an alarm, by moving the threshold with the
/// background's 99th percentile, which it follows by counting (stochastic approximation of a
/// quantile, Robbins and Monro 1951): up by 99 steps in a hop above it, down by one in any other.
/// In balance one hop in a hundred lies above it, as in training.
struct OperatingPoint: BitwiseCopyable {
    /// Of the threshold from the trained one, in the score's units.
    var offset: Int32 = 0

    /// Follows a hop outside episodes that was not positive.
    @inline(__always)
    mutating func follow(_ score: Int32, _ plan: OperatingPointPlan) {
        let isAbove = score > plan.backgroundScore &+ offset
        let next = offset &+ (isAbove ? plan.step &* 99 : 0 &- plan.step)
        offset = min(max(next, 0 &- plan.belowMax), plan.aboveMax)
    }
}
