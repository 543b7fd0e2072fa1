import Foundation

/// A calibration as a file holds it, with the lines of its fields.
package struct CalibrationFile {
    package let calibration: Calibration
    private let text: FieldsText

    /// Reads a file of at most 128 KiB. Throws where it cannot be read, is no YAML, lacks a field, or
    /// has one that is unknown or out of its range; the error names the line.
    package init(file path: String) throws(SettingsError) {
        try self.init(FieldsText(file: path))
    }

    package init(yaml text: String, file: String) throws(SettingsError) {
        try self.init(FieldsText(text, file: file))
    }

    private init(_ text: FieldsText) throws(SettingsError) {
        var calibration = Calibration()
        try text.read(mustBeComplete: true) {
            (fields: inout SettingsFields) throws(SettingsError) in
            try calibration.read(&fields)
        }
        self.calibration = calibration
        self.text = text
        var seen: Set<Int> = []
        for (place, input) in calibration.inputs.enumerated() {
            guard input.channel <= calibration.channels, seen.insert(input.channel).inserted else {
                throw refusal(
                    "inputs[\(place)].channel",
                    "\(input.channel) is there twice, or beyond the \(calibration.channels) of the device"
                )
            }
        }
        guard !calibration.inputs.isEmpty else { throw refusal("inputs", "no channel is in it") }
    }

    /// An error that names the file and the line of a field.
    package func refusal(_ field: String, _ problem: String) -> SettingsError {
        SettingsError(field: field, problem: problem, line: text.line(of: field), file: text.file)
    }
}

extension Calibration {
    fileprivate mutating func read(_ fields: inout SettingsFields) throws(SettingsError) {
        device = try fields.text("device", device)
        format = try fields.text("format", format)
        channels = try fields.integer("channels", channels, in: 1...256)
        rateHertz = try fields.integer("rateHertz", rateHertz, in: 1...768_000)
        microvoltsPerFullScale = try fields.number(
            "microvoltsPerFullScale", microvoltsPerFullScale, in: 1...1e9)
        measuredAt = try fields.text("measuredAt", measuredAt)
        sineHertz = try fields.number("sineHertz", sineHertz, in: 0.01...384_000)
        measuredHertz = try fields.number("measuredHertz", measuredHertz, in: 0.001...384_000)
        sineMicrovolts = try fields.number("sineMicrovolts", sineMicrovolts, in: 0.001...1e9)
        seconds = try fields.number("seconds", seconds, in: 0.001...1e6)
        noiseBandHertz = try fields.numbers(
            "noiseBandHertz", noiseBandHertz, counts: [2], in: 0...384_000)
        polarity = try fields.word("polarity", polarity)
        sweepHertz = try fields.numbers(
            "sweepHertz", sweepHertz, counts: [0, 2], in: 0.001...384_000)
        inputs = try fields.groups("inputs", [], of: Input(), most: 256) {
            (input: inout Input, group: inout SettingsFields) throws(SettingsError) in
            try input.read(&group)
        }
    }

    /// As a file holds it, numbers to seven digits.
    package var yaml: String {
        var lines = """
            # What `quench calibrate` measured of a capture device; `quench capture --calibration` applies it.
            # A sample in nominal microvolts is the microvolts at the electrode x gain, upside down where
            # inverted, + offsetMicrovolts. Uncertainties are half of a 95 % interval; see docs/calibration.md.
            device: \(device.quoted)
            format: \(format.quoted)
            channels: \(channels)
            rateHertz: \(rateHertz)
            microvoltsPerFullScale: \(Self.digits(microvoltsPerFullScale))
            measuredAt: \(measuredAt.quoted)
            sineHertz: \(Self.digits(sineHertz))
            measuredHertz: \(String(format: "%.9g", measuredHertz))
            sineMicrovolts: \(Self.digits(sineMicrovolts))
            seconds: \(Self.digits(seconds))
            noiseBandHertz: \(Self.list(noiseBandHertz))
            # relative: inverted against the larger part of the channels. absolute: against a pulse that was played.
            polarity: \(polarity.rawValue)
            sweepHertz: \(Self.list(sweepHertz))
            inputs:

            """
        for input in inputs { lines += input.yaml }
        return lines
    }

    fileprivate static func digits(_ value: Double) -> String { String(format: "%.7g", value) }

    fileprivate static func list(_ values: [Double]) -> String {
        "[" + values.map(digits).joined(separator: ", ") + "]"
    }
}

extension Calibration.Input {
    fileprivate mutating func read(_ fields: inout SettingsFields) throws(SettingsError) {
        let microvolts = 0.0...1e9
        channel = try fields.integer("channel", channel, in: 1...256)
        name = try fields.text("name", name)
        gain = try fields.number("gain", gain, in: 1e-6...1e6)
        gainUncertainty = try fields.number("gainUncertainty", gainUncertainty, in: 0...1e6)
        inverted = try fields.flag("inverted", inverted)
        offsetMicrovolts = try fields.number("offsetMicrovolts", offsetMicrovolts, in: -1e9...1e9)
        offsetUncertaintyMicrovolts = try fields.number(
            "offsetUncertaintyMicrovolts", offsetUncertaintyMicrovolts, in: microvolts)
        noiseMicrovolts = try fields.number("noiseMicrovolts", noiseMicrovolts, in: microvolts)
        noiseUncertaintyMicrovolts = try fields.number(
            "noiseUncertaintyMicrovolts", noiseUncertaintyMicrovolts, in: microvolts)
        lowHertz = try fields.hertz("lowHertz", lowHertz)
        lowUncertaintyHertz = try fields.hertz("lowUncertaintyHertz", lowUncertaintyHertz)
        lowPolesHertz = try fields.numbers(
            "lowPolesHertz", lowPolesHertz, counts: [0, 2], in: 0.000_001...384_000)
        highHertz = try fields.hertz("highHertz", highHertz)
    }

    fileprivate var yaml: String {
        let digits = Calibration.digits
        return """
              - channel: \(channel)
                name: \(name.quoted)
                gain: \(digits(gain))
                gainUncertainty: \(digits(gainUncertainty))
                inverted: \(inverted)
                offsetMicrovolts: \(digits(offsetMicrovolts))
                offsetUncertaintyMicrovolts: \(digits(offsetUncertaintyMicrovolts))
                noiseMicrovolts: \(digits(noiseMicrovolts))
                noiseUncertaintyMicrovolts: \(digits(noiseUncertaintyMicrovolts))
                lowHertz: \(lowHertz.map(digits) ?? "none")
                lowUncertaintyHertz: \(lowUncertaintyHertz.map(digits) ?? "none")
                lowPolesHertz: \(Calibration.list(lowPolesHertz))
                highHertz: \(highHertz.map(digits) ?? "none")

            """
    }
}

extension SettingsFields {
    /// A corner frequency, or `none`.
    fileprivate mutating func hertz(
        _ name: String, _ current: Double?
    ) throws(SettingsError) -> Double? {
        guard let value = try number(name, current, or: "none") else { return nil }
        guard (0.000_001...384_000).contains(value) else {
            throw SettingsError(
                field: joined(name),
                problem: "a number from 0.000001 to 384000 or 'none' is expected",
                line: try node(name)?.mark?.line)
        }
        return value
    }
}
