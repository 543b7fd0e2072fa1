import CRealtime

/// `CLOCK_THREAD_CPUTIME_ID`: the processor time that the calling thread has used, whatever else runs.
package enum ThreadClock {
    /// Nanoseconds since the thread began.
    package static var now: Int64 { crealtime_thread_nanoseconds() }
}
