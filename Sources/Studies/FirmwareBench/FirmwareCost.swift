/// What a run cost the processor, in instructions of the emulated clock.
package struct FirmwareCost: Sendable {
    package struct Spread: Sendable {
        package var minimum: Double
        package var mean: Double
        package var maximum: Double
    }

    /// Of one sample interrupt.
    package let interrupt: Spread
    /// All work of the main loop for one hop.
    package let hop: Spread
    /// From the interrupt of a hop's last frame to the command to the generator.
    package let decision: Spread
    /// Interrupts and loop over the run's time.
    package let instructionsPerSecond: Double

    /// The processor clocks for which a run's figures are told, in MHz.
    package static let clocksMegahertz = [16.0, 64, 100]

    package init?(_ run: FirmwareRun) {
        let hops = run.hops
        guard !hops.isEmpty else { return nil }
        let perTick = run.board.instructionsPerTick
        let count = hops.reduce(0) { $0 + Double($1.interrupts) }
        let ticks = hops.reduce(0) { $0 + Double($1.interruptTicks) }
        interrupt = Spread(
            minimum: Double(hops.map(\.interruptTicksMin).min() ?? 0) * perTick,
            mean: ticks / max(1, count) * perTick,
            maximum: Double(hops.map(\.interruptTicksMax).max() ?? 0) * perTick)
        hop = Self.spread(hops.map(\.loopTicks), perTick)
        decision = Self.spread(hops.map(\.decisionTicks), perTick)
        let loopTicks = hops.reduce(0) { $0 + Double($1.loopTicks) }
        let seconds = Double(hops.count) * run.planned.hopSeconds
        instructionsPerSecond = (ticks + loopTicks) * perTick / seconds
    }

    private static func spread(_ ticks: [UInt32], _ perTick: Double) -> Spread {
        let mean = ticks.reduce(0) { $0 + Double($1) } / Double(max(1, ticks.count))
        return Spread(
            minimum: Double(ticks.min() ?? 0) * perTick,
            mean: mean * perTick,
            maximum: Double(ticks.max() ?? 0) * perTick)
    }

    /// The longest decision at a clock, with one instruction a cycle.
    package func decisionMicroseconds(atMegahertz clock: Double) -> Double {
        decision.maximum / clock
    }

    /// Share of the processor's time that is used.
    package func load(atMegahertz clock: Double) -> Double {
        instructionsPerSecond / (clock * 1e6)
    }
}
