import Testing

@testable import VirtualPatient

@Suite("What a pulse does to the nodes")
struct StimulationTests {
    /// x1 of each node just after one pulse, less that of the untreated twin.
    private func kicks(
        _ microamperes: Int32, cathodes: UInt64, anodes: UInt64 = 0
    ) throws -> [Double] {
        var untreated = try VirtualPatient(
            quietPatient(), seed: 1, channelCount: 8, rateNumerator: 2_000)
        var treated = untreated
        try treated.deliver(
            StimulusPulse(
                startMicroseconds: 0, amplitudeMicroamperes: microamperes,
                firstPhaseMicroseconds: 160, secondPhaseMicroseconds: 160, cathodes: cathodes,
                anodes: anodes))
        _ = try untreated.frames(1)
        _ = try treated.frames(1)
        return zip(treated.states, untreated.states).map { $0.x1 - $1.x1 }
    }

    @Test("falls with distance, grows with amplitude, pushes x1 down")
    func spreads() throws {
        let weak = try kicks(1_000, cathodes: 1)
        let strong = try kicks(3_000, cathodes: 1)
        #expect(weak.allSatisfy { $0 < 0 })
        #expect(weak[0] < weak[1])
        #expect(weak[1] < weak[8])
        #expect(strong[1] < weak[1])
    }

    @Test("the direction of a balanced pulse does not matter")
    func polarity() throws {
        let one = try kicks(2_000, cathodes: 0b01, anodes: 0b10)
        let other = try kicks(2_000, cathodes: 0b10, anodes: 0b01)
        #expect(one == other)
    }

    @Test("a close pair reaches less far than a contact against the case")
    func bipolar() throws {
        let pair = try kicks(2_000, cathodes: 0b01, anodes: 0b10)
        let single = try kicks(2_000, cathodes: 0b01)
        #expect(pair[8] / single[8] < 0.5)
    }

    @Test("the kick saturates")
    func saturates() {
        let response = StimulationResponse()
        #expect(response.kick(fieldImpulse: 0) == 0)
        #expect(abs(response.kick(fieldImpulse: 1e9)) == response.kickMax)
        let slope = response.kick(fieldImpulse: 1e-3) / 1e-3
        #expect(abs(slope + response.kickPerFieldImpulse) < 1e-6)
    }

    @Test("a pulse that comes late acts at once; pulses may come in any order")
    func order() throws {
        var first = try VirtualPatient(
            quietPatient(), seed: 1, channelCount: 8, rateNumerator: 500)
        var second = first
        let pulses = [300_000, 100_000, 200_000].map { start in
            StimulusPulse(
                startMicroseconds: start, amplitudeMicroamperes: 1_000,
                firstPhaseMicroseconds: 160, secondPhaseMicroseconds: 160, cathodes: 1, anodes: 2)
        }
        for pulse in pulses { try first.deliver(pulse) }
        for pulse in pulses.sorted(by: { $0.startMicroseconds < $1.startMicroseconds }) {
            try second.deliver(pulse)
        }
        #expect(try first.frames(300) == second.frames(300))
        var untreated = first
        try first.deliver(pulses[1])
        #expect(try first.frames(2) != untreated.frames(2))
    }
}
