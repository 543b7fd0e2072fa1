import Foundation

/// What was measured of a capture device against a sine of known amplitude: `calibration.yaml`.
///
/// A sample in nominal microvolts, those of `microvoltsPerFullScale`, is the microvolts at the electrode
/// times the gain, upside down where `inverted`, and the offset. Uncertainties are half of a 95 %
/// interval.
package struct Calibration: Sendable, Equatable, Encodable {
    /// What an inverted channel is inverted against.
    package enum Polarity: String, CaseIterable, Sendable, Encodable {
        /// The larger part of the channels: a sine upside down is a sine.
        case relative
        /// A pulse that the output played, going up.
        case absolute
    }

    package struct Input: Sendable, Equatable, Encodable {
        /// From 1 on, as the device has them.
        package var channel = 1
        package var name = ""
        package var gain = 1.0
        package var gainUncertainty = 0.0
        package var inverted = false
        package var offsetMicrovolts = 0.0
        package var offsetUncertaintyMicrovolts = 0.0
        /// RMS in `noiseBandHertz`, at the electrode.
        package var noiseMicrovolts = 0.0
        package var noiseUncertaintyMicrovolts = 0.0
        /// The -3 dB points of output and input together; nil where the sweep passed to its end, or there was
        /// none.
        package var lowHertz: Double?
        package var lowUncertaintyHertz: Double?
        /// The corners of two poles that the lower end's slope shows, the higher first, Hz; else empty.
        package var lowPolesHertz: [Double] = []
        package var highHertz: Double?

        package init() {}
    }

    package var device = ""
    package var format = ""
    package var channels = 1
    /// The device's own rate.
    package var rateHertz = 1
    package var microvoltsPerFullScale = 1.0
    /// Date and time of day.
    package var measuredAt = ""
    /// As it was said, and as it was found by the device's clock.
    package var sineHertz = 1.0
    package var measuredHertz = 1.0
    package var sineMicrovolts = 1.0
    package var seconds = 1.0
    package var noiseBandHertz: [Double] = []
    package var polarity = Polarity.relative
    /// Slowest and fastest tone; empty without a sweep.
    package var sweepHertz: [Double] = []
    package var inputs: [Input] = []

    package init() {}

    /// What the sweep says of capacitors at both ends; nil where it shows one, or none.
    package var couplingNote: String? {
        let double = inputs.filter { $0.lowPolesHertz.count == 2 }
        guard let first = double.first else { return nil }
        let poles = first.lowPolesHertz.map { String(format: "%.3g", $0) }
        return "\(Self.names(double)): two poles, \(poles.joined(separator: " and ")) Hz on "
            + "\(first.name): output and input are both AC-coupled; which pole is whose, a sweep "
            + "cannot tell"
    }

    private static func names(_ inputs: [Input]) -> String {
        inputs.prefix(4).map(\.name).joined(separator: ", ")
            + (inputs.count > 4 ? " and \(inputs.count - 4) more" : "")
    }

    /// A warning where channels lose what the detector's band begins with; nil where none is known to.
    ///
    /// - Parameter lowEdge: of the detector's band, Hz; nil for no band.
    package func couplingWarning(lowEdge: Double?) -> String? {
        guard let lowEdge else { return nil }
        let losing = inputs.filter { ($0.lowHertz ?? 0) > lowEdge }
        guard let worst = losing.compactMap(\.lowHertz).max() else { return nil }
        return "\(Self.names(losing)): AC coupling takes away what is slower than "
            + "\(String(format: "%.3g", worst)) Hz (-3 dB), but the detector's band begins at "
            + "\(String(format: "%.3g", lowEdge)) Hz (detector.bandPassHertz)"
    }
}
