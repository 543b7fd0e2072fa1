import FixedPoint

/// What a hop, or the mains measurement that it ends, says of the faults of a group's channels.
@safe
struct QualityJudgement: SliceKernel {
    private let own: UnsafeMutablePointer<Lanes>
    /// Of no account where a measurement ends.
    private let hop: UnsafeMutablePointer<Lanes>
    private let plan: QualityPlan
    private let endsMains: Bool

    /// Words of a `ChannelQuality`.
    private enum Word {
        static var flags: Int { 0 }
        static var isGood: Int { 1 }
        static var levels: Int { 2 }
        static var mainsCosine: Int { 7 }
        static var mainsSine: Int { 8 }
        static var bandArea: Int { 9 }
        static var hopAreaMax: Int { 10 }
    }

    /// Words of a `HopSums`.
    private enum Sum {
        static var lowest: Int { 0 }
        static var highest: Int { 1 }
        static var bandArea: Int { 2 }
        static var mainsCosine: Int { 3 }
        static var mainsSine: Int { 4 }
    }

    /// Of a hop. Both must stay where they are as long as this is used.
    @inline(__always)
    init(_ quality: inout ChannelQuality, hop: inout HopSums, _ plan: QualityPlan) {
        unsafe own = laneWords(of: &quality)
        unsafe self.hop = laneWords(of: &hop)
        self.plan = plan
        endsMains = false
    }

    /// Of a mains measurement.
    @inline(__always)
    init(_ quality: inout ChannelQuality, endsMains: Bool, _ plan: QualityPlan) {
        unsafe own = laneWords(of: &quality)
        unsafe hop = own
        self.plan = plan
        self.endsMains = endsMains
    }

    @inline(__always)
    func run<Slice: LaneSlice>(_: Slice.Type, from lane: Int) {
        let words = unsafe SliceWords<Slice>(own, from: lane)
        var flags = unsafe words[Word.flags]
        if endsMains {
            unsafe judgeMains(words, &flags)
        } else {
            unsafe judgeHop(words, SliceWords<Slice>(hop, from: lane), &flags)
        }
        unsafe words[Word.flags] = flags
        unsafe words[Word.isGood] = Slice(repeating: 1).isGreater(than: flags)
    }

    @inline(__always)
    private func judgeHop<Slice: LaneSlice>(
        _ words: SliceWords<Slice>, _ hop: SliceWords<Slice>, _ flags: inout Slice
    ) {
        let (lowest, highest) = unsafe (hop[Sum.lowest], hop[Sum.highest])
        let range = highest &- lowest
        let isMissing = Slice(repeating: Int32(DetectionLimits.missingCount) &+ 1).isGreater(
            than: lowest)
        let isSaturated =
            highest.isGreater(than: Slice(repeating: plan.railCount &- 1))
            | Slice(repeating: 1 &- plan.railCount).isGreater(than: lowest)
        // 1 where the hop had no frame.
        let isFlat = Slice(repeating: 1).isGreater(than: range)
        unsafe update(words, 0, .missing, isMissing, weight: plan.levelMax, &flags)
        unsafe update(words, 1, .saturated, isSaturated, weight: plan.saturationWeight, &flags)
        unsafe update(words, 2, .flat, isFlat, weight: plan.flatWeight, &flags)
        flags = flags & (isFlat | Slice(repeating: ~ChannelQuality.neverChanged))
        let isJumping = range.isGreater(than: Slice(repeating: plan.contactRange &- 1))
        unsafe update(words, 3, .brokenContact, isJumping, weight: plan.contactWeight, &flags)
        guard plan.mainsHops > 0 else { return }
        // Measured once in many hops; in between the level only falls.
        unsafe update(words, 4, .mains, Slice(repeating: 0), weight: 0, &flags)
        let five = Slice(repeating: 5)
        unsafe words[Word.mainsCosine] = words[Word.mainsCosine] &+ (hop[Sum.mainsCosine] &>> five)
        unsafe words[Word.mainsSine] = words[Word.mainsSine] &+ (hop[Sum.mainsSine] &>> five)
        unsafe words[Word.bandArea] = words[Word.bandArea] &+ hop[Sum.bandArea]
        unsafe words[Word.hopAreaMax] = words[Word.hopAreaMax].laneMaximum(hop[Sum.bandArea])
    }

    /// A sine of amplitude A in the detector's band adds 2/pi A per sample to the area and A/2 to the
    /// correlation, so its share is 4/pi x correlation / area. A single jump correlates with every
    /// frequency: mains are spread over all hops, of which there are 25 or more, so none may have an
    /// eighth of the area.
    @inline(__always)
    private func judgeMains<Slice: LaneSlice>(_ words: SliceWords<Slice>, _ flags: inout Slice) {
        let (three, eight) = (Slice(repeating: 3), Slice(repeating: 8))
        let cosine = unsafe words[Word.mainsCosine].laneMagnitude &>> eight
        let sine = unsafe words[Word.mainsSine].laneMagnitude &>> eight
        // Length of the vector, by the larger part plus 3/8 of the smaller: within 7 %.
        let smaller = cosine.laneMinimum(sine)
        let larger = cosine.laneMaximum(sine)
        let correlation = larger &+ ((smaller &* three) &>> three)
        let (area, areaMax) = unsafe (words[Word.bandArea], words[Word.hopAreaMax])
        let isMains =
            (correlation &* Slice(repeating: 163)).isGreater(
                than: (area &>> eight) &* Slice(repeating: plan.mainsShare))
            & area.isGreater(than: Slice(repeating: 255))
            & (area &>> three).isGreater(than: areaMax)
        unsafe update(words, 4, .mains, isMains, weight: plan.mainsWeight, &flags)
    }

    /// A fault's level rises where it shows and falls where not; the channel is bad from the most on, and
    /// until there is none left.
    @inline(__always)
    private func update<Slice: LaneSlice>(
        _ words: SliceWords<Slice>, _ index: Int, _ fault: ChannelFault, _ shows: Slice,
        weight: Int32, _ flags: inout Slice
    ) {
        let level = unsafe words[Word.levels &+ index]
        let raised = (level &+ Slice(repeating: weight)).laneMinimum(
            Slice(repeating: max(plan.levelMax, weight)))
        let fallen = (level &- Slice(repeating: plan.recoveryWeight)).laneMaximum(
            Slice(repeating: 0))
        let next = fallen.replaced(by: raised, where: shows)
        unsafe words[Word.levels &+ index] = next
        let bit = Slice(repeating: Int32(fault.rawValue))
        let wasBad = (flags & bit).isGreater(than: Slice(repeating: 0))
        let isBad =
            next.isGreater(than: Slice(repeating: plan.levelMax &- 1))
            | (next.isGreater(than: Slice(repeating: 0)) & wasBad)
        flags = (flags & Slice(repeating: ~Int32(fault.rawValue))) | (isBad & bit)
    }
}
