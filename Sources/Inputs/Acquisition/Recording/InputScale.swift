import Foundation
import Recordings

/// From a device's samples to counts of the modelled converter, and to the very microvolts that a
/// recording of these counts gives when it is replayed.
///
/// The counts are made at the edge, before montage and filters, so that what is recorded is all that
/// the loop has seen: a replay makes the same decisions.
package struct InputScale: Sendable, Equatable {
    /// Counts go to this at either sign.
    package static let countMax = 32_767
    /// Microvolts of `countMax`, a number that EDF's header can hold.
    package let physicalMaximum: Double
    private let countsPerUnit: Double
    private let gain: Double
    private let offset: Double

    /// - Parameters:
    ///   - lsbMicrovolts: a count of the converter; changed in its last digits where EDF's eight
    ///     characters do not hold its range.
    ///   - microvoltsPerFullScale: the device's full scale.
    ///   - framesAveraged: samples of 32 bits that are added up for one count, or a filter's weights
    ///     of them.
    package init(lsbMicrovolts: Double, microvoltsPerFullScale: Double, framesAveraged: Int) {
        physicalMaximum = Self.writable(lsbMicrovolts * Double(Self.countMax))
        // As the EDF reader computes them, so that the last bit agrees.
        let steps = Double(2 * Self.countMax)
        gain = (physicalMaximum - -physicalMaximum) / steps
        offset = -physicalMaximum - Double(-Self.countMax) * gain
        countsPerUnit = microvoltsPerFullScale / (2_147_483_648 * Double(framesAveraged)) / gain
    }

    /// The nearest number whose text, with a sign, has at most eight characters.
    private static func writable(_ value: Double) -> Double {
        for decimals in stride(from: 5, through: 0, by: -1) {
            let text = String(format: "%.\(decimals)f", value)
            if text.utf8.count <= 7, let number = Double(text) { return number }
        }
        return 9_999_999
    }

    /// The count of a sum of samples, and whether it lay beyond the range.
    @inline(__always)
    package func count(ofSum sum: Int64) -> (count: Int16, isClipped: Bool) {
        let exact = (Double(sum) * countsPerUnit).rounded(.toNearestOrEven)
        let most = Double(Self.countMax)
        let held = min(max(exact, -most), most)
        return (Int16(held), held != exact)
    }

    /// The same of a channel with a calibration, whose microvolts are those at the electrode. A sample at
    /// the converter's end is to be counted as clipped by whoever sees it: corrected, it may lie within.
    @inline(__always)
    package func count(
        ofSum sum: Int64, _ correction: InputCorrection
    ) -> (count: Int16, isClipped: Bool) {
        let nominal = Double(sum) * countsPerUnit - correction.offsetMicrovolts / gain
        let exact = (nominal / correction.gain).rounded(.toNearestOrEven)
        let most = Double(Self.countMax)
        let held = min(max(exact, -most), most)
        return (Int16(held), held != exact)
    }

    @inline(__always)
    package func microvolts(ofCount count: Int16) -> Float { Float(Double(count) * gain + offset) }

    /// A channel of the recording that gives these microvolts back.
    package func edfChannel(name: String, transducer: String) -> EDFWriter.Channel {
        EDFWriter.Channel(
            name: name, physicalMinimum: -physicalMaximum, physicalMaximum: physicalMaximum,
            digitalMinimum: -Self.countMax, digitalMaximum: Self.countMax, transducer: transducer)
    }

    /// A channel whose counts are no voltage: a replay leaves it out, as the capture did.
    package static func edfMarker(name: String, transducer: String) -> EDFWriter.Channel {
        EDFWriter.Channel(
            name: name, unit: "", physicalMinimum: -Double(countMax),
            physicalMaximum: Double(countMax), digitalMinimum: -countMax, digitalMaximum: countMax,
            transducer: transducer)
    }
}
