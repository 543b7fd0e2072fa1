import FixedPoint

/// The way of the frames for a processor whose vectors hold half a group.
extension Detector {
    /// As `filter`, one section and half after the other.
    @inline(never)
    mutating func filterInHalves(frameCount: Int, groupIndex: Int) {
        // A group begins with its sections.
        let states = unsafe UnsafeMutableRawPointer(groups + groupIndex)
            .assumingMemoryBound(to: BiquadState.self)
        let sectionCount = Int(plan.conditioning.sectionCount)
        let excess = plan.conditioning.fractionBits &- plan.conditioning.outputFractionBits
        for section in 0..<sectionCount {
            let oppositeZeros = plan.conditioning.sections[section].hasOppositeZeros
            let coefficients = HalfBiquadSection(plan.conditioning.sections[section])
            let shift = section &+ 1 < sectionCount ? 0 : excess
            for half in 0..<2 {
                var state = unsafe HalfBiquadState(states + section, half: half)
                if oppositeZeros {
                    run(&state, half, coefficients, true, shift, frameCount)
                } else {
                    run(&state, half, coefficients, false, shift, frameCount)
                }
                unsafe state.store(to: states + section, half: half)
            }
        }
    }

    @inline(__always)
    private mutating func run(
        _ state: inout HalfBiquadState, _ half: Int, _ section: HalfBiquadSection,
        _ oppositeZeros: Bool, _ shift: Int32, _ frameCount: Int
    ) {
        let shift = HalfLanes(repeating: shift)
        var place = unsafe halfSamples + half
        for _ in 0..<frameCount {
            unsafe place.pointee =
                state.step(place.pointee, section, oppositeZeros: oppositeZeros) &>> shift
            unsafe place += 2
        }
    }

    private var halfSamples: UnsafeMutablePointer<HalfLanes> {
        unsafe UnsafeMutableRawPointer(samples).assumingMemoryBound(to: HalfLanes.self)
    }
}
