import FixedPoint

/// What lies below a corner.
struct SlowBand<Slice: LaneSlice> {
    private let corner: OnePole
    private(set) var first: Slice
    private(set) var second: Slice
    private(set) var sum: Slice

    @inline(__always)
    init(_ first: Slice, _ second: Slice, _ sum: Slice, _ corner: OnePole) {
        (self.first, self.second, self.sum, self.corner) = (first, second, sum, corner)
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
    private(set) var first: Slice
    private(set) var second: Slice
    private(set) var third: Slice
    private(set) var fourth: Slice
    private(set) var sum: Slice

    @inline(__always)
    init(
        _ first: Slice, _ second: Slice, _ third: Slice, _ fourth: Slice, _ sum: Slice,
        low: OnePole, high: OnePole
    ) {
        (self.first, self.second, self.third, self.fourth) = (first, second, third, fourth)
        (self.sum, self.low, self.high) = (sum, low, high)
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
    private(set) var first: Slice
    private(set) var second: Slice
    private(set) var sum: Slice

    @inline(__always)
    init(_ first: Slice, _ second: Slice, _ sum: Slice, _ corner: OnePole) {
        (self.first, self.second, self.sum, self.corner) = (first, second, sum, corner)
    }

    @inline(__always)
    mutating func take(_ sample: Slice) {
        corner.step(&first, sample)
        let beyond = sample &- first
        corner.step(&second, beyond)
        sum = sum &+ (beyond &- second).laneMagnitude
    }
}
