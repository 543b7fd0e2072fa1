import FixedPoint

/// All that a learned detector remembers of eight neighbouring channels.
struct LearnedGroup: BitwiseCopyable {
    /// The low-passes, conditioned counts.
    var poles = InlineArray<5, Lanes>(repeating: Lanes())
    /// Sums of the bands' magnitudes over the hop.
    var sums = InlineArray<5, Lanes>(repeating: Lanes())
    /// Short-term means of the hop sums.
    var means = BandLanes(repeating: Lanes())
    /// Mean of the means' logarithms, Q5.26.
    var baselines = BandLanes(repeating: Lanes())
    /// -1 where the baselines have a value, else 0.
    var hasBaseline = Lanes()
    /// What the model sees, 1/1,024 octave.
    var inputs = BandLanes(repeating: Lanes())
    /// -1 where the model knows the channel, else 0.
    var members = Lanes()
    var weights = BandLanes(repeating: Lanes())
}

/// One value per input of a learned detector, of eight channels each; 0 where a model has no such.
public typealias LearnedLanes = InlineArray<8, Lanes>

/// One value per line length and band, of eight channels each.
typealias BandLanes = InlineArray<6, Lanes>

extension LearnedGroup {
    /// Filters from rest, as the conditioned signal begins; means, baselines and inputs stay.
    @_noLocks
    @inline(never)
    mutating func prime() {
        poles = InlineArray(repeating: Lanes())
        sums = InlineArray(repeating: Lanes())
    }

    /// The bands of a stretch of conditioned samples: what each low-pass takes off the one before.
    ///
    /// Each is the low-pass's own error before its step, (1 - 2^-shift)^-1 times what it takes off:
    /// the same but for a factor, which the baseline takes out again. No sum can leave 32 bits: a
    /// low-pass stays within its input, so an error is at most twice that, like a difference.
    @inline(__always)
    mutating func measure(
        _ samples: UnsafeMutablePointer<Lanes>, frameCount: Int, _ plan: LearnedPlan
    ) {
        for band in 0..<Int(plan.bandCount) {
            let bandShift = Lanes(repeating: plan.bandShifts[band])
            var pole = poles[band]
            var sum = sums[band]
            for frame in 0..<frameCount {
                let error = unsafe samples[frame] &- pole
                sum = sum &+ error.laneMagnitude
                pole = pole &+ (error &>> bandShift)
                unsafe samples[frame] = pole
            }
            poles[band] = pole
            sums[band] = sum
        }
    }

    /// Hop sums into means, means into inputs.
    ///
    @inline(__always)
    mutating func completeHop(
        lineLength: Lanes, isGood: Lanes, _ context: LearnedContext, _ plan: LearnedPlan
    ) {
        let usable = isGood & hasBaseline & members
        let learns = Lanes(repeating: context.baselineRate > 0 ? -1 : 0) & isGood
        let inputMax = Lanes(repeating: plan.inputMax)
        let furthest = Lanes(repeating: context.stepMax)
        for input in 0...Int(plan.bandCount) {
            let sum = input == 0 ? lineLength : sums[input &- 1]
            let mean = means[input] &+ (sum &- means[input]).scaled(byQ30: context.meanRate)
            means[input] = mean
            let level = log2(mean)
            let distance = level &- baselines[input]
            inputs[input] =
                (distance &>> 16).laneMinimum(inputMax).laneMaximum(.zero &- inputMax) & usable
            guard context.baselineRate > 0 else { continue }
            let step = distance.laneMinimum(furthest).laneMaximum(.zero &- furthest)
                .scaled(byQ30: context.baselineRate)
            let known = (baselines[input] &+ step) & hasBaseline
            let next = known | (level & ~hasBaseline)
            baselines[input] = (next & learns) | (baselines[input] & ~learns)
        }
        hasBaseline = hasBaseline | learns
        sums = InlineArray(repeating: Lanes())
    }

    /// What the eight channels add to a linear model's score.
    @inline(__always)
    func weightedSum(inputCount: Int) -> Int32 { weightedSums(inputCount: inputCount).wrappedSum() }

    /// The same, lane by lane.
    @inline(__always)
    func weightedSums(inputCount: Int) -> Lanes {
        var sum = Lanes()
        for input in 0..<inputCount { sum = sum &+ inputs[input] &* weights[input] }
        return sum
    }

    /// -1 where an input differs from 0: a channel at fault, without a baseline or unknown to the
    /// model has none that does.
    @inline(__always)
    func speaks(inputCount: Int) -> Lanes {
        var bits = Lanes()
        for input in 0..<inputCount { bits = bits | inputs[input] }
        return Lanes(mask: bits .!= .zero)
    }
}
