import FixedPoint

/// The way of the frames: raw counts, filters, sums over the hop. Each pass runs over all frames of
/// one group, so that what it remembers stays in registers.
///
/// They change what lies in the working memory, so they are mutating; were they not, the compiler
/// would copy the whole detector for each call.
extension Detector {
    /// Raw counts: range, line length and mains of the hop, and the filters' input.
    @inline(__always)
    mutating func load(
        _ frames: Span<CountLanes>, from first: Int, frameCount: Int,
        into group: inout ChannelGroup, _ index: Int
    ) {
        let shift = plan.conditioning.fractionBits
        if mustPrime {
            unsafe prime(
                &group,
                with: Lanes(
                    truncatingIfNeeded: frames[unchecked: first &* groupCount &+ index]))
        }
        var hop = group.hop
        var previous = group.previousCount
        for frame in 0..<frameCount {
            let count = unsafe Lanes(
                truncatingIfNeeded: frames[unchecked: (first &+ frame) &* groupCount &+ index])
            hop.lowest = hop.lowest.laneMinimum(count)
            hop.highest = hop.highest.laneMaximum(count)
            let difference = count &- previous
            previous = count
            hop.rawLength = hop.rawLength &+ difference.laneMagnitude
            unsafe hop.mainsCosine = hop.mainsCosine &+ difference &* mainsCosines[frame]
            unsafe hop.mainsSine = hop.mainsSine &+ difference &* mainsSines[frame]
            unsafe samples[frame] = count &<< shift
        }
        group.previousCount = previous
        group.hop = hop
    }

    /// The conditioning filters, in place; two sections at a time where there are two.
    @inline(__always)
    mutating func filter(frameCount: Int, _ group: inout ChannelGroup) {
        var section = 0
        let sectionCount = Int(plan.conditioning.sectionCount)
        while section &+ 1 < sectionCount {
            let first = plan.conditioning.sections[section]
            let second = plan.conditioning.sections[section &+ 1]
            var firstState = group.sections[section]
            var secondState = group.sections[section &+ 1]
            for frame in 0..<frameCount {
                unsafe samples[frame] = secondState.step(
                    firstState.step(samples[frame], first), second)
            }
            group.sections[section] = firstState
            group.sections[section &+ 1] = secondState
            section &+= 2
        }
        if section < sectionCount {
            let last = plan.conditioning.sections[section]
            var state = group.sections[section]
            for frame in 0..<frameCount { unsafe samples[frame] = state.step(samples[frame], last) }
            group.sections[section] = state
        }
    }

    /// The features' sums over the hop.
    @inline(__always)
    mutating func measure(frameCount: Int, _ group: inout ChannelGroup) {
        let shift = plan.conditioning.fractionBits &- plan.conditioning.outputFractionBits
        let framesMin = Lanes(repeating: plan.halfWave.framesMin)
        let framesMax = Lanes(repeating: plan.halfWave.framesMax)
        var lineLength = group.hop.lineLength
        var area = group.hop.area
        var halfWaves = group.hop.halfWaves
        var counter = group.halfWaves
        var previous = group.previousSample
        for frame in 0..<frameCount {
            let sample = unsafe samples[frame] &>> shift
            lineLength = lineLength &+ (sample &- previous).laneMagnitude
            area = area &+ sample.laneMagnitude
            halfWaves =
                halfWaves &+ counter.step(sample, framesMin: framesMin, framesMax: framesMax)
            previous = sample
        }
        group.hop.lineLength = lineLength
        group.hop.area = area
        group.hop.halfWaves = halfWaves
        group.halfWaves = counter
        group.previousSample = previous
    }

    /// Filters settled at the first sample, so that no start, gap or burst rings through them.
    private mutating func prime(_ group: inout ChannelGroup, with count: Lanes) {
        for section in 0..<Int(plan.conditioning.sectionCount) {
            group.sections[section] = BiquadState(
                settledAt: section == 0
                    ? count &<< plan.conditioning.fractionBits : Lanes(repeating: 0),
                in: plan.conditioning.sections[section])
        }
        group.previousCount = count
        group.previousSample = Lanes()
        group.halfWaves.restart(at: Lanes())
    }
}
