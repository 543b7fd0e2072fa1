// Refused: the compiler must not accept an array that grows, neither in a function marked @_noLocks
// nor, by `-no-allocations`, anywhere in the core.
struct Loop {
    var scores: [Int32] = []

    @_noLocks
    mutating func step(_ score: Int32) { scores.append(score) }
}

func drive(_ loop: inout Loop) { loop.step(1) }
