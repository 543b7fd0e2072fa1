import ClosedLoop
import Journal
import Pipeline
import Planning
import Stimulation

/// What the run has stimulated, against what it may: reckoned from the telemetry, for people to look
/// at. The stimulator keeps its own account and asks nobody.
struct DosesShown {
    private let plan: StimulationPlan
    private var starts: [Int64] = []
    /// Charge in pC by quarter of an hour, the last 24 h of them.
    private var quarters: [(number: Int64, picocoulombs: Int64)] = []
    private var therapiesOfEpisode = 0
    private var amplitudeMicroamperesMax: Int32 = 0
    private var voltageMillivoltsMax: Int32 = 0
    private var densityMax: Int64 = 0
    private var trainEnd: Int64?
    private var isDelivering = false
    private var isInEpisode = false
    private var now: Int64 = 0
    private var refusals: [(reason: RefusalReason, count: Int)] = []
    private var lastRefusal: (tick: Int64, reason: RefusalReason)?
    private(set) var latest: Pulse?

    private static let quarterMicroseconds: Int64 = 900_000_000

    init(_ plan: StimulationPlan) { self.plan = plan }

    mutating func take(_ report: borrowing HopReport) {
        let record = report.record
        now = record.decision.tick
        switch record.decision.change {
        case .onset: (isInEpisode, therapiesOfEpisode) = (true, 0)
        case .termination, .timeout: isInEpisode = false
        case .none: break
        }
        if record.decision.state == .safe || record.decision.state == .watching {
            isInEpisode = false
        }
        isDelivering = record.isDelivering
        switch record.decision.response {
        case .started:
            starts.append(now)
            therapiesOfEpisode += 1
        case .refused(let reason, _) where !reason.isProgrammedPause:
            // A refusal that lasts is one, as in the run's journal.
            if lastRefusal?.reason != reason || now - (lastRefusal?.tick ?? 0) > 1_000_000 {
                let place = refusals.firstIndex { $0.reason == reason } ?? refusals.count
                if place == refusals.count { refusals.append((reason, 0)) }
                refusals[place].count += 1
            }
            lastRefusal = (now, reason)
        case .refused, .idle: break
        }
        for pulse in report.pulses { take(pulse) }
        let day = now - StimulationLimits.microsecondsPerDay
        starts.removeAll { $0 <= day }
        quarters.removeAll { ($0.number + 1) * Self.quarterMicroseconds <= day }
    }

    private mutating func take(_ pulse: Pulse) {
        latest = pulse
        trainEnd = max(trainEnd ?? 0, pulse.endMicroseconds)
        amplitudeMicroamperesMax = max(amplitudeMicroamperesMax, pulse.amplitudeMicroamperes)
        voltageMillivoltsMax = max(voltageMillivoltsMax, pulse.voltageMillivolts)
        for contacts in [pulse.cathodes, pulse.anodes] {
            densityMax = max(
                densityMax,
                plan.electrodes.densityNanocoulombsPerSquareCentimetre(
                    chargePicocoulombs: pulse.firstPhasePicocoulombs, contacts: contacts))
        }
        let quarter = pulse.startMicroseconds / Self.quarterMicroseconds
        if quarters.last?.number != quarter { quarters.append((quarter, 0)) }
        quarters[quarters.count - 1].picocoulombs += pulse.firstPhasePicocoulombs
    }

    /// First-phase charge of the last 24 h, at most a quarter of an hour more, µC.
    var chargeOfDayMicrocoulombs: Double {
        Double(quarters.reduce(0) { $0 + $1.picocoulombs }) / 1e6
    }

    /// The earliest next therapy by the programme's pauses, s; nil while a train is under way or where
    /// nothing is in the way.
    var nextAllowedSeconds: Double? {
        guard let trainEnd, !isDelivering else { return nil }
        let pause =
            isInEpisode ? plan.timing.redetectionMicroseconds : plan.timing.refractoryMicroseconds
        let next = trainEnd + pause
        return next > now ? Double(next) / 1e6 : nil
    }

    var json: JSONValue {
        .object([
            .init("isDelivering", .bool(isDelivering)),
            .init("nextAllowedSeconds", nextAllowedSeconds.map { .number($0) } ?? .null),
            .init(
                "refusals",
                .list(
                    refusals.map {
                        .list([.text("\($0.reason.name)"), .integer(Int64($0.count))])
                    })),
            .init(
                "lastRefusal",
                lastRefusal.map {
                    .list([.number(Double($0.tick) / 1e6), .text("\($0.reason.name)")])
                } ?? .null),
            .init("limits", .list(limits.map(\.json))),
            .init("cathodes", .integer(Int64(latest?.cathodes.rawValue ?? 0))),
            .init("anodes", .integer(Int64(latest?.anodes.rawValue ?? 0))),
            .init("contacts", .integer(Int64(plan.electrodes.usable.rawValue))),
        ])
    }

    private struct Limit {
        let label: String
        let used: Double
        let limit: Double
        let unit: String

        var json: JSONValue {
            .list([.text(label), .number(used), .number(limit), .text(unit)])
        }
    }

    private var limits: [Limit] {
        guard plan.therapies.count > 0 else { return [] }
        let hour = now - StimulationLimits.microsecondsPerHour
        return [
            Limit(
                label: "therapies, episode", used: Double(therapiesOfEpisode),
                limit: Double(plan.caps.therapiesPerEpisode), unit: ""),
            Limit(
                label: "therapies, hour", used: Double(starts.count { $0 > hour }),
                limit: Double(plan.caps.therapiesPerHour), unit: ""),
            Limit(
                label: "therapies, day", used: Double(starts.count),
                limit: Double(plan.caps.therapiesPerDay), unit: ""),
            Limit(
                label: "charge, day", used: chargeOfDayMicrocoulombs,
                limit: Double(plan.caps.chargePerDayPicocoulombs) / 1e6, unit: "µC"),
            Limit(
                label: "charge density", used: Double(densityMax) / 1_000,
                limit: Double(StimulationLimits.densityNanocoulombsPerSquareCentimetreMax) / 1_000,
                unit: "µC/cm²"),
            Limit(
                label: "amplitude", used: Double(amplitudeMicroamperesMax) / 1_000,
                limit: Double(StimulationLimits.amplitudeMicroamperesMax) / 1_000, unit: "mA"),
            Limit(
                label: "output voltage", used: Double(voltageMillivoltsMax) / 1_000,
                limit: Double(plan.electrodes.complianceMillivolts) / 1_000, unit: "V"),
        ]
    }
}
