import CRealtime

/// The stretch of a thread's work that must neither allocate, lock, block nor call the system.
///
/// A program that is linked with RealtimeSanitizer's runtime (`make rtsan`) is checked: whatever of
/// that happens between `enter` and `leave`, in our own code or in a library's, ends it with the
/// stack of the culprit. Elsewhere both cost a call and a branch. Waking a thread (`Doorbell.ring`)
/// is allowed: it is a system call, but one that never waits.
package enum RealtimeSection {
    package static func enter() { crealtime_section_enter() }
    package static func leave() { crealtime_section_leave() }

    /// Whether this program is linked with the runtime.
    package static var isChecked: Bool { crealtime_sections_are_checked() != 0 }
}
