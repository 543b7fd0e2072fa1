import Acquisition

/// What is asked of a device.
public struct StreamRequest: Sendable {
    public var device: String
    public var channels: Int
    /// Frames per second, exactly.
    public var rateHertz: Int
    /// Nil takes the widest that the device has.
    public var format: SampleFormat?
    /// Frames between two wake-ups, exactly; nil takes the smallest of at least `periodSecondsMin`.
    public var periodFrames: Int?
    public var periodSecondsMin = 0.002
    /// Where the device leaves the choice, the period is a divisor of this many frames: the loop's
    /// hop, so that no hop ends in the middle of a period.
    public var frameMultiple = 1
    /// How much the device may hold before it overruns, or holds before it underruns; at least two
    /// periods are taken.
    public var bufferSeconds = 0.25

    public init(device: String, channels: Int, rateHertz: Int) {
        self.device = device
        self.channels = channels
        self.rateHertz = rateHertz
    }
}
