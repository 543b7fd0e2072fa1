import Testing

@testable import Optimisation

/// Dominance, hypervolume and the choice of points, by hand.
struct ParetoTests {
    @Test("the front is what nothing beats; of equals the first stays")
    func front() {
        let points = [[0.5, 0.5], [0.2, 0.8], [0.5, 0.5], [0.6, 0.5], [0.2, 0.9], [0.9, 0.1]]
        #expect(ParetoFront.front(points) == [0, 1, 5])
        #expect(ParetoFront.dominates([0.1, 0.2], [0.1, 0.3]))
        #expect(!ParetoFront.dominates([0.1, 0.2], [0.1, 0.2]))
        #expect(!ParetoFront.dominates([0.1, 0.4], [0.2, 0.3]))
    }

    @Test("hypervolume in one, two and three dimensions, by hand")
    func hypervolume() {
        #expect(ParetoFront.hypervolume([]) == 0)
        #expect(ParetoFront.hypervolume([[0.25], [0.5]]) == 0.75)
        #expect(abs(ParetoFront.hypervolume([[0.5, 0.5]]) - 0.25) < 1e-12)
        // 0.2 to 0.5 only below 0.2 high, 0.5 to 1 below 0.5 high.
        let two = [[0.5, 0.5], [0.2, 0.8]]
        #expect(abs(ParetoFront.hypervolume(two) - (0.3 * 0.2 + 0.5 * 0.5)) < 1e-12)
        // What is beaten, repeated or beyond the reference adds nothing.
        #expect(
            abs(
                ParetoFront.hypervolume(two + two + [[0.6, 0.9], [1, 0], [0.1, 1]])
                    - ParetoFront.hypervolume(two)) < 1e-12)
        #expect(abs(ParetoFront.hypervolume([[0.5, 0.5, 0.5]]) - 0.125) < 1e-12)
        // Two boxes of 1/8 and 0.8 * 0.2 * 0.2, which share 0.5 * 0.2 * 0.2.
        let three = [[0.5, 0.5, 0.5], [0.2, 0.8, 0.8]]
        #expect(abs(ParetoFront.hypervolume(three) - (0.125 + 0.032 - 0.02)) < 1e-12)
    }

    @Test("hypervolume is what counting points of a lattice comes to")
    func lattice() {
        var random = Lattice(seed: 4)
        for _ in 0..<20 {
            let points = (0..<6).map { _ in (0..<3).map { _ in Double(random.next(20)) / 20 } }
            var inside = 0
            for x in 0..<20 {
                for y in 0..<20 {
                    for z in 0..<20 {
                        let place = [x, y, z].map { (Double($0) + 0.5) / 20 }
                        if points.contains(where: { zip($0, place).allSatisfy { $0 <= $1 } }) {
                            inside += 1
                        }
                    }
                }
            }
            #expect(abs(ParetoFront.hypervolume(points) - Double(inside) / 8_000) < 1e-9)
        }
    }

    @Test("a selection begins with what adds most, then fills up behind the front")
    func selection() {
        let points = [[0.9, 0.9], [0.5, 0.5], [0.1, 0.8], [0.6, 0.6], [1, 0.3]]
        #expect(ParetoFront.selection(points, count: 1) == [1])
        #expect(Set(ParetoFront.selection(points, count: 2)) == [1, 2])
        #expect(Set(ParetoFront.selection(points, count: 3)) == [1, 2, 3])
        // Beyond the reference is taken last, and never too many.
        #expect(ParetoFront.selection(points, count: 9) == [1, 2, 3, 0, 4])
        #expect(ParetoFront.selection([[1, 1], [1, 0.2]], count: 1).count == 1)
        #expect(ParetoFront.selection([], count: 3).isEmpty)
    }
}

/// A small congruential generator, so that the lattice is the same everywhere.
private struct Lattice {
    var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next(_ bound: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int(state >> 33) % bound
    }
}
