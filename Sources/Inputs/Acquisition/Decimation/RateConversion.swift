/// How the frames of a device become the frames of the loop: the ratio of their rates, exactly, and
/// which device frames each frame of the loop is made of.
///
/// Frame n of the loop begins with device frame `lead + ceil(n x down / up)`, its own device frames
/// reach up to where the next one begins, and it is made of the `windowFrames` device frames that end
/// with its last. Everything is integers: no rounding adds up, however long a device runs.
package struct RateConversion: Sendable, Equatable {
    /// Frames by which the signal of a filter lags behind the frames of the loop.
    package static let filterDelayFrames: Int64 = 11
    /// Longest ratio, in lowest terms, that a filter is made for: 2.2 million coefficients.
    package static let downMax: Int64 = 100_000

    /// The loop has `up` frames while the device has `down`; they have no common divisor.
    package let up: Int64
    package let down: Int64
    /// Device frames of which a frame of the loop is made.
    package let windowFrames: Int
    /// By how many frames of the loop the signal lags: the group delay. 0 for a mean, whose delay lies
    /// within its frame.
    package let delayFrames: Int64
    /// Device frames before those of the loop's first frame, which fill the first window.
    package let leadFrames: Int64

    /// Each frame of the loop is the mean of so many device frames.
    package init(averaging frames: Int) {
        up = 1
        down = Int64(frames)
        windowFrames = frames
        delayFrames = 0
        leadFrames = 0
    }

    /// Frames of the loop come out of a filter that rejects what would fold (`DecimationFilter`).
    ///
    /// Nil where the device is not faster than the loop, or the ratio is longer than `downMax`.
    package init?(deviceHertz: Int, loopHertz: Int) {
        guard loopHertz > 0, deviceHertz > loopHertz else { return nil }
        var (larger, common) = (deviceHertz, loopHertz)
        while larger % common != 0 { (larger, common) = (common, larger % common) }
        up = Int64(loopHertz / common)
        down = Int64(deviceHertz / common)
        guard down <= Self.downMax else { return nil }
        delayFrames = Self.filterDelayFrames
        windowFrames = Int((2 * delayFrames * down + 1 + up - 1) / up)
        leadFrames = Int64(windowFrames) - (down + up - 1) / up
    }

    /// The nearest rate of a loop to a wish that a device can be filtered down to, if there is one.
    package static func nearestLoopHertz(_ wished: Int, deviceHertz: Int) -> Int? {
        for distance in 0..<wished {
            for hertz in [wished - distance, wished + distance]
            where Self(deviceHertz: deviceHertz, loopHertz: hertz) != nil { return hertz }
        }
        return nil
    }

    /// Whether frames come out of a filter.
    package var isFiltered: Bool { delayFrames > 0 }

    /// The first device frame that is frame `frame`'s own, and how many device frames make the loop's
    /// frames before it whole.
    package func deviceFrames(ofFrames frame: Int64) -> Int64 {
        leadFrames + Self.floor(frame * down + up - 1, up)
    }

    /// How many frames of the loop are whole once there are so many device frames.
    package func frames(ofDeviceFrames count: Int64) -> Int64 {
        Self.floor((count - leadFrames) * up, down)
    }

    /// The frame of the loop whose signal has what lies at a device frame: the group delay after the
    /// one that the device frame belongs to.
    package func frame(ofEdgeAt deviceFrame: Int64) -> Int64 {
        Self.floor((deviceFrame - leadFrames) * up, down) + delayFrames
    }

    /// The first device frame of which the signal is in a frame of the loop, or after it.
    package func firstDeviceFrame(ofEdgesIn frame: Int64) -> Int64 {
        deviceFrames(ofFrames: frame - delayFrames)
    }

    /// The first frame of the loop that is made of device frames from an index on alone.
    package func firstFrame(madeFrom deviceFrame: Int64) -> Int64 {
        Self.floor((deviceFrame - leadFrames + Int64(windowFrames) - 1) * up, down)
    }

    /// Which of the filter's `up` phases a frame comes out of.
    package func phase(ofFrame frame: Int64) -> Int { Int(((frame + 1) * down - 1) % up) }

    private static func floor(_ value: Int64, _ divisor: Int64) -> Int64 {
        value >= 0 ? value / divisor : -((divisor - 1 - value) / divisor)
    }
}
