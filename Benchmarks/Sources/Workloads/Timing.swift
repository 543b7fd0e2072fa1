import Glibc

/// How long something took.
public struct Timing: Sendable {
    /// Processor time of the whole process, s. What other programs take of the processor does not
    /// count, so figures hold on a machine that is not idle.
    public let processorSeconds: Double
    /// Time by the clock, s.
    public let clockSeconds: Double

    public init(of work: () throws -> Void) rethrows {
        let startProcessor = Self.seconds(CLOCK_PROCESS_CPUTIME_ID)
        let startClock = Self.seconds(CLOCK_MONOTONIC)
        try work()
        processorSeconds = Self.seconds(CLOCK_PROCESS_CPUTIME_ID) - startProcessor
        clockSeconds = Self.seconds(CLOCK_MONOTONIC) - startClock
    }

    private static func seconds(_ clock: clockid_t) -> Double {
        var time = timespec()
        unsafe clock_gettime(clock, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}

/// The most memory that the process has had resident so far, bytes.
public func peakResidentBytes() -> Int {
    var usage = rusage()
    unsafe getrusage(RUSAGE_SELF.rawValue, &usage)
    return usage.ru_maxrss * 1_024
}
