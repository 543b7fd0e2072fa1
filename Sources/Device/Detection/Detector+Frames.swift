import FixedPoint

/// The way of the frames: raw counts, filters, sums over the hop. Each pass runs over all frames of
/// one group, so that what it remembers stays in registers.
///
/// They change what lies in the working memory, so they are mutating; were they not, the compiler
/// would copy the whole detector for each call.
extension Detector {
    /// Raw counts: range of the hop, and the filters' input.
    @inline(__always)
    mutating func load(
        _ frames: Span<CountLanes>, from first: Int, frameCount: Int,
        into group: inout ChannelGroup, _ index: Int
    ) {
        if mustPrime {
            if hasModel { unsafe learned[index].prime() }
            unsafe prime(
                &group,
                with: Lanes(truncatingIfNeeded: frames[unchecked: first &* groupCount &+ index]))
        }
        let shift = Lanes(repeating: plan.conditioning.fractionBits)
        var lowest = CountLanes(repeating: Int16.max)
        var highest = CountLanes(repeating: Int16.min)
        for frame in 0..<frameCount {
            let count = unsafe frames[unchecked: (first &+ frame) &* groupCount &+ index]
            lowest = lowest.laneMinimum(count)
            highest = highest.laneMaximum(count)
            unsafe samples[frame] = Lanes(truncatingIfNeeded: count) &<< shift
        }
        group.hop.lowest = group.hop.lowest.laneMinimum(Lanes(truncatingIfNeeded: lowest))
        group.hop.highest = group.hop.highest.laneMaximum(Lanes(truncatingIfNeeded: highest))
    }

    /// The conditioned signal's area in whole counts, and how much of it goes with the mains.
    @inline(__always)
    mutating func correlateWithMains(frameCount: Int, _ group: inout ChannelGroup) {
        let shift = Lanes(repeating: plan.conditioning.outputFractionBits)
        var bandArea = group.hop.bandArea
        var mainsCosine = group.hop.mainsCosine
        var mainsSine = group.hop.mainsSine
        for frame in 0..<frameCount {
            let count = unsafe samples[frame] &>> shift
            bandArea = bandArea &+ count.laneMagnitude
            unsafe mainsCosine = mainsCosine &+ count &* mainsCosines[frame]
            unsafe mainsSine = mainsSine &+ count &* mainsSines[frame]
        }
        group.hop.bandArea = bandArea
        group.hop.mainsCosine = mainsCosine
        group.hop.mainsSine = mainsSine
    }

    /// The conditioning filters, in place; two sections at a time where there are two. The last
    /// pass cuts the samples to the features' fraction bits.
    @inline(__always)
    mutating func filter(frameCount: Int, _ group: inout ChannelGroup) {
        var section = 0
        let sectionCount = Int(plan.conditioning.sectionCount)
        let excess = plan.conditioning.fractionBits &- plan.conditioning.outputFractionBits
        while section &+ 1 < sectionCount {
            let shift = section &+ 2 < sectionCount ? 0 : excess
            let first = plan.conditioning.sections[section].hasOppositeZeros
            let second = plan.conditioning.sections[section &+ 1].hasOppositeZeros
            // The usual pairs, a high-pass or a band-pass before a band-pass, each have a loop.
            if first && second {
                filterPair(section, true, true, shift, frameCount, &group)
            } else if second {
                filterPair(section, false, true, shift, frameCount, &group)
            } else {
                filterPair(section, first, false, shift, frameCount, &group)
            }
            section &+= 2
        }
        if section < sectionCount {
            let last = plan.conditioning.sections[section]
            let oppositeZeros = last.hasOppositeZeros
            var state = group.sections[section]
            let shift = Lanes(repeating: excess)
            for frame in 0..<frameCount {
                let output = unsafe state.step(samples[frame], last, oppositeZeros: oppositeZeros)
                unsafe samples[frame] = output &>> shift
            }
            group.sections[section] = state
        }
    }

    /// Two sections in one pass.
    @inline(__always)
    private mutating func filterPair(
        _ section: Int, _ firstOpposite: Bool, _ secondOpposite: Bool, _ shift: Int32,
        _ frameCount: Int, _ group: inout ChannelGroup
    ) {
        let first = plan.conditioning.sections[section]
        let second = plan.conditioning.sections[section &+ 1]
        var firstState = group.sections[section]
        var secondState = group.sections[section &+ 1]
        let shift = Lanes(repeating: shift)
        for frame in 0..<frameCount {
            let middle = unsafe firstState.step(
                samples[frame], first, oppositeZeros: firstOpposite)
            let output = secondState.step(middle, second, oppositeZeros: secondOpposite)
            unsafe samples[frame] = output &>> shift
        }
        group.sections[section] = firstState
        group.sections[section &+ 1] = secondState
    }

    /// Filters settled at the first sample, so that no start, gap or burst rings through them.
    private mutating func prime(_ group: inout ChannelGroup, with count: Lanes) {
        for section in 0..<Int(plan.conditioning.sectionCount) {
            group.sections[section] = BiquadState(
                settledAt: section == 0 ? count &<< plan.conditioning.fractionBits : Lanes())
        }
        primeFeatures(&group)
    }
}
