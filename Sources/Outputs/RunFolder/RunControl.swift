import Detection
import Journal
import Pipeline
import Planning
import Synchronization

/// What a person may change of a run while it goes on: stimulation on or off, and the detector's
/// thresholds. A change is checked as a settings file is, made ready here, and taken by the loop at a
/// hop's end; one is under way at a time.
package final class RunControl: Sendable {
    /// One change: a field of the settings, or one of the two that no settings file has.
    package struct Change: Sendable {
        /// Of the run's changes, from 1 on.
        package let number: Int
        package let field: String
        package let old: JSONValue
        package let new: JSONValue
        /// The address that it came from.
        package let from: String
        /// The first frame that was decided on with it; nil until the loop has taken it.
        package fileprivate(set) var frame: Int64?
        /// What the run goes by from then on.
        fileprivate let planned: PlannedLoop
        fileprivate let settings: Settings
        fileprivate let isSuspended: Bool
    }

    /// Why nothing is changed, for the person who asked.
    package enum Refusal: Error, Equatable {
        /// The value, or the field.
        case wrong(String)
        /// The change before is not in force yet, or the run is over.
        case notNow(String)

        fileprivate static func unknown(_ field: String) -> Refusal {
            .wrong("\(field.prefix(80)): not a field that may be changed in this run")
        }
    }

    package static let suspended = "stimulation.suspended"
    package static let modelThreshold = "model.threshold"

    /// What is in force, and what is to be.
    fileprivate struct State {
        var settings: Settings
        var planned: PlannedLoop
        var isSuspended = false
        var underWay: Change?
        var count = 0
        /// Why nothing is changed any more; nil while it is.
        var closedBecause: String?

        func refuseIfBusy() throws(Refusal) {
            if let closedBecause { throw .notNow(closedBecause) }
            guard underWay == nil else {
                throw .notNow("the change before is not in force yet")
            }
        }
    }

    /// For the pipeline.
    package let loop = LoopControl()
    private let state: Mutex<State>

    package init(_ settings: Settings, _ planned: PlannedLoop) {
        state = Mutex(State(settings: settings, planned: planned))
    }

    /// Makes a change ready for the end of the hop under way.
    ///
    /// - Parameters:
    ///   - field: one of `fields`.
    ///   - address: that it comes from.
    package func change(
        _ field: String, to value: JSONValue, from address: String
    ) throws(Refusal) -> Change {
        // Planned outside the lock: the run's thread asks for news with every hop. Nobody else changes
        // anything meanwhile, since the server has one thread.
        let now = state.withLock { $0 }
        try now.refuseIfBusy()
        guard let old = now.values.first(where: { $0.field == field })?.value else {
            throw .unknown(field)
        }
        var next = now
        try next.set(field, to: value)
        let thresholds = DetectionThresholds(next.planned.plan.detection)
        guard
            thresholds != DetectionThresholds(now.planned.plan.detection)
                || next.isSuspended != now.isSuspended
        else { throw .wrong("\(field): changes nothing in this run") }
        let change = Change(
            number: now.count + 1, field: field, old: old, new: value, from: address, frame: nil,
            planned: next.planned, settings: next.settings, isSuspended: next.isSuspended)
        try state.withLock { state throws(Refusal) in
            try state.refuseIfBusy()
            loop.give(.init(isSuspended: next.isSuspended, thresholds: thresholds))
            state.count = change.number
            state.underWay = change
        }
        return change
    }

    /// The change that came into force by a frame, once; for the run's thread.
    ///
    /// - Parameter isLast: whether the run is over, so that there will be no other.
    func news(at frame: Int64, isLast: Bool) -> Change? {
        state.withLock { state in
            if isLast { state.closedBecause = "the run is over" }
            guard var change = state.underWay, let taken = loop.frameTaken, taken <= frame else {
                return nil
            }
            state.settings = change.settings
            state.planned = change.planned
            state.isSuspended = change.isSuspended
            state.underWay = nil
            change.frame = taken
            return change
        }
    }

    /// What the run goes by; not a change that the loop has not taken yet.
    package var current: (settings: Settings, planned: PlannedLoop) {
        state.withLock { ($0.settings, $0.planned) }
    }

    /// Takes no change any more: there is no record of it.
    func close() {
        state.withLock { $0.closedBecause = "the run's journal is not written any more" }
    }

    /// Whether the loop lets no therapy start.
    var isSuspended: Bool { state.withLock { $0.isSuspended } }

    /// What may be changed, what is in force, and the field whose change the loop has not taken yet, for
    /// the page.
    package var json: JSONValue {
        let now = state.withLock { $0 }
        return .object([
            .init("isSuspended", .bool(now.isSuspended)),
            .init("underWay", now.underWay.map { .text($0.field) } ?? .null),
            .init(
                "fields",
                .list(
                    now.values.map {
                        .object([
                            .init("field", .text($0.field)), .init("label", .text($0.label)),
                            .init("value", $0.value),
                        ])
                    })),
            .init(
                "thresholds",
                .list(
                    (0..<Int(now.planned.plan.detection.patternCount)).map {
                        .number(FeatureScale(now.planned, pattern: $0).threshold)
                    })),
        ])
    }
}

extension RunControl.State {
    /// What may be changed, and what it is.
    fileprivate var values: [(field: String, label: String, value: JSONValue)] {
        var values: [(field: String, label: String, value: JSONValue)] = []
        if planned.plan.stimulation.therapies.count > 0 {
            values.append((RunControl.suspended, "stimulation suspended", .bool(isSuspended)))
        }
        if let model = planned.model {
            let units = Double(model.threshold) / LearnedDesign.scoreUnit
            values.append((RunControl.modelThreshold, "threshold of the score", .number(units)))
            return values
        }
        // Those that the plan left out, for want of channels, decide nothing.
        for place in planned.patternPlaces {
            let pattern = settings.detector.patterns[place]
            let unit = pattern.isRelative ? "%" : "absolute"
            values.append(
                (
                    field(ofPattern: place), "\(pattern.feature.rawValue), \(unit)",
                    .number(pattern.threshold)
                ))
        }
        return values
    }

    /// The threshold of a pattern, by its place in the settings.
    private func field(ofPattern place: Int) -> String {
        let isRelative = settings.detector.patterns[place].isRelative
        return
            "detector.patterns[\(place)].\(isRelative ? "thresholdPercent" : "thresholdAbsolute")"
    }

    fileprivate mutating func set(
        _ field: String, to value: JSONValue
    ) throws(RunControl.Refusal) {
        if field == RunControl.suspended {
            guard case .bool(let isSuspended) = value else {
                throw .wrong("\(field): must be true or false")
            }
            self.isSuspended = isSuspended
            return
        }
        guard let number = value.number, number.isFinite else {
            throw .wrong("\(field): must be a number")
        }
        var model = planned.model
        if field == RunControl.modelThreshold {
            guard (-128...128).contains(number) else {
                throw .wrong("\(field): must be -128 to 128")
            }
            model?.threshold = Int((number * LearnedDesign.scoreUnit).rounded())
        } else {
            guard
                let place = planned.patternPlaces.first(where: {
                    self.field(ofPattern: $0) == field
                })
            else { throw .unknown(field) }
            settings.detector.patterns[place].threshold = number
        }
        do {
            // As a file of these settings is read and planned.
            let text = try JSONValue(encoding: settings).line
            settings = try Settings(yaml: text, over: nil, file: "the change")
            planned = try Planner.plan(
                settings, for: planned.signal, model: model)
        } catch let error as SettingsError {
            throw .wrong("\(error.field): \(error.problem)")
        } catch { throw .wrong("\(field): \(error)") }
    }
}

extension RunRecorder {
    /// Notes a change that came into force by the end of the hop taken last, and goes by it.
    package mutating func noteChange(at report: borrowing HopReport) {
        let frame = report.record.decision.endFrame
        guard
            let change = context.control?.news(at: frame, isLast: report.record.isLast),
            let inForce = change.frame
        else { return }
        changes.append(
            SettingsChange(
                field: change.field, old: change.old, new: change.new, from: change.from,
                frame: inForce, timeSeconds: context.seconds(ofFrame: inForce)))
        context.planned = change.planned
        context.changedSettings = change.settings
        pictures.planned = change.planned
        note(
            .settingsChanged(
                frame: frame, timeSeconds: context.seconds(ofFrame: frame),
                changes[changes.count - 1]))
    }
}
