import FixedPoint

/// All that a learned detector remembers of eight neighbouring channels, in the order of `LearnedWord`.
struct LearnedGroup: BitwiseCopyable {
    /// The low-passes, conditioned counts.
    var poles = InlineArray<5, Lanes>(repeating: Lanes())
    /// The hop's line length, and the sums of the bands' magnitudes over it.
    var sums = BandLanes(repeating: Lanes())
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
    /// -1 where the channel has no fault in the hop that ends, else 0.
    var isGood = Lanes()
}

/// Where the words of a `LearnedGroup` lie, for kernels that take a slice of its lanes.
enum LearnedWord {
    static var poles: Int { 0 }
    static var sums: Int { 5 }
    static var bandSums: Int { 6 }
    static var means: Int { 11 }
    static var baselines: Int { 17 }
    static var hasBaseline: Int { 23 }
    static var inputs: Int { 24 }
    static var members: Int { 30 }
    static var weights: Int { 31 }
    static var isGood: Int { 37 }
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
}

/// Some lanes of a group.
@safe
struct LearnedSlice<Slice: LaneSlice> {
    private let words: SliceWords<Slice>
    private typealias Word = LearnedWord

    /// - Parameter lane: the first of them.
    @inline(__always)
    init(_ group: UnsafeMutablePointer<LearnedGroup>, from lane: Int) {
        unsafe words = SliceWords(
            UnsafeMutableRawPointer(group).assumingMemoryBound(to: Lanes.self), from: lane)
    }

    /// -1 where the baselines have a value, else 0.
    @inline(__always)
    var hasBaseline: Slice { unsafe words[Word.hasBaseline] }

    /// -1 where the channel has no fault, else 0.
    @inline(__always)
    var isGood: Slice { unsafe words[Word.isGood] }

    /// -1 where the channel has inputs that count, else 0.
    @inline(__always)
    var usable: Slice { unsafe hasBaseline & words[Word.members] & isGood }

    /// The bands of a stretch of conditioned samples: what each low-pass takes off the one before.
    ///
    /// Each is the low-pass's own error before its step, (1 - 2^-shift)^-1 times what it takes off:
    /// the same but for a factor, which the baseline takes out again. No sum can leave 32 bits: a
    /// low-pass stays within its input, so an error is at most twice that, like a difference.
    @inline(__always)
    func measure(_ samples: SliceWords<Slice>, frameCount: Int, _ plan: LearnedPlan) {
        for band in 0..<Int(plan.bandCount) {
            let bandShift = Slice(repeating: plan.bandShifts[band])
            var pole = unsafe words[Word.poles &+ band]
            var sum = unsafe words[Word.bandSums &+ band]
            for frame in 0..<frameCount {
                let error = unsafe samples[frame] &- pole
                sum = sum &+ error.laneMagnitude
                pole = pole &+ (error &>> bandShift)
                unsafe samples[frame] = pole
            }
            unsafe words[Word.poles &+ band] = pole
            unsafe words[Word.bandSums &+ band] = sum
        }
    }

    /// The same of all five bands, sample by sample: a processor that takes one lane at a time has
    /// registers for their shifts, and what a low-pass leaves goes to the next in one.
    @inline(__always)
    func measureFiveBands(_ samples: SliceWords<Slice>, frameCount: Int, _ plan: LearnedPlan) {
        let (first, second) = (plan.bandShifts[0], plan.bandShifts[1])
        let (third, fourth, fifth) = (plan.bandShifts[2], plan.bandShifts[3], plan.bandShifts[4])
        for frame in 0..<frameCount {
            var sample = unsafe samples[frame]
            sample = measure(sample, band: 0, shift: first)
            sample = measure(sample, band: 1, shift: second)
            sample = measure(sample, band: 2, shift: third)
            sample = measure(sample, band: 3, shift: fourth)
            _ = measure(sample, band: 4, shift: fifth)
        }
    }

    @inline(__always)
    private func measure(_ sample: Slice, band: Int, shift: Int32) -> Slice {
        let pole = unsafe words[Word.poles &+ band]
        let error = sample &- pole
        let next = pole &+ (error &>> Slice(repeating: shift))
        unsafe words[Word.poles &+ band] = next
        unsafe words[Word.bandSums &+ band] =
            words[Word.bandSums &+ band] &+ error.laneMagnitude
        return next
    }

    /// Hop sums into means, means into inputs.
    @inline(__always)
    func completeHop(_ context: LearnedContext, _ plan: LearnedPlan) {
        let (hasBaseline, isGood, usable) = (hasBaseline, isGood, usable)
        let inputMax = Slice(repeating: plan.inputMax)
        let inputMin = Slice(repeating: 0 &- plan.inputMax)
        for input in 0...Int(plan.bandCount) {
            let sum = unsafe words[Word.sums &+ input]
            unsafe words[Word.sums &+ input] = Slice(repeating: 0)
            var mean = unsafe words[Word.means &+ input]
            mean = mean &+ (sum &- mean).scaled(byQ30: context.meanRate)
            unsafe words[Word.means &+ input] = mean
            let rise = unsafe context.rise(
                of: log2(mean), above: &words[Word.baselines &+ input], isGood: isGood,
                hasBaseline: hasBaseline)
            unsafe words[Word.inputs &+ input] =
                (rise &>> Slice(repeating: 16)).laneMinimum(inputMax).laneMaximum(inputMin) & usable
        }
        if context.baselineRate > 0 {
            unsafe words[Word.hasBaseline] = hasBaseline | isGood
        }
    }

    /// What the channels add to the score with their weights, and the bits that any input has.
    @inline(__always)
    func weighted(inputCount: Int) -> (sum: Slice, bits: Slice) {
        unsafe words.weighted(Word.inputs, by: Word.weights, count: inputCount)
    }
}

extension SliceWords {
    /// The sum of `count` words times as many weights, and the bits that any of the words has.
    @inline(__always)
    func weighted(_ first: Int, by weights: Int, count: Int) -> (sum: Slice, bits: Slice) {
        var sum = Slice(repeating: 0)
        var bits = Slice(repeating: 0)
        for index in 0..<count {
            let value = unsafe self[first &+ index]
            unsafe sum = sum &+ value &* self[weights &+ index]
            bits = bits | value
        }
        return (sum, bits)
    }
}
