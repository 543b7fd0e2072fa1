import Acquisition
import Foundation
import Planning
import Report
import SignalSources

extension CaptureSettings {
    /// Takes over a calibration; throws where it is of another device, or of this one used otherwise, or
    /// lacks a channel that is no trigger line.
    package mutating func take(_ file: CalibrationFile) throws(SettingsError) {
        let found = file.calibration
        guard let format = SampleFormat(rawValue: found.format) else {
            throw file.refusal("format", "'\(found.format.printable)' is no format of samples")
        }
        let wanted = request.format ?? format
        let checks: [(field: String, holds: Bool, own: String, asked: String)] = [
            (
                "device", found.device == request.device, found.device.oneLine,
                request.device
            ),
            (
                "channels", found.channels == request.channels, counted(found.channels, "channel"),
                "\(request.channels)"
            ),
            (
                "rateHertz", found.rateHertz == request.rateHertz, "\(found.rateHertz) Hz",
                "\(request.rateHertz) Hz"
            ),
            (
                "format", format.hasSamples(of: wanted),
                format.rawValue, wanted.rawValue
            ),
            (
                // A file has seven digits of it.
                "microvoltsPerFullScale",
                abs(found.microvoltsPerFullScale / microvoltsPerFullScale - 1) < 1e-6,
                "--gain-uv \(String(format: "%.7g", found.microvoltsPerFullScale))",
                String(format: "%.7g", microvoltsPerFullScale)
            ),
        ]
        for check in checks where !check.holds {
            throw file.refusal(
                check.field,
                "it is of \(check.own), and the capture is of \(check.asked); use the calibrated one, or "
                    + "`quench calibrate` this one")
        }
        request.format = format
        let electrodes = channelNames.indices.filter { !triggers.channels.contains($0) }
        for place in electrodes {
            guard let input = found.inputs.first(where: { $0.channel == place + 1 }) else {
                throw file.refusal(
                    "inputs",
                    "channel \(place + 1) (\(channelNames[place])) is not in it; calibrate it too")
            }
            corrections[place] = InputCorrection(
                gain: input.inverted ? -input.gain : input.gain,
                offsetMicrovolts: input.offsetMicrovolts)
        }
    }
}

extension Calibration {
    /// A warning where AC coupling reaches into the detector's band.
    package func couplingWarning(_ settings: Settings) -> String? {
        couplingWarning(lowEdge: settings.detector.bandPassHertz.first)
    }

    /// What a capture with it tells.
    var remark: String {
        let gains = inputs.map(\.gain)
        let inverted = inputs.count(where: \.inverted)
        return "calibrated \(measuredAt): gains \(String(format: "%.4g", gains.min() ?? 1)) to "
            + "\(String(format: "%.4g", gains.max() ?? 1)), \(inverted) of \(counted(inputs.count, "channel")) inverted"
    }
}
