import Acquisition
import Planning

/// What was found, as the file has it.
extension CalibrationRun {
    func calibration(
        _ grant: StreamGrant, _ measured: [SineMeasurement], _ inverted: [Bool],
        _ responses: [SweepResponse], _ tones: [Double]
    ) -> Calibration {
        var found = Calibration()
        found.device = options.input.request.device
        found.format = grant.format.rawValue
        found.channels = grant.channels
        found.rateHertz = grant.rateHertz
        found.microvoltsPerFullScale = options.input.microvoltsPerFullScale
        found.measuredAt = options.measuredAt
        found.sineHertz = options.sineHertz
        found.measuredHertz = measured.first?.fit.hertz ?? options.sineHertz
        found.sineMicrovolts = options.sineMicrovolts
        found.seconds = options.seconds
        found.noiseBandHertz = [1 / options.seconds, Double(grant.rateHertz) / 2]
        found.polarity = options.output == nil ? .relative : .absolute
        if let slowest = tones.first, let fastest = tones.last {
            found.sweepHertz = [slowest, fastest]
        }
        found.inputs = measured.indices.map { row in
            let one = measured[row]
            let gain = one.fit.amplitude / options.sineMicrovolts
            var input = Calibration.Input()
            input.channel = places[row] + 1
            input.name = name(places[row])
            input.gain = gain
            input.gainUncertainty = one.amplitudeUncertainty / options.sineMicrovolts
            input.inverted = inverted[row]
            input.offsetMicrovolts = one.fit.offset
            input.offsetUncertaintyMicrovolts = one.offsetUncertainty
            input.noiseMicrovolts = one.noise / gain
            input.noiseUncertaintyMicrovolts = one.noiseUncertainty / gain
            let band = responses[row].band
            input.lowHertz = band.lowHertz
            input.lowUncertaintyHertz = responses[row].lowUncertaintyHertz
            input.lowPolesHertz = responses[row].lowPolesHertz
            input.highHertz = band.highHertz
            return input
        }
        return found
    }
}
