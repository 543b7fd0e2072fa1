import Acquisition
import Alsa
import Planning
import Recordings
import SignalSources
import Stimulation

/// From what is asked of a capture device to plans of the front end and the loop.
struct CapturePlans {
    private(set) var settings: Settings
    let capture: CaptureSettings
    let frontEnd: FrontEndPlan
    private(set) var planned: PlannedLoop

    init(_ capture: CaptureSettings, _ settings: Settings, model: DetectorModel? = nil) throws {
        var capture = capture
        guard let rate = capture.rate else {
            throw SettingsError(field: "--rate", problem: "must be above 0")
        }
        self.settings = settings
        let lines = Set(capture.triggers.lines.map { $0.name.lowercased() })
        if let name = settings.frontEnd.channels.first(where: { lines.contains($0.lowercased()) }) {
            throw SettingsError(
                field: "frontEnd.channels",
                problem: "\(name) is a trigger line, no electrode; leave it out")
        }
        frontEnd = try FrontEndPlan(settings.frontEnd, for: capture.channels(rate: rate))
        planned = try Planner.plan(settings, for: frontEnd.signal, model: model)
        // Where a hop is no whole number of device frames, its end waits for a period's.
        let hopFrames = Int64(planned.plan.detection.hopFrames) * capture.conversion.down
        if hopFrames % capture.conversion.up == 0 {
            capture.request.frameMultiple = Int(hopFrames / capture.conversion.up)
        }
        self.capture = capture
    }

    /// The hop's last frame waits for its period's end: both, a filter's group delay and the start
    /// delay must leave the loop some time in the 100 ms from a hop's first sample to a first pulse
    /// edge.
    func checkBudget(_ grant: StreamGrant) throws {
        let hop = planned.hopSeconds
        let delay = settings.stimulation.startDelayMilliseconds / 1_000
        let filter = capture.groupDelaySeconds
        let left = 0.1 - hop - delay - grant.periodSeconds
        guard left - filter < 0.005 else { return }
        guard left < 0.005 else {
            throw SettingsError(
                field: "--device-rate",
                problem:
                    "its filter delays by \(Int((filter * 1_000).rounded())) ms, which with a hop of "
                    + "\(Int(hop * 1_000)) ms and a period of \(Int(grant.periodSeconds * 1_000)) ms "
                    + "leaves nothing of 100 ms; ask for a higher --rate, or for --average")
        }
        throw SettingsError(
            field: "--period",
            problem: "the device wakes up every \(Int(grant.periodSeconds * 1_000)) ms, which with "
                + "a hop of \(Int(hop * 1_000)) ms leaves nothing of 100 ms; ask for a shorter one")
    }

    /// Every burst that the plan can give.
    var bursts: [BurstProgram] {
        let list = planned.plan.stimulation.therapies
        return (0..<list.count).map(list.therapy).flatMap { therapy in
            (0..<therapy.burstCount).map(therapy.burst)
        }
    }

    /// Holds the programme against the rate of the device that plays it. The pulses as played keep
    /// every limit; where they are stretched, they become the programme and are accounted so.
    mutating func fit(_ wanted: OutputOptions, model: DetectorModel?) throws {
        let output = try OutputPlan(
            bursts, rateHertz: wanted.rateHertz,
            milliamperesFullScale: wanted.milliamperesFullScale, stretches: wanted.stretches)
        var played = settings
        for therapy in played.stimulation.therapies.indices {
            for burst in played.stimulation.therapies[therapy].bursts.indices {
                let width = played.stimulation.therapies[therapy].bursts[burst]
                    .pulseWidthMicroseconds
                guard
                    let found = output.played.first(where: {
                        Double($0.programmedMicroseconds) == width.rounded()
                    })
                else { continue }
                played.stimulation.therapies[therapy].bursts[burst].pulseWidthMicroseconds =
                    Double(found.playedMicroseconds)
            }
        }
        let replanned = try Planner.plan(played, for: frontEnd.signal, model: model)
        guard wanted.stretches else { return }
        settings = played
        planned = replanned
    }
}
