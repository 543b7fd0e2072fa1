/// Relates a device's count of frames to the monotonic clock, and finds how fast the device's clock
/// really runs.
///
/// A device is asked at any moment how many frames it has acquired; the answer is never early, but
/// late by part of a frame, by the device's own granularity, and by whatever kept the program from
/// asking. So what counts is the lower edge of the observations: their least lateness against the
/// nominal rate in each second, through which a line is fitted by least squares, and which is then
/// moved down until no observation lies before it. Its slope is the drift.
package struct DeviceClock: Sendable {
    /// Nominal nanoseconds a frame.
    private let nominal: Double
    private var firstFrame: Int64 = 0
    private var firstNanoseconds: Int64 = 0
    private var isStarted = false

    /// Least lateness against the nominal rate, and the frame of it, in nanoseconds and frames from
    /// the first observation.
    private struct Least {
        var frames = 0.0
        var lateness = Double.infinity
    }

    private static let windowNanoseconds = 1_000_000_000.0
    private static let windowCount = 64
    /// Windows before the fitted slope is trusted.
    private static let windowCountMin = 8
    /// Steepest slope of any oscillator worth the name, by far; a device that is faster is fed.
    private static let driftMax = 0.05

    private var windows: [Least] = []
    private var nextWindow = 0
    private var current = Least()
    private var currentEnd = 0.0
    /// lateness = offset + slope x frames
    private var offset = 0.0
    private var slope = 0.0

    package init(rateHertz: Double) {
        nominal = 1e9 / rateHertz
        windows.reserveCapacity(Self.windowCount)
    }

    /// Notes that `frames` had been acquired, counted from the stream's start with gaps, at an
    /// instant. O(1), and O(64) once a second; does not allocate.
    package mutating func observe(frames: Int64, nanoseconds: Int64) {
        if !isStarted {
            isStarted = true
            firstFrame = frames
            firstNanoseconds = nanoseconds
            currentEnd = Self.windowNanoseconds
        }
        let at = Double(frames - firstFrame)
        let lateness = Double(nanoseconds - firstNanoseconds) - at * nominal
        if lateness < current.lateness { current = Least(frames: at, lateness: lateness) }
        let elapsed = Double(nanoseconds - firstNanoseconds)
        if elapsed >= currentEnd {
            keep(current)
            current = Least()
            currentEnd = elapsed + Self.windowNanoseconds
            fit()
        } else if windows.count < Self.windowCountMin {
            offset = min(current.lateness, windows.last?.lateness ?? .infinity)
        } else if lateness < offset + slope * at {
            offset = lateness - slope * at
        }
    }

    /// When that many frames had been acquired, in nanoseconds of the monotonic clock.
    ///
    /// - Precondition: something was observed.
    package func nanoseconds(ofFrames frames: Int64) -> Int64 {
        precondition(isStarted, "a clock must have been observed")
        let at = Double(frames - firstFrame)
        return firstNanoseconds + Int64((at * nominal + offset + slope * at).rounded())
    }

    /// How many frames had been acquired at an instant, and the part of the next.
    ///
    /// - Precondition: something was observed.
    package func frames(atNanoseconds nanoseconds: Int64) -> Double {
        precondition(isStarted, "a clock must have been observed")
        let elapsed = Double(nanoseconds - firstNanoseconds)
        return Double(firstFrame) + (elapsed - offset) / (nominal + slope)
    }

    /// How much faster the device's clock runs than ours, in parts per million; nil before some ten
    /// seconds have passed, and beyond 5 %, where it is no drift.
    package var driftPartsPerMillion: Double? {
        guard windows.count >= Self.windowCountMin, abs(slope) < nominal * Self.driftMax else {
            return nil
        }
        return -slope / (nominal + slope) * 1e6
    }

    package var isUsable: Bool { isStarted }

    /// How late `frames` were at an instant against the nominal rate from the first observation, in
    /// nanoseconds; 0 before there is one.
    package func lateness(ofFrames frames: Int64, nanoseconds: Int64) -> Double {
        guard isStarted else { return 0 }
        return Double(nanoseconds - firstNanoseconds) - Double(frames - firstFrame) * nominal
    }

    /// Nanoseconds of lateness that the drift adds in one.
    package var slopePerNanosecond: Double { slope / nominal }

    private mutating func keep(_ least: Least) {
        if windows.count < Self.windowCount {
            windows.append(least)
        } else {
            windows[nextWindow] = least
            nextWindow = (nextWindow + 1) % Self.windowCount
        }
    }

    private mutating func fit() {
        guard windows.count >= Self.windowCountMin else {
            offset = windows.last?.lateness ?? 0
            return
        }
        let count = Double(windows.count)
        var meanFrames = 0.0
        var meanLateness = 0.0
        for window in windows {
            meanFrames += window.frames / count
            meanLateness += window.lateness / count
        }
        var product = 0.0
        var square = 0.0
        for window in windows {
            product += (window.frames - meanFrames) * (window.lateness - meanLateness)
            square += (window.frames - meanFrames) * (window.frames - meanFrames)
        }
        let steepest = nominal * Self.driftMax
        slope = square > 0 ? min(max(product / square, -steepest), steepest) : 0
        offset = .infinity
        for window in windows { offset = min(offset, window.lateness - slope * window.frames) }
    }
}
