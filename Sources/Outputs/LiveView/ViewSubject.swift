import ClosedLoop
import Detection
import Journal
import Pipeline
import Planning
import Realtime
import RunFolder
import Stimulation

/// What is known of a run before its first hop, as a viewer needs it.
package struct ViewSubject: Sendable {
    /// Tells this run from any other, so that a page knows one that it has seen.
    let id = String(UInt64.random(in: .min ... .max), radix: 16)
    /// What the signal comes from: text from outside.
    package var title: String
    package var planned: PlannedLoop
    /// The stretch of the source that the run covers, s.
    package var fromSeconds: Double
    package var toSeconds: Double
    package var pace: Pace
    /// From a hop's first sample to a first pulse edge, at the pace of real time.
    package var budgetMilliseconds = 100.0
    /// What the plan was made of; nil where no thresholds are to be tried out.
    package var settings: Settings?
    /// Annotated seizures, s.
    package var seizures: [(onset: Double, end: Double)] = []
    /// Whether the run keeps what is remarked on it.
    var takesMarkers = false
    /// What who looks on may change; nil where nobody may.
    var control: RunControl?
    /// Of a virtual patient.
    package var patient: PatientLayout?
    /// Read before the stretch that was asked for, s.
    var warmUpSeconds = 0.0

    /// Channels that a viewer is sent, from the first.
    static let channelCountMax = 128

    package init(
        title: String, planned: PlannedLoop, fromSeconds: Double, toSeconds: Double, pace: Pace
    ) {
        self.title = title
        self.planned = planned
        self.fromSeconds = fromSeconds
        self.toSeconds = toSeconds
        self.pace = pace
    }

    /// Of a run that leaves a folder.
    package init(_ context: RunContext) {
        self.init(
            title: context.sourceName, planned: context.planned,
            fromSeconds: context.fromSeconds, toSeconds: context.toSeconds, pace: context.pace)
        seizures = context.reference?.seizures ?? []
        takesMarkers = context.takesMarkers
        control = context.control
        patient = context.patient
        settings = context.settings
        warmUpSeconds = context.warmUpSeconds
    }

    /// The first that is read, before the stretch that was asked for.
    var firstFrame: Int64 {
        Int64(((fromSeconds - warmUpSeconds) * planned.signal.rateHertz).rounded())
    }
    var channelCount: Int { min(Self.channelCountMax, planned.signal.channelNames.count) }
    /// Only a paced run has latencies that mean anything.
    var isPaced: Bool { pace != .unpaced }
    /// At any other pace there is no deadline.
    var hasDeadline: Bool { pace == .speed(Ratio(1)) }
    /// How many times faster than real time it is; nil for as fast as it goes.
    private var speed: Double? {
        guard case .speed(let speed) = pace else { return nil }
        return Double(speed.numerator) / Double(speed.denominator)
    }

    /// What of the budget a decision may take: from the hop's first sample to its last, and the pause
    /// before the first pulse, are spent already.
    private var computeLimitMilliseconds: Double {
        let delay = planned.plan.stimulation.timing.startDelayMicroseconds
        let hop = planned.hopSeconds * 1_000 - 1_000 / planned.signal.rateHertz
        return budgetMilliseconds - hop - Double(delay) / 1_000
    }

    /// By their numbers.
    static var stateNames: [JSONValue] {
        (UInt8(0)...5).compactMap { LoopState(rawValue: $0) }.map { .text("\($0.name)") }
    }

    /// For the page: text is text there, whatever it holds.
    var json: JSONValue {
        let names = planned.signal.channelNames
        let rows = HopRows(self)
        return .object([
            .init("id", .text(id)), .init("title", .text(title)),
            .init("channels", .list(names.prefix(channelCount).map { .text($0) })),
            .init("channelsLeftOut", .integer(Int64(names.count - channelCount))),
            .init("hopSeconds", .number(planned.hopSeconds)),
            .init("hopFrames", .integer(Int64(planned.plan.detection.hopFrames))),
            .init("rateHertz", .number(planned.signal.rateHertz)),
            .init("microvoltsPerCount", .number(planned.lsbMicrovolts)),
            .init("fromSeconds", .number(fromSeconds)), .init("toSeconds", .number(toSeconds)),
            .init("pace", .text(pace.text)), .init("isPaced", .bool(isPaced)),
            .init("speed", speed.map { .number($0) } ?? .null),
            .init("budgetMilliseconds", hasDeadline ? .number(budgetMilliseconds) : .null),
            .init(
                "computeLimitMilliseconds", hasDeadline ? .number(computeLimitMilliseconds) : .null),
            .init("isLearned", .bool(planned.model != nil)),
            .init("stimulates", .bool(planned.plan.stimulation.therapies.count > 0)),
            .init("takesMarkers", .bool(takesMarkers)),
            .init("controls", .bool(control != nil)),
            .init("patient", patient?.json ?? .null),
            .init("rowBytes", .integer(Int64(rows.byteCount))),
            .init("rowsKept", .integer(Int64(HopHistory.rowCount(for: self)))),
            .init("features", .list(rows.scales.map(\.json))), .init("whatIf", whatIfJSON),
            .init("states", .list(Self.stateNames)),
            .init("faults", .list(ChannelFault.all.map { .text("\($0.name)") })),
            .init(
                "seizures",
                .list(seizures.prefix(1_000).map { .list([.number($0.onset), .number($0.end)]) })),
        ])
    }
}

extension PatientLayout {
    fileprivate var json: JSONValue {
        .object([
            .init(
                "nodes",
                .list(nodes.map { .list([.number($0.x), .number($0.y), .text($0.tissue)]) })),
            .init("contacts", .list(contacts.map { .list([.number($0.x), .number($0.y)]) })),
        ])
    }
}

extension ViewSubject {
    /// What of the settings a page can try out otherwise.
    fileprivate var whatIfJSON: JSONValue {
        settings.map { Self.whatIfJSON($0, planned) } ?? .null
    }

    /// The same as it is now, of a run that is changed; null of any other.
    var whatIfNow: JSONValue {
        guard settings != nil, let now = control?.current else { return .null }
        return Self.whatIfJSON(now.settings, now.planned)
    }

    private static func whatIfJSON(_ settings: Settings, _ planned: PlannedLoop) -> JSONValue {
        let detector = settings.detector
        let patterns = planned.patternPlaces.map { place in
            let pattern = detector.patterns[place]
            return JSONValue.object([
                .init("threshold", .number(pattern.threshold)),
                .init("votes", .integer(Int64(pattern.votes))),
                .init("votesPercent", .number(pattern.votesPercent)),
            ])
        }
        let isLearned = planned.model != nil
        let score = Double(planned.plan.detection.learned.threshold) / LearnedDesign.scoreUnit
        return .object([
            .init("patterns", .list(patterns)),
            .init(
                "onset",
                .number(isLearned ? detector.learned.onsetSeconds : detector.onsetSeconds)),
            .init("termination", .number(detector.terminationSeconds)),
            .init("score", isLearned ? .number(score) : .null),
        ])
    }
}

extension FeatureScale {
    fileprivate var json: JSONValue {
        .object([
            .init("name", .text("\(pattern.feature.name)")), .init("unit", .text(unit)),
            .init("threshold", .number(threshold)),
        ])
    }
}

extension ChannelFault {
    /// In the order of their bits.
    static let all: [ChannelFault] = [.missing, .saturated, .flat, .brokenContact, .mains]
}
