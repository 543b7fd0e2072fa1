import FixedPoint

// A group's words begin with the bands' eight low-passes and the sums of fast, slow and muscle activity.

/// What lies below a corner.
struct SlowBand<Slice: LaneSlice> {
    private let corner: OnePole
    private var first: Slice
    private var second: Slice
    private var sum: Slice

    @inline(__always)
    init(_ state: SliceWords<Slice>, _ corner: OnePole) {
        self.corner = corner
        unsafe (first, second, sum) = (state[0], state[1], state[9])
    }

    @inline(__always)
    func store(to state: SliceWords<Slice>) {
        unsafe (state[0], state[1], state[9]) = (first, second, sum)
    }

    @inline(__always)
    mutating func take(_ sample: Slice) {
        corner.step(roundingTo: &first, sample)
        corner.step(roundingTo: &second, first)
        sum = sum &+ second.laneMagnitude
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
        unsafe (first, second, third, fourth) = (state[2], state[3], state[4], state[5])
        sum = unsafe state[8]
    }

    @inline(__always)
    func store(to state: SliceWords<Slice>) {
        unsafe (state[2], state[3], state[4], state[5]) = (first, second, third, fourth)
        unsafe state[8] = sum
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

/// What lies above a corner.
struct MuscleBand<Slice: LaneSlice> {
    private let corner: OnePole
    private var first: Slice
    private var second: Slice
    private var sum: Slice

    @inline(__always)
    init(_ state: SliceWords<Slice>, _ corner: OnePole) {
        self.corner = corner
        unsafe (first, second, sum) = (state[6], state[7], state[10])
    }

    @inline(__always)
    func store(to state: SliceWords<Slice>) {
        unsafe (state[6], state[7], state[10]) = (first, second, sum)
    }

    @inline(__always)
    mutating func take(_ sample: Slice) {
        corner.step(&first, sample)
        let beyond = sample &- first
        corner.step(&second, beyond)
        sum = sum &+ (beyond &- second).laneMagnitude
    }
}
