import FixedPoint

/// The way of the frames for a processor without vector instructions.
extension Detector {
    /// As `filter`, one lane and section after the other: five numbers of state and four of
    /// coefficients, which even a small processor keeps in registers.
    @inline(never)
    mutating func filterInTurn(frameCount: Int, groupIndex: Int) {
        // A group begins with its sections.
        let states = unsafe UnsafeMutableRawPointer(groups + groupIndex)
            .assumingMemoryBound(to: BiquadState.self)
        let sectionCount = Int(plan.conditioning.sectionCount)
        let excess = plan.conditioning.fractionBits &- plan.conditioning.outputFractionBits
        for section in 0..<sectionCount {
            let coefficients = plan.conditioning.sections[section]
            let shift = section &+ 1 < sectionCount ? 0 : excess
            for lane in 0..<laneCount {
                var state = unsafe LaneBiquadState(states + section, lane: lane)
                if coefficients.hasOppositeZeros {
                    run(&state, lane, coefficients, true, shift, frameCount)
                } else {
                    run(&state, lane, coefficients, false, shift, frameCount)
                }
                unsafe state.store(to: states + section, lane: lane)
            }
        }
    }

    @inline(__always)
    private mutating func run(
        _ state: inout LaneBiquadState, _ lane: Int, _ section: BiquadSection,
        _ oppositeZeros: Bool, _ shift: Int32, _ frameCount: Int
    ) {
        var word =
            unsafe UnsafeMutableRawPointer(samples)
            .assumingMemoryBound(to: Int32.self) + lane
        for _ in 0..<frameCount {
            unsafe word.pointee =
                state.step(word.pointee, section, oppositeZeros: oppositeZeros) &>> shift
            unsafe word += laneCount
        }
    }
}
