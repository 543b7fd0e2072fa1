import Acquisition
import Foundation

/// What is played, for how long, and what is said of it.
extension CalibrationRun {
    static let pulseSeconds = 3.0
    static let pulseSettle = 0.1

    /// One of 5 ms, up, half of full scale, every half second: long enough for a device of 250 Hz, short
    /// against the time constant of common AC coupling.
    static func pulses(at seconds: Double) -> Double {
        // A sample's time is not exact to the last bit.
        (seconds + 1e-9).truncatingRemainder(dividingBy: 0.5) < 0.005 ? 0.5 : 0
    }

    /// What one tone of the sweep is listened to.
    static func seconds(of tone: Double) -> Double { max(0.5, 4 / tone) }

    /// What it is waited for: the change of tones has died away in a high-pass that lets it through.
    static func settle(_ tone: Double) -> Double { max(0.3, 1 / tone) }

    static func text(_ value: Double) -> String { String(format: "%.6g", value) }

    func text(_ problem: SineProblem) -> String {
        switch problem {
        case .clipped(let count, let all):
            "the sine is clipped, \(count) of \(all) samples are at full scale; lower it"
        case .absent(let amplitude, let noise):
            "no sine of \(Self.text(options.sineHertz)) Hz: \(Self.short(amplitude)) µV of it, in noise of "
                + "\(Self.short(noise)) µV RMS; check the cable, or give the channels that have it as --only"
        case .other(let hertz):
            "its sine has \(Self.text(hertz)) Hz, not the \(Self.text(options.sineHertz)) Hz of --sine"
        case .distorted(let share):
            "the sine is distorted, \(Self.short(100 * share)) % of it at two and three times its "
                + "frequency: clipped before the converter, or no sine"
        }
    }

    private static func short(_ value: Double) -> String { String(format: "%.3g", value) }

    static func place(_ name: String, _ names: [String]) throws(RunError) -> Int {
        if let place = names.firstIndex(where: { $0.lowercased() == name.lowercased() }) {
            return place
        }
        if let number = Int(name), names.indices.contains(number - 1) { return number - 1 }
        throw RunError("--only: the device has no channel '\(name)'")
    }
}

/// Frames of a device as numbers, a channel at a time.
struct ChannelSamples {
    private let bytes: [UInt8]
    private let grant: StreamGrant
    private let scale: Double
    /// Of the converter, in nominal microvolts.
    let step: Double

    init(_ bytes: [UInt8], _ grant: StreamGrant, microvoltsPerFullScale: Double) {
        self.bytes = bytes
        self.grant = grant
        scale = microvoltsPerFullScale / 2_147_483_648
        step = scale * Double(Int64(1) << (32 - grant.format.bits))
    }

    /// In nominal microvolts.
    func samples(_ channel: Int) -> [Double] { raw(channel).map { Double($0) * scale } }

    /// Samples at either end of the converter.
    func countAtRail(_ channel: Int) -> Int {
        raw(channel).count { $0 >= grant.format.largestSample || $0 == .min }
    }

    private func raw(_ channel: Int) -> [Int32] {
        unsafe bytes.withUnsafeBytes { bytes in
            (0..<bytes.count / grant.frameBytes).map { frame in
                unsafe grant.format.sample(
                    in: bytes, at: frame * grant.frameBytes + channel * grant.format.byteCount)
            }
        }
    }
}
