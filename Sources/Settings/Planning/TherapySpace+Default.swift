import Stimulation

extension TherapySpace {
    private typealias Range = StimulationRange

    private static func all(_ range: ClosedRange<Double>) -> String {
        "\(format(range.lowerBound)) to \(format(range.upperBound))"
    }

    /// The default space as a person reads it; also where it comes from.
    package static let defaultText = """
        # What quench optimise may choose: for each field its levels. Keep what you change, delete the
        # rest. A search has round numbers only, so that the same settings come up again; one level
        # fixes a field. No level beyond a hard limit is accepted, and of the combinations the
        # stimulator's validator refuses those beyond charge density, voltage or charge a day before
        # anything is simulated.

        # Electrodes that are negative in the first phase / that return the current: contacts from 1,
        # lists and ranges of them, or the case. Choices of contacts that the settings do not have are
        # left out of this default, and refused in a file.
        contacts: ["1,2/3,4", "3,4/1,2", "1/2", "2/3", "1,3/2,4", "1-4/case", "case/1-4", "1,2/case",
          "2,3/case", "3,4/case", "5-8/case", "1-8/case", "1-4/5-8", "5,6/7,8"]
        # Current of either phase, \(all(Range.amplitudeMilliamperes)).
        amplitudeMilliamperes: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]
        # Width of one phase, whole, \(all(Range.pulseWidthMicroseconds)).
        pulseWidthMicroseconds: [80, 120, 160, 200, 240, 320, 400, 500]
        # Pulses a second, \(all(Range.frequencyHertz)).
        frequencyHertz: [50, 100, 130, 160, 200, 250, 333]
        # Length of a burst, 1 to \(format(Range.durationMilliseconds.upperBound)).
        durationMilliseconds: [20, 30, 50, 75, 100, 150, 200, 300, 500]
        # Bursts of a therapy, 1 or 2, and the pause between two, \(all(Range.pauseMilliseconds)).
        burstCount: [1, 2]
        pauseMilliseconds: [100, 250, 500, 1000]
        # Most therapies in an episode, 1 to \(Range.therapiesPerEpisode.upperBound).
        therapiesPerEpisode: [1, 2, 3, 5]
        # From a train to the next decision to stimulate, \(all(Range.redetectionSeconds)); not below the blanking.
        redetectionSeconds: [0.5, 1, 2, 4]
        # Every pattern's threshold, % of what the settings give, 10 to 1000.
        thresholdPercentOfGiven: [70, 85, 100, 120, 150]
        # Positive for so long: a detection, 0 to 60.
        onsetSeconds: [0.02, 0.1, 0.3, 0.6, 1]

        """
}

extension Settings {
    private typealias Range = StimulationRange

    /// The limits that hold whatever stands in a settings file, on one line.
    package static let hardLimits =
        "\(format(Range.amplitudeMilliamperes.upperBound)) mA, "
        + "\(format(Range.pulseWidthMicroseconds.lowerBound)) to "
        + "\(format(Range.pulseWidthMicroseconds.upperBound)) µs a phase, "
        + "\(format(Range.frequencyHertz.upperBound)) Hz, "
        + "\(format(Range.durationMilliseconds.upperBound)) ms a burst, "
        + "\(format(Double(StimulationLimits.densityNanocoulombsPerSquareCentimetreMax) / 1_000)) "
        + "µC/cm² a phase, \(Range.therapiesPerEpisode.upperBound) therapies an episode, "
        + "\(format(Range.chargePerDayMicrocoulombs.upperBound)) µC a day"
}
