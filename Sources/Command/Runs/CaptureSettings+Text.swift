import Acquisition
import Foundation
import SignalSources

extension CaptureSettings {
    /// What becomes of a fast device's frames, for a person; nothing without a filter.
    var decimationNotes: [String] {
        guard conversion.isFiltered, let rate else { return [] }
        let hertz = rate.samplesPerSecond
        let number = { (value: Double) in String(format: "%.6g", value) }
        return [
            "decimated: \(request.rateHertz) Hz to \(number(hertz)) Hz "
                + "(\(conversion.up) of \(conversion.down)), flat to \(number(hertz / 4)) Hz, nothing "
                + "from \(number(hertz / 2)) Hz on; the signal lags by "
                + "\(number(groupDelaySeconds * 1_000)) ms (\(conversion.delayFrames) frames), which "
                + "every latency counts"
        ]
    }
}
