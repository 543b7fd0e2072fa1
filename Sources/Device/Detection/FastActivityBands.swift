import FixedPoint

/// Where the words of a group lie: eight low-passes; of fast, slow and muscle activity each the hop's
/// sum, mean (seven bits more) and its logarithm; the trends of the last two; the discount.
enum FastActivityWord {
    static var slowPoles: Int { 0 }
    static var fastPoles: Int { 2 }
    static var musclePoles: Int { 6 }
    static var sums: Int { 8 }
    static var means: Int { 11 }
    static var levels: Int { 14 }
    static var trends: Int { 17 }
    static var discount: Int { 19 }
    static var count: Int { 20 }
}

/// Two low-passes of one corner in a row: what lies below it, or above.
struct EdgeBand<Slice: LaneSlice> {
    private let corner: OnePole
    private var first: Slice
    private var second: Slice
    private var sum: Slice

    @inline(__always)
    init(_ state: SliceWords<Slice>, poles: Int, sum place: Int, _ corner: OnePole) {
        self.corner = corner
        unsafe (first, second, sum) = (state[poles], state[poles &+ 1], state[place])
    }

    @inline(__always)
    func store(to state: SliceWords<Slice>, poles: Int, sum place: Int) {
        unsafe (state[poles], state[poles &+ 1], state[place]) = (first, second, sum)
    }

    @inline(__always)
    mutating func takeBelow(_ sample: Slice) {
        corner.step(roundingTo: &first, sample)
        corner.step(roundingTo: &second, first)
        sum = sum &+ second.laneMagnitude
    }

    @inline(__always)
    mutating func takeAbove(_ sample: Slice) {
        corner.step(&first, sample)
        let beyond = sample &- first
        corner.step(&second, beyond)
        sum = sum &+ (beyond &- second).laneMagnitude
    }
}

/// What lies between two corners.
struct FastBand<Slice: LaneSlice> {
    private let low: OnePole
    private let high: OnePole
    private var first: Slice
    private var second: Slice
    private var third: Slice
    private var fourth: Slice
    private var sum: Slice

    @inline(__always)
    init(_ state: SliceWords<Slice>, low: OnePole, high: OnePole) {
        (self.low, self.high) = (low, high)
        let poles = FastActivityWord.fastPoles
        unsafe (first, second) = (state[poles], state[poles &+ 1])
        unsafe (third, fourth) = (state[poles &+ 2], state[poles &+ 3])
        sum = unsafe state[FastActivityWord.sums]
    }

    @inline(__always)
    func store(to state: SliceWords<Slice>) {
        let poles = FastActivityWord.fastPoles
        unsafe (state[poles], state[poles &+ 1]) = (first, second)
        unsafe (state[poles &+ 2], state[poles &+ 3]) = (third, fourth)
        unsafe state[FastActivityWord.sums] = sum
    }

    @inline(__always)
    mutating func take(_ sample: Slice) {
        high.step(&first, sample)
        high.step(&second, first)
        low.step(&third, second)
        let above = second &- third
        low.step(&fourth, above)
        sum = sum &+ (above &- fourth).laneMagnitude
    }
}
