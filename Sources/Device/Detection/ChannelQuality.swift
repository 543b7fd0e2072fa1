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
    private var rawLength = Lanes()
    /// The largest share of `rawLength` that one hop had.
    private var hopLengthMax = Lanes()

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
            mainsCosine = mainsCosine &+ (hop.mainsCosine &>> 6)
            mainsSine = mainsSine &+ (hop.mainsSine &>> 6)
            rawLength = rawLength &+ hop.rawLength
            hopLengthMax = hopLengthMax.laneMaximum(hop.rawLength)
        }
        isGood = Lanes(mask: flags .== .zero)
    }

    /// Ends a mains measurement: a sine of amplitude A in the differences adds 2/pi A per sample to
    /// the raw line length and A/2 to the correlation, so its share is 4/pi x correlation / length.
    /// A single jump correlates with every frequency: mains are spread over all hops, of which there
    /// are 25 or more, so none may have an eighth of the length.
    mutating func judgeMains(_ plan: QualityPlan) {
        let cosine = mainsCosine.laneMagnitude &>> 8
        let sine = mainsSine.laneMagnitude &>> 8
        // Length of the vector, by the larger part plus 3/8 of the smaller: within 7 %.
        let smaller = cosine.laneMinimum(sine)
        let larger = cosine.laneMaximum(sine)
        let correlation = larger &+ ((smaller &* 3) &>> 3)
        let isMains =
            (correlation &* 163) .> ((rawLength &>> 8) &* plan.mainsShare)
            .& (rawLength .>= Lanes(repeating: 256)) .& (hopLengthMax .< (rawLength &>> 3))
        update(4, .mains, isMains, weight: plan.mainsWeight, plan)
        abandonMains()
        isGood = Lanes(mask: flags .== .zero)
    }

    /// Empties the measurement: it is over, or a gap or blanking has cut it.
    mutating func abandonMains() {
        mainsCosine = Lanes()
        mainsSine = Lanes()
        rawLength = Lanes()
        hopLengthMax = Lanes()
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
