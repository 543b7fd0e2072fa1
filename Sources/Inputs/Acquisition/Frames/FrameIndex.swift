/// Keeps the index of a capture's frames true to the device's clock, whatever is lost.
///
/// It knows no device: it is told where one stands and what was read of it, and says what that means.
package struct FrameIndex: Sendable {
    package private(set) var clock: DeviceClock
    package private(set) var rate: RateWatch
    private var trust: StampTrust
    private var watch: LossWatch
    private let rateHertz: Int
    private let conversion: RateConversion
    private let gapFramesMin: Int64
    /// The first frame of the loop that is not made yet.
    package private(set) var nextFrame: Int64 = 0
    /// Index of the first device frame that no frame of the loop holds yet, gaps counted.
    package private(set) var nextDeviceFrame: Int64
    /// Device frames that are read and wait for the rest of their frame of the loop.
    package private(set) var heldFrames = 0
    /// Device frames to come that belong to a gap, or come before the loop's first frame.
    private var framesToDiscard: Int64
    /// Device frames so far that were read and belong to no frame of the loop.
    package private(set) var framesSetAside: Int64 = 0
    /// Whether the device's latest stamp was believed.
    package private(set) var isDeviceTime = false
    /// Time suspended so far; the device's clock runs on in it.
    private var suspendedFirst: Int64?
    private var suspended: Int64 = 0

    /// - Parameters:
    ///   - conversion: which device frames the loop's frames are made of.
    ///   - gapFramesMin: frames of the loop that a gap has at least.
    package init(_ grant: StreamGrant, _ conversion: RateConversion, gapFramesMin: Int) {
        rateHertz = grant.rateHertz
        self.conversion = conversion
        nextDeviceFrame = conversion.deviceFrames(ofFrames: 0)
        framesToDiscard = nextDeviceFrame
        self.gapFramesMin = Int64(max(1, gapFramesMin))
        clock = DeviceClock(rateHertz: Double(grant.rateHertz))
        rate = RateWatch(rateHertz: grant.rateHertz, periodSeconds: grant.periodSeconds)
        trust = StampTrust(periodSeconds: grant.periodSeconds)
        watch = LossWatch(
            nanosecondsPerFrame: 1e9 / Double(grant.rateHertz),
            toleranceNanoseconds: max(20_000_000, 3e9 * grant.periodSeconds))
    }

    /// Index of the device frame that is read next.
    package var readIndex: Int64 { nextDeviceFrame + Int64(heldFrames) - framesToDiscard }

    /// Frames of the loop that are whole.
    package var wholeFrames: Int {
        Int(conversion.frames(ofDeviceFrames: nextDeviceFrame + Int64(heldFrames)) - nextFrame)
    }

    /// Takes where the device stands; the gap that shows, if one does.
    package mutating func observe(
        _ position: StreamPosition, suspended: Int64
    ) -> CaptureReport.Gap? {
        note(suspended: suspended)
        let frames = readIndex + Int64(position.frames)
        let (time, isDeviceTime) = trust.time(position, frames: frames)
        if position.stampNanoseconds != nil { self.isDeviceTime = isDeviceTime }
        let device = time + self.suspended
        let lateness = clock.lateness(ofFrames: frames, nanoseconds: device)
        if !watch.isSuspect(lateness: lateness) {
            clock.observe(frames: frames, nanoseconds: device)
        }
        rate.observe(frames: frames, nanoseconds: device)
        let lost = watch.take(
            lateness: lateness, nanoseconds: device, slope: clock.slopePerNanosecond)
        guard let lost else { return nil }
        return skip(to: readIndex + lost, because: .unannounced)
    }

    /// When so many frames had been acquired, in nanoseconds of `CLOCK_MONOTONIC`.
    package func nanoseconds(ofFrames frames: Int64) -> Int64 {
        clock.nanoseconds(ofFrames: frames) - suspended
    }

    /// When so many microseconds of signal had been acquired from frame `first` on, in nanoseconds of
    /// `CLOCK_MONOTONIC`; not rounded to a frame.
    package func nanoseconds(ofMicroseconds microseconds: Int64, from first: Int64) -> Int64 {
        let (frames, part) = (microseconds * Int64(rateHertz))
            .quotientAndRemainder(dividingBy: 1_000_000)
        let begin = nanoseconds(ofFrames: first + frames)
        let frame = nanoseconds(ofFrames: first + frames + 1) - begin
        return begin + frame * part / 1_000_000
    }

    /// By the clock, the index of a stream's first frame that has come as far as it says, and the
    /// part of the next frame.
    package func startIndex(of position: StreamPosition) -> Double {
        frames(atNanoseconds: trust.believed(position)) - Double(position.frames)
    }

    /// How many frames the device had acquired at an instant of `CLOCK_MONOTONIC`.
    package func frames(atNanoseconds nanoseconds: Int64) -> Double {
        clock.frames(atNanoseconds: nanoseconds + suspended)
    }

    /// Counts `count` device frames that were just read; how many of them belong to a gap.
    package mutating func read(_ count: Int) -> Int {
        let discarded = min(Int(framesToDiscard), count)
        framesToDiscard -= Int64(discarded)
        framesSetAside += Int64(discarded)
        heldFrames += count - discarded
        return discarded
    }

    /// Counts frames of the loop that were made of what is held; how many device frames these were.
    @discardableResult
    package mutating func made(_ frames: Int) -> Int {
        nextFrame += Int64(frames)
        let end = conversion.deviceFrames(ofFrames: nextFrame)
        let count = Int(end - nextDeviceFrame)
        heldFrames -= count
        nextDeviceFrame = end
        return count
    }

    /// Goes on with device frame `index` as the next to be read; what lies before it is missing.
    package mutating func skip(
        to index: Int64, because cause: CaptureReport.Cause
    ) -> CaptureReport.Gap {
        let expected = nextFrame
        let lost = max(0, index - readIndex)
        let resumed = max(index, min(readIndex, nextDeviceFrame))
        // From the first frame that is made of what comes now alone, and as far as a recording's
        // record reaches.
        nextFrame = max(conversion.firstFrame(madeFrom: resumed), expected + gapFramesMin)
        nextDeviceFrame = conversion.deviceFrames(ofFrames: nextFrame)
        framesToDiscard = nextDeviceFrame - resumed
        framesSetAside += Int64(heldFrames)
        heldFrames = 0
        watch.restart()
        trust.restart()
        return CaptureReport.Gap(
            cause: cause, firstFrame: expected, frames: nextFrame - expected,
            deviceFramesLost: lost)
    }

    /// Two clocks are read one after the other, so that only what is more than a hiccup counts.
    package mutating func note(suspended now: Int64) {
        let first = suspendedFirst ?? now
        suspendedFirst = first
        if abs(now - first - suspended) > 20_000_000 { suspended = now - first }
    }
}
