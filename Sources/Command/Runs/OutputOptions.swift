/// The device on which a capture plays its pulses.
package struct OutputOptions {
    package var device: String
    package var channels: Int
    package var rateHertz: Int
    /// Current that is the device's full scale.
    package var milliamperesFullScale: Double
    /// Whether phases may last longer where the rate asks for it; counted so.
    package var stretches: Bool

    package init(
        device: String, channels: Int, rateHertz: Int, milliamperesFullScale: Double,
        stretches: Bool
    ) {
        self.device = device
        self.channels = channels
        self.rateHertz = rateHertz
        self.milliamperesFullScale = milliamperesFullScale
        self.stretches = stretches
    }
}
