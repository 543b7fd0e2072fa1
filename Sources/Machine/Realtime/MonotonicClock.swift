import CRealtime

/// `CLOCK_MONOTONIC`: it never steps, whatever happens to the wall clock.
package enum MonotonicClock {
    /// Nanoseconds since an arbitrary start, the same for every process until the machine restarts.
    package static var now: Int64 { crealtime_monotonic_nanoseconds() }

    /// Sleeps until `deadline`, in nanoseconds of `now`, and returns how late it woke, in
    /// nanoseconds. A deadline that has passed does not sleep; the lateness then tells by how much it
    /// was missed.
    ///
    /// - Precondition: `deadline` is not negative.
    @discardableResult
    package static func sleep(until deadline: Int64) -> Int64 {
        precondition(deadline >= 0, "a deadline must not be negative")
        var outcome: CInt
        repeat {
            // The deadline is absolute, so that a signal in between costs nothing.
            outcome = crealtime_sleep_until(deadline)
        } while outcome == EINTR
        precondition(outcome == 0, "CLOCK_MONOTONIC must be able to sleep")
        return now - deadline
    }
}
