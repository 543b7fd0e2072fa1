/// The recording amplifier of the virtual patient.
public struct AmplifierParameters: Equatable, Sendable {
    /// First-order high-pass of the input, Hz; 0 for none.
    public var highPassHertz = 0.5
    /// The output saturates at plus and minus this, µV: the range of the front end's 16 bits.
    public var saturationMicrovolts = 8_190.0
    /// What is left on the input when a pulse ends, as a fraction of the potential of its first phase,
    /// at most the saturation (electrode polarisation and slew; ours).
    public var residualFraction = 0.05
    /// The residual decays to 1/e in this, ms (ours; devices quote recoveries of 1 to some 10 ms).
    public var recoveryMilliseconds = 8.0

    /// The default patient's amplifier.
    public init() {}
}
