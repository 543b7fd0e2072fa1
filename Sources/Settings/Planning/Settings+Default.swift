import Stimulation

extension Settings {
    private typealias Range = StimulationRange

    private static func most(_ range: ClosedRange<Double>) -> String { format(range.upperBound) }

    private static func all(_ range: ClosedRange<Double>) -> String {
        "\(format(range.lowerBound)) to \(format(range.upperBound))"
    }

    private static let density = format(
        Double(StimulationLimits.densityNanocoulombsPerSquareCentimetreMax) / 1_000)

    /// The default settings as a person reads them; also where the defaults come from.
    public static let defaultText = """
        # Quench settings. Every field with its default: keep what you change, delete the rest.
        # Check a file with `quench settings --check FILE`.

        # The front end turns a recording's signals into counts, as an implant's amplifier would.
        frontEnd:
          # Names, patterns with * and ?, or type:SEEG (the BIDS channel type). [all] takes every
          # channel with a voltage.
          channels: [all]
          # Left out of these, unless named in full above.
          exclude: ["*ECG*", "*EKG*", "*EOG*", "*EMG*"]
          # recorded, reference (less one channel), average (less the mean of the chosen channels),
          # or bipolar (neighbouring contacts such as LA1-LA2, or the pairs given).
          montage: recorded
          # With montage reference: the channel that is subtracted.
          reference: ""
          # With montage bipolar: pairs such as [LA1-LA3]; none takes the neighbours.
          pairs: []
          # Which sampling rate to take where a file has several; 0 where it has one.
          rateHertz: 0
          # The converter: size of one count, and bits, sign included. 16 bits of 250 nV reach 8.19 mV.
          lsbNanovolts: 250
          bits: 16

        detector:
          # Time between two decisions, at most 40; cut to whole frames.
          hopMilliseconds: 20
          # Conditioning: a second-order high-pass (0 for none), then a Butterworth band-pass (order 1
          # to 3 poles an edge; [] for none). An upper edge beyond 0.45 of the sampling rate is
          # lowered to it, and the run says so.
          highPassHertz: 1
          bandPassHertz: [2, 60]
          bandPassOrder: 1
          # What is measured, and shown in the readings. What no pattern needs may be left out.
          features: [lineLength, area, rhythm, fastActivity]
          # Sliding window of each feature, and time constant of the long-term trends.
          shortTermSeconds:
            lineLength: 1.5
            area: 0.5
            halfWaves: 2
            # Of the rhythm's share, which is itself measured over about a second, and of the fast
            # activity, which is a mean over a second and a half.
            rhythm: 0.02
            fastActivity: 0.02
          longTermSeconds: 30
          # How the trends follow the signal in an episode: frozen, quarter, half or full speed.
          adaptInEpisode: quarter
          # Half-waves: least height from trough to peak, in % of the long-term mean magnitude or, if
          # not 0, in microvolts; and the frequencies whose half-waves count.
          halfWave:
            amplitudePercent: 300
            amplitudeMicrovolts: 0
            bandHertz: [3, 50]
          # Up to three patterns: a feature (lineLength, area, halfWaves, rhythm, fastActivity) over
          # some channels. A channel votes when its short-term mean reaches thresholdPercent of its
          # long-term trend, or, if that is 0, thresholdAbsolute: mean microvolts (of neighbouring
          # samples' differences for line length), half-waves per second, or % of the power that
          # repeats every 80 to 400 ms (rhythm). Fast activity lies between 20 and 30 Hz; what slower
          # activity or muscle rise counts against it, and it needs a sampling rate of 180 Hz. With
          # rhythmPercent above 0 a channel votes only if so much of its power repeats; that needs
          # rhythm among the features. A pattern is positive with `votes` votes and with votesPercent
          # of its channels that have no fault; with fewer than channelsMin channels it is left out.
          patterns:
            - feature: lineLength
              channels: [all]
              thresholdPercent: 200
              thresholdAbsolute: 0
              rhythmPercent: 30
              votes: 2
              votesPercent: 12
              channelsMin: 1
            - feature: area
              channels: [all]
              thresholdPercent: 250
              thresholdAbsolute: 0
              rhythmPercent: 22
              votes: 2
              votesPercent: 50
              channelsMin: 6
            - feature: fastActivity
              channels: [all]
              thresholdPercent: 170
              thresholdAbsolute: 0
              rhythmPercent: 0
              votes: 2
              votesPercent: 25
              channelsMin: 1
          # How patterns join: or, and.
          join: or
          # Patterns positive for so long: a detection. Negative for so long: the episode is over.
          onsetSeconds: 0.02
          terminationSeconds: 3
          # No decision for so long after the start, and after stimulation.
          holdOffSeconds: 4
          settleSeconds: 0.5
          # An episode that lasts longer ends, and the trends are learned anew.
          episodeSecondsMax: 300
          # A channel with a fault does not count until it has had none for recoverySeconds.
          quality:
            recoverySeconds: 2
            # At the converter's rail, or without any change, for so long in all.
            saturatedSeconds: 0.2
            flatSeconds: 0.5
            # Jumps of this share of the converter's range within a hop, for so long in all.
            contactRangePercent: 50
            contactSeconds: 0.1
            # Mains frequencies to look for ([] for none), and the share of the area within the
            # detector's band from which a channel counts as mains.
            mainsHertz: [50, 60]
            mainsPercent: 60
          # Of a learned detector (--model), in place of the patterns:
          learned:
            # Inputs beside line length and five bands, of a model to be trained ([] for none): rhythm,
            # fastActivity. A model that is there has its own.
            features: [rhythm, fastActivity]
            # Above the threshold for so long: a detection.
            onsetSeconds: 0.3
            # What it may adapt by itself.
            # The baseline of its inputs follows slow change; false: it stands still after 4 s.
            adaptBaseline: true
            # The threshold follows the background's score, within so many units below and above.
            adaptThreshold: true
            thresholdBelow: 0.5
            thresholdAbove: 1.5

        # The simulated stimulator. Hard limits hold whatever stands here: \(most(Range.amplitudeMilliamperes)) mA, \(all(Range.frequencyHertz)) Hz,
        # \(density) microcoulombs per square centimetre and phase, \(Range.therapiesPerEpisode.upperBound) therapies an episode.
        stimulation:
          # on, or off: detect only.
          mode: on
          electrodes:
            # Number of contacts, 1 to \(Range.contacts.upperBound); they are numbered from 1.
            contacts: 8
            # Of each contact, and of the implant's case, which can return the current too.
            impedanceOhms: 800
            areaSquareMillimetres: 7.9
            caseImpedanceOhms: 200
            caseAreaSquareMillimetres: 600
            # What the output stage can reach, at most \(most(Range.complianceVolts)).
            complianceVolts: 12
            # Contacts that must not be used, such as [5].
            broken: []
          # Therapies of an episode in turn, up to five; the last is repeated until
          # therapiesPerEpisode. Each follows only if the seizure is detected again.
          therapies:
            # One or two bursts of equal biphasic pulses.
            - bursts:
                - # Current of either phase, at most \(most(Range.amplitudeMilliamperes)), and width of one phase, \(all(Range.pulseWidthMicroseconds)).
                  amplitudeMilliamperes: 6
                  pulseWidthMicroseconds: 400
                  # Pause between the phases, at most \(most(Range.interphaseGapMicroseconds)).
                  interphaseGapMicroseconds: 0
                  # \(all(Range.frequencyHertz)), and length of the burst, at most \(most(Range.durationMilliseconds)).
                  frequencyHertz: 200
                  durationMilliseconds: 50
                  # Contacts, or case, that are negative in the first phase, and that return it.
                  cathodes: [1, 2, 3, 4]
                  anodes: [case]
              # Between the two bursts, at most \(most(Range.pauseMilliseconds)).
              pauseMilliseconds: 500
          # From the decision to the first edge, at most \(most(Range.startDelayMilliseconds)): fixed, so that a run repeats to the
          # microsecond.
          startDelayMilliseconds: 2
          # Input ignored after a train while the amplifier recovers, at most \(most(Range.blankingMilliseconds)).
          blankingMilliseconds: 100
          # From a train to the next decision to stimulate; not below the blanking.
          redetectionSeconds: 2
          # From an episode's last train to the next episode's first.
          refractorySeconds: 10
          # Most therapies in an episode (up to \(Range.therapiesPerEpisode.upperBound)), in any hour (\(Range.therapiesPerHour.upperBound)) and in any 24 hours (\(Range.therapiesPerDay.upperBound)).
          therapiesPerEpisode: 5
          therapiesPerHour: 60
          therapiesPerDay: 600
          # Most charge of first phases in any 24 hours, up to \(most(Range.chargePerDayMicrocoulombs)).
          chargePerDayMicrocoulombs: 50000

        # Time without a fault after which the loop leaves its safe state.
        safeStateSeconds: 5

        """
}
