import Acquisition
import Alsa
import Foundation
import Pipeline
import Planning
import SignalSources
import Stimulation

/// From what is asked of a round trip to the loop, the stimulus and the pulse.
struct RoundTripPlan {
    let plans: CapturePlans
    let stimulus: RoundTripStimulus
    /// Nothing but noise is played for so long.
    let quietSeconds: Double
    let milliamperesFullScale: Double
    /// What the detector needs of some bursts, found offline, sorted, s.
    let persistenceSeconds: [Double]

    /// The pulses' current; its share of full scale is the stimulus's business.
    private static let milliamperes = 1.0
    /// As narrow as the default programme's.
    private static let pulseSeconds = 160e-6
    /// Lengths of a burst, and of the quiet after it in the least that an episode takes to end. Of those by
    /// which every burst has an episode of its own the shortest together are taken.
    private static let burstSeconds = [1.0, 2.0, 5.0, 10.0]
    private static let quietFactors = [1.0, 2.0, 4.0]
    private static let rehearsedTrials = 8

    init(_ options: RoundTripRun.Options) throws {
        var settings = try options.settings.map(Settings.init(file:)) ?? Settings.standard
        if options.settings == nil {
            // Line length of a rhythm needs about as long for every burst; with the others, on one
            // channel, an episode may last into the next.
            settings.detector.patterns = Array(settings.detector.patterns.prefix(1))
        }
        settings.stimulation = try Self.stimulation(
            settings.stimulation, deviceRateHertz: options.rateHertz)
        var request = StreamRequest(
            device: options.input, channels: options.channels, rateHertz: options.rateHertz)
        request.periodFrames = options.period
        var input = CaptureSettings(request: request)
        input.framesAveraged = options.framesAveraged
        input.microvoltsPerFullScale = options.microvoltsPerFullScale
        // A cable brings exact zeros while nothing is played.
        input.zerosSecondsMax = 0
        let cable = input.channelNames[options.cable - 1]
        if settings.frontEnd.channels == Settings.standard.frontEnd.channels {
            settings.frontEnd.channels = [cable]
        }
        if let photodiode = options.photodiode {
            var requests = TriggerPlan.Requests()
            requests.triggers = [photodiode]
            do throws(TriggerError) {
                input.triggers = try TriggerPlan(
                    requests, channelNames: input.channelNames,
                    microvoltsPerFullScale: input.microvoltsPerFullScale)
            } catch {
                // The line says what is wrong; the option is another.
                throw RunError(
                    error.description.replacingOccurrences(of: "--trigger", with: "--photodiode"))
            }
            guard !input.triggers.channels.contains(options.cable - 1) else {
                throw RunError(
                    "--photodiode \(photodiode.text): is the channel of the cable; give another, or "
                        + "another --cable")
            }
        }
        plans = try CapturePlans(input, settings)
        milliamperesFullScale = Self.milliamperes / RoundTripStimulus.pulseShare
        _ = try OutputPlan(
            plans.bursts, rateHertz: options.rateHertz,
            milliamperesFullScale: milliamperesFullScale, stretches: false)
        let detector = settings.detector
        let lead = max(5, detector.holdOffSeconds + detector.settleSeconds + 1)
        quietSeconds = lead - 0.5
        let windows = DetectorSettings.FeatureName.allCases.map { detector.shortTermSeconds[$0] }
        // The rhythm is measured over about a second and a half.
        let window = max(1.5, windows.max() ?? 0)
        let blanking = settings.stimulation.blankingMilliseconds / 1_000
        let quiet = detector.terminationSeconds + window + detector.settleSeconds + blanking
        func bursts(_ course: Course, rateHertz: Int, trials: Int) -> RoundTripStimulus {
            RoundTripStimulus(
                rateHertz: rateHertz, trials: trials, burstSeconds: course.burst,
                leadSeconds: lead, quietSeconds: course.quiet, seed: options.seed)
        }
        let loopRate = Int(plans.planned.signal.rateHertz.rounded())
        var chosen: (course: Course, persistence: [Double])?
        for course in Self.courses(quietSeconds: quiet) where chosen == nil {
            let rehearsed = bursts(course, rateHertz: loopRate, trials: Self.rehearsedTrials)
            let rehearsal = RoundTripRehearsal(plans, rehearsed, cable: options.cable - 1)
            if let found = try rehearsal.run() { chosen = (course, found) }
        }
        guard let chosen else {
            throw RunError(
                "by these settings not every stimulus raises a detection, offline: lower the detector's "
                    + "thresholds, or raise --gain-uv (\(Int(options.microvoltsPerFullScale)) µV)")
        }
        persistenceSeconds = chosen.persistence
        stimulus = bursts(
            chosen.course, rateHertz: options.rateHertz, trials: options.trials)
    }

    private typealias Course = (burst: Double, quiet: Double)

    /// The shortest first.
    private static func courses(quietSeconds: Double) -> [Course] {
        burstSeconds.flatMap { burst in
            quietFactors.map { (burst: burst, quiet: $0 * quietSeconds) }
        }.sorted { $0.burst + $0.quiet < $1.burst + $1.quiet }
    }

    /// A therapy of one pulse an episode, under caps that hold as many as the hard limits allow; delay
    /// and blanking are those of the settings.
    private static func stimulation(
        _ given: StimulationSettings, deviceRateHertz: Int
    ) throws -> StimulationSettings {
        let rate = Double(deviceRateHertz)
        let width = (max(1, (pulseSeconds * rate).rounded()) / rate * 1e6).rounded()
        guard width <= Double(StimulationLimits.pulseWidthMicrosecondsMax) else {
            throw RunError(
                "--rate: at \(deviceRateHertz) Hz a frame lasts longer than the longest phase, "
                    + "\(StimulationLimits.pulseWidthMicrosecondsMax) µs; give 1,000 Hz or more")
        }
        var programme = Settings.standard.stimulation
        guard var therapy = programme.therapies.first, var burst = therapy.bursts.first else {
            preconditionFailure("the default programme has a burst")
        }
        burst.amplitudeMilliamperes = milliamperes
        burst.pulseWidthMicroseconds = width
        burst.frequencyHertz = 100
        burst.durationMilliseconds = 10
        therapy.bursts = [burst]
        programme.therapies = [therapy]
        programme.mode = .on
        programme.startDelayMilliseconds = given.startDelayMilliseconds
        programme.blankingMilliseconds = given.blankingMilliseconds
        programme.redetectionSeconds = max(
            programme.redetectionSeconds, given.blankingMilliseconds / 1_000)
        programme.refractorySeconds = 0
        programme.therapiesPerEpisode = 1
        programme.therapiesPerHour = Int(StimulationLimits.therapiesPerHourMax)
        programme.therapiesPerDay = Int(StimulationLimits.therapiesPerDayMax)
        return programme
    }
}
