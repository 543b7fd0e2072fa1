import Testing

@testable import Stimulation

/// What pulses share with the one released before them is looked at once; whatever differs, anew.
@Suite("Pulse limiter: pulses of one shape")
struct ReleasedShapeTests {
    private static let edges = PulseLimiterTests.edges.filter {
        [.amplitude, .phaseWidth, .balance, .contacts, .density, .compliance]
            .contains($0.violation)
    }

    @Test("a pulse beyond a limit is refused behind one within it", arguments: edges)
    func beyond(edge: PulseLimiterTests.Edge) {
        var limiter = PulseLimiterTests.limiter(edge.electrodes)
        var released = PulsesReleased()
        #expect(limiter.violation(of: edge.within, after: released) == .none)
        released.count(edge.within, after: limiter.burst)
        var next = edge.within
        next.startMicroseconds += 100_000
        next.pulseIndex += 1
        #expect(limiter.violation(of: next, after: released) == .none)
        var beyond = edge.beyond
        beyond.startMicroseconds += 100_000
        beyond.pulseIndex = next.pulseIndex
        #expect(limiter.violation(of: beyond, after: released) == edge.violation)
    }

    @Test("before the first, no shape is known, not even that of nothing")
    func nothing() {
        var limiter = PulseLimiterTests.limiter()
        let nothing = standardPulse(amplitude: 0, first: 0, gap: 0, second: 0)
        #expect(!PulsesReleased().shape.isOf(nothing))
        #expect(limiter.violation(of: nothing, after: PulsesReleased()) == .amplitude)
    }
}
