import FixedPoint

/// The faults of eight channels and how near each is to one (`QualityPlan` tells the rule).
struct ChannelQuality: BitwiseCopyable {
    // In the order of `QualityJudgement.Word`.
    /// The faults, and whether the channel has not changed since the start: an input that never does
    /// has no electrode, however long a flat one may count.
    private var flags = Lanes(repeating: neverChanged)
    /// -1 where the channel counts, else 0.
    var isGood = Lanes(repeating: -1)
    private var levels = InlineArray<5, Lanes>(repeating: Lanes())
    private var mainsCosine = Lanes()
    private var mainsSine = Lanes()
    private var bandArea = Lanes()
    /// The largest share of `bandArea` that one hop had.
    private var hopAreaMax = Lanes()

    static var neverChanged: Int32 { 1 << 8 }
    /// Set of `ChannelFault` bits of each channel.
    var faults: Lanes { flags & Lanes(repeating: ~Self.neverChanged) }

    /// Judges a whole hop. Bounded: a few dozen vector instructions.
    @inline(__always)
    mutating func judge(_ hop: inout HopSums, _ plan: QualityPlan) {
        QualityJudgement(&self, hop: &hop, plan).runOnGroup()
    }

    /// Ends a mains measurement.
    mutating func judgeMains(_ plan: QualityPlan) {
        QualityJudgement(&self, endsMains: true, plan).runOnGroup()
        abandonMains()
    }

    /// Empties the measurement: it is over, or a gap or blanking has cut it.
    mutating func abandonMains() {
        mainsCosine = Lanes()
        mainsSine = Lanes()
        bandArea = Lanes()
        hopAreaMax = Lanes()
    }
}
