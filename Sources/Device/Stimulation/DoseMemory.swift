/// What the caps count: therapies, their charge and the time that their pulses fill, over the rolling
/// hour and the rolling day. It outlives a run, as words.
///
/// The words are relative to the device clock: they tell how long ago something was given, not when.
/// Time in which nothing runs does not count, so that what was given before a pause stays longer than
/// the window, never shorter, and the same on every machine.
@frozen
public struct DoseMemory: Sendable {
    /// Therapies started, and the time in µs that their pulses fill.
    @usableFromInline var hour: RollingDose
    /// Therapies started, and their first-phase charge in pC.
    @usableFromInline var day: RollingDose
    /// No therapy before this instant, because what was given before is not known; 0 where it is.
    public internal(set) var withheldUntilMicroseconds: Int64

    /// Nothing was given yet.
    public init() {
        hour = RollingDose(windowMicroseconds: StimulationLimits.microsecondsPerHour)
        day = RollingDose(windowMicroseconds: StimulationLimits.microsecondsPerDay)
        withheldUntilMicroseconds = 0
    }

    /// Therapies started in the day that ends at the tick last advanced to.
    public var therapiesOfDay: Int64 { day.therapies }

    /// Whether nothing may be given at `tick`, whatever the caps say.
    @inlinable
    public func isWithheld(at tick: Int64) -> Bool { tick < withheldUntilMicroseconds }

    /// Enters a therapy that starts at `tick`, as a whole. At most 98 steps a window.
    @inlinable
    public mutating func add(_ therapy: borrowing TherapyProgram, at tick: Int64) {
        addTherapy(
            picocoulombs: therapy.chargePicocoulombs,
            activeMicroseconds: therapy.activeMicroseconds, at: tick)
    }

    /// Enters a therapy of this charge, whose pulses fill this time.
    @inlinable
    public mutating func addTherapy(
        picocoulombs: Int64, activeMicroseconds: Int64, at tick: Int64
    ) {
        hour.add(therapyOf: activeMicroseconds, at: tick)
        day.add(therapyOf: picocoulombs, at: tick)
    }

    /// Moves both windows' ends to `tick`. At most 98 steps a window.
    @inlinable
    public mutating func advance(to tick: Int64) {
        hour.advance(to: tick)
        day.advance(to: tick)
    }

    /// Forgets everything and withholds stimulation for a day: what had been given is not known, and
    /// after a day it would not count any more.
    public mutating func withholdForADay(from tick: Int64) {
        hour.restart(at: tick, phase: 0)
        day.restart(at: tick, phase: 0)
        withheldUntilMicroseconds = tick &+ StimulationLimits.microsecondsPerDay
    }
}
