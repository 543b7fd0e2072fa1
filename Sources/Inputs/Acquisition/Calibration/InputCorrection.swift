/// What a calibration says of one channel: a sample in nominal microvolts is the microvolts at the
/// electrode times `gain`, and `offsetMicrovolts`.
package struct InputCorrection: Sendable, Equatable {
    /// Not 0; negative where the channel is inverted.
    package let gain: Double
    /// As the channel reads with nothing at its electrode, in nominal microvolts.
    package let offsetMicrovolts: Double

    package init(gain: Double, offsetMicrovolts: Double) {
        self.gain = gain
        self.offsetMicrovolts = offsetMicrovolts
    }
}

extension SampleFormat {
    /// The largest sample that there is, moved up to 32 bits; the least is `Int32.min`.
    package var largestSample: Int32 { (Int32.max >> (32 - bits)) << (32 - bits) }
}
