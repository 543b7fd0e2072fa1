import Foundation
import Planning
import Testing

@Suite("The file of a calibration")
struct CalibrationFileTests {
    static var calibration: Calibration {
        var calibration = Calibration()
        calibration.device = "hw:CARD=Device,DEV=0"
        calibration.format = "s24packed"
        calibration.channels = 3
        calibration.rateHertz = 48_000
        calibration.microvoltsPerFullScale = 8_192
        calibration.measuredAt = "2026-11-30T05:00:00+00:00"
        calibration.sineHertz = 10
        calibration.measuredHertz = 10.000_812_3
        calibration.sineMicrovolts = 1_000
        calibration.seconds = 10
        calibration.noiseBandHertz = [0.1, 24_000]
        calibration.polarity = .absolute
        calibration.sweepHertz = [0.5, 21_600]
        calibration.inputs = [1, 3].map { channel in
            var input = Calibration.Input()
            input.channel = channel
            input.name = "a \"b\": #\(channel)"
            input.gain = 0.987_654_3
            input.gainUncertainty = 1.25e-5
            input.inverted = channel == 3
            input.offsetMicrovolts = -12.5
            input.offsetUncertaintyMicrovolts = 0.031_25
            input.noiseMicrovolts = 1.5
            input.noiseUncertaintyMicrovolts = 0.0625
            input.lowHertz = channel == 1 ? 4.75 : nil
            input.lowUncertaintyHertz = channel == 1 ? 0.0625 : nil
            input.lowPolesHertz = channel == 1 ? [4.5, 1.25] : []
            return input
        }
        return calibration
    }

    @Test("what is written is read back")
    func roundTrip() throws {
        let read = try CalibrationFile(yaml: Self.calibration.yaml, file: "c.yaml")
        #expect(read.calibration == Self.calibration)
    }

    @Test(
        "what is damaged is refused with its line and field",
        arguments: [
            ("gain: 0.9876543", "gain: 0", "inputs[0].gain: a number from 1e-06 to"),
            ("gain: 0.9876543", "gain: -1", "inputs[0].gain: a number"),
            ("gain: 0.9876543", "gain: nan", "inputs[0].gain: a number"),
            ("gain: 0.9876543", "gian: 1", "inputs[0].gain: is missing"),
            ("inverted: false", "inverted: perhaps", "inputs[0].inverted: true or false"),
            ("lowHertz: 4.75", "lowHertz: nan", "inputs[0].lowHertz: a number from"),
            ("lowHertz: 4.75", "lowHertz: below", "inputs[0].lowHertz: a number or 'none'"),
            ("lowPolesHertz: [4.5, 1.25]", "lowPolesHertz: [4.5]", "inputs[0].lowPolesHertz"),
            ("lowUncertaintyHertz: 0.0625\n", "\n", "inputs[0].lowUncertaintyHertz: is missing"),
            ("channel: 1\n", "channel: 4\n", "inputs[0].channel: 4 is there twice, or beyond"),
            ("channel: 1\n", "channel: 3\n", "inputs[1].channel: 3 is there twice, or beyond"),
            ("polarity: absolute", "polarity: sure", "polarity: one of relative, absolute"),
            ("rateHertz: 48000", "rateHertz: 48000\ncolour: 3", "colour: unknown field"),
            ("rateHertz: 48000\n", "", "rateHertz: is missing"),
            ("rateHertz: 48000", "rateHertz: [48000", "c.yaml"),
            ("device:", "device: x\ndevice:", "a field is given twice: device"),
        ])
    func damaged(what: String, by replacement: String, words: String) throws {
        let text = Self.calibration.yaml
        let place = try #require(text.range(of: what))
        let damaged = text.replacingCharacters(in: place, with: replacement)
        let error = #expect(throws: SettingsError.self) {
            try CalibrationFile(yaml: damaged, file: "c.yaml")
        }
        let line = try #require(error?.description)
        #expect(line.contains(words) && line.wholeMatch(of: /c\.yaml:[0-9]+: .*/) != nil, "\(line)")
    }

    @Test("nothing, and no channel, are refused")
    func empty() {
        for text in ["", "inputs: []", "3"] {
            #expect(throws: SettingsError.self) {
                try CalibrationFile(yaml: text, file: "c.yaml")
            }
        }
        var none = Self.calibration
        none.inputs = []
        let error = #expect(throws: SettingsError.self) {
            try CalibrationFile(
                yaml: none.yaml.replacing("inputs:\n", with: "inputs: []\n"), file: "c.yaml")
        }
        #expect(error?.description.contains("inputs: no channel is in it") == true)
    }

    @Test("AC coupling is warned of where its corner lies above the band's lower edge")
    func coupling() throws {
        let calibration = Self.calibration
        #expect(calibration.couplingWarning(lowEdge: 4.8) == nil)
        #expect(calibration.couplingWarning(lowEdge: nil) == nil)
        let warning = try #require(calibration.couplingWarning(lowEdge: 2))
        #expect(warning.hasPrefix("a \"b\": #1: AC coupling") && warning.contains("4.75 Hz"))
        #expect(warning.contains("begins at 2 Hz"))
        let note = try #require(calibration.couplingNote)
        #expect(note.hasPrefix("a \"b\": #1: two poles, 4.5 and 1.25 Hz"))
    }
}
