import FixedPoint

/// The faults of eight channels and how near each is to one (`QualityPlan` tells the rule).
struct ChannelQuality: BitwiseCopyable {
    /// Set of `ChannelFault` bits of each channel.
    var faults: Lanes { flags & ~Self.neverChanged }
    /// The faults, and whether the channel has not changed since the start: an input that never does
    /// has no electrode, however long a flat one may count.
    private var flags = neverChanged
    private static var neverChanged: Lanes { Lanes(repeating: 1 << 8) }
    /// -1 where the channel counts, else 0.
    private(set) var isGood = Lanes(repeating: -1)
    private var levels = InlineArray<5, Lanes>(repeating: Lanes())
    private var mainsCosine = Lanes()
    private var mainsSine = Lanes()
    private var bandArea = Lanes()
    /// The largest share of `bandArea` that one hop had.
    private var hopAreaMax = Lanes()

    /// Judges a whole hop. Bounded: a few dozen vector instructions.
    @inline(__always)
    mutating func judge(_ hop: HopSums, _ plan: QualityPlan) {
        let range = hop.highest &- hop.lowest
        let rail = Lanes(repeating: plan.railCount)
        let isMissing = hop.lowest .== Lanes(repeating: Int32(DetectionLimits.missingCount))
        let isSaturated = (hop.highest .>= rail) .| (hop.lowest .<= .zero &- rail)
        update(0, .missing, isMissing, weight: plan.levelMax, plan)
        update(1, .saturated, isSaturated, weight: plan.saturationWeight, plan)
        update(2, .flat, range .== .zero, weight: plan.flatWeight, plan)
        flags = flags & ~(Self.neverChanged & Lanes(mask: range .!= .zero))
        let isJumping = range .>= Lanes(repeating: plan.contactRange)
        update(3, .brokenContact, isJumping, weight: plan.contactWeight, plan)
        if plan.mainsHops > 0 {
            // Measured once in many hops; in between the level only falls.
            update(4, .mains, Lanes.zero .> Lanes.zero, weight: 0, plan)
            mainsCosine = mainsCosine &+ (hop.mainsCosine &>> 5)
            mainsSine = mainsSine &+ (hop.mainsSine &>> 5)
            bandArea = bandArea &+ hop.bandArea
            hopAreaMax = hopAreaMax.laneMaximum(hop.bandArea)
        }
        isGood = Lanes(mask: flags .== .zero)
    }

    /// Ends a mains measurement: a sine of amplitude A in the detector's band adds 2/pi A per sample
    /// to the area and A/2 to the correlation, so its share is 4/pi x correlation / area.
    /// A single jump correlates with every frequency: mains are spread over all hops, of which there
    /// are 25 or more, so none may have an eighth of the area.
    mutating func judgeMains(_ plan: QualityPlan) {
        let cosine = mainsCosine.laneMagnitude &>> 8
        let sine = mainsSine.laneMagnitude &>> 8
        // Length of the vector, by the larger part plus 3/8 of the smaller: within 7 %.
        let smaller = cosine.laneMinimum(sine)
        let larger = cosine.laneMaximum(sine)
        let correlation = larger &+ ((smaller &* 3) &>> 3)
        let isMains =
            (correlation &* 163) .> ((bandArea &>> 8) &* plan.mainsShare)
            .& (bandArea .>= Lanes(repeating: 256)) .& (hopAreaMax .< (bandArea &>> 3))
        update(4, .mains, isMains, weight: plan.mainsWeight, plan)
        abandonMains()
        isGood = Lanes(mask: flags .== .zero)
    }

    /// Empties the measurement: it is over, or a gap or blanking has cut it.
    mutating func abandonMains() {
        mainsCosine = Lanes()
        mainsSine = Lanes()
        bandArea = Lanes()
        hopAreaMax = Lanes()
    }

    @inline(__always)
    private mutating func update(
        _ index: Int, _ fault: ChannelFault, _ shows: SIMDMask<Lanes>, weight: Int32,
        _ plan: QualityPlan
    ) {
        let level = levels[index]
        let raised = (level &+ weight).laneMinimum(Lanes(repeating: max(plan.levelMax, weight)))
        let fallen = (level &- plan.recoveryWeight).laneMaximum(Lanes(repeating: 0))
        let next = fallen.replacing(with: raised, where: shows)
        levels[index] = next
        let bit = Lanes(repeating: Int32(fault.rawValue))
        let wasBad = (flags & bit) .== bit
        let isBad = (next .>= Lanes(repeating: plan.levelMax)) .| ((next .> .zero) .& wasBad)
        flags = (flags & ~bit) | (Lanes(mask: isBad) & bit)
    }
}
