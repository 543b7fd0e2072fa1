import Acquisition

/// What is asked of a device.
package struct StreamRequest: Sendable {
    package var device: String
    package var channels: Int
    /// Frames per second, exactly.
    package var rateHertz: Int
    /// Nil takes the widest that the device has.
    package var format: SampleFormat?
    /// Frames between two wake-ups, exactly; nil takes the smallest of at least `periodSecondsMin`.
    package var periodFrames: Int?
    package var periodSecondsMin = 0.002
    /// Where the device leaves the choice, the period is a divisor of this many frames: the loop's
    /// hop, so that no hop ends in the middle of a period.
    package var frameMultiple = 1
    /// How much the device may hold before it overruns, or holds before it underruns; at least two
    /// periods are taken.
    package var bufferSeconds = 0.25
    /// How long the device or its server may take to be opened; nil waits as long as it takes.
    package var openSecondsMax: Double? = Answer.openSecondsMax

    package init(device: String, channels: Int, rateHertz: Int) {
        self.device = device
        self.channels = channels
        self.rateHertz = rateHertz
    }
}
