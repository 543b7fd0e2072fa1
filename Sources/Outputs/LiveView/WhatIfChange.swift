import ClosedLoop
import Planning

/// Other thresholds than a run's, as a page asks for them.
struct WhatIfChange: Sendable {
    /// Of patterns in the plan, by their place there.
    private var thresholds: [Int: Double] = [:]
    private var votes: [Int: Int] = [:]
    private var votesPercent: [Int: Double] = [:]
    private var onsetSeconds: Double?
    private var terminationSeconds: Double?
    /// A learned detector's, in units of its score.
    private var score: Double?

    /// From `threshold0=250&votes1=3&votesPercent0=12&onset=2&termination=5&score=1.5`, each as far as it
    /// differs; nil for anything else.
    init?(query: Substring, patternCount: Int) {
        guard let fields = QueryFields.values(of: query) else { return nil }
        for (name, text) in fields {
            guard (1...24).contains(text.utf8.count), let value = Double(text), value.isFinite
            else { return nil }
            switch name {
            case "onset": onsetSeconds = value
            case "termination": terminationSeconds = value
            case "score":
                guard abs(value) <= 400 else { return nil }
                score = value
            default:
                guard let place = name.last?.wholeNumberValue, place < patternCount else {
                    return nil
                }
                switch name.dropLast() {
                case "threshold": thresholds[place] = value
                case "votes":
                    guard let whole = Int(exactly: value) else { return nil }
                    votes[place] = whole
                case "votesPercent": votesPercent[place] = value
                default: return nil
                }
            }
        }
    }

    /// The settings with the change, checked as a file is. A learned detector's threshold is its model's:
    /// no settings name it.
    func settings(
        of base: Settings, _ planned: PlannedLoop, isSaved: Bool
    ) throws(SettingsError) -> Settings {
        if score != nil, planned.model == nil || isSaved {
            throw SettingsError(
                field: "score",
                problem: "is the model's threshold, which no settings name: save the model, "
                    + "or leave it")
        }
        var settings = base
        for (place, value) in thresholds {
            settings.detector.patterns[planned.patternPlaces[place]].threshold = value
        }
        for (place, value) in votes {
            settings.detector.patterns[planned.patternPlaces[place]].votes = value
        }
        for (place, value) in votesPercent {
            settings.detector.patterns[planned.patternPlaces[place]].votesPercent = value
        }
        if let onsetSeconds {
            if planned.model == nil {
                settings.detector.onsetSeconds = onsetSeconds
            } else {
                settings.detector.learned.onsetSeconds = onsetSeconds
            }
        }
        if let terminationSeconds { settings.detector.terminationSeconds = terminationSeconds }
        return try Settings(yaml: Self.text(of: settings), over: .standard, file: "what if")
    }

    /// A learned detector's model with the threshold that is tried, as its file can hold it.
    func model(of base: DetectorModel?) throws(SettingsError) -> DetectorModel {
        guard let score, var model = base else {
            throw SettingsError(
                field: "score", problem: "is what a model holds: try another threshold of one")
        }
        guard abs(score) <= 128 else {
            throw SettingsError(field: "score", problem: "must lie within 128 units to be saved")
        }
        model.threshold = Int((score * LearnedDesign.scoreUnit).rounded())
        return model
    }

    /// A settings file.
    static func text(of settings: Settings) -> String {
        settings.fields.text(over: Settings.standard.fields)
    }

    /// The run's plan with the change: what is measured and what is given stays.
    ///
    /// - Parameters:
    ///   - base: the run's settings, as they are now.
    ///   - planned: what it began with.
    func plan(of base: Settings, _ planned: PlannedLoop) throws(SettingsError) -> TriedPlan {
        let settings = try settings(of: base, planned, isSaved: false)
        let changed = try Planner.plan(settings, for: planned.signal, model: planned.model).plan
        guard changed.detection.patternCount == planned.plan.detection.patternCount else {
            throw SettingsError(field: "patterns", problem: "are others than the run's")
        }
        var plan = planned.plan
        plan.constants.detection.patterns = changed.detection.patterns
        plan.constants.detection.onsetHops = changed.detection.onsetHops
        plan.constants.detection.terminationHops = changed.detection.terminationHops
        if let score {
            plan.constants.detection.learned.threshold = Int32(
                (score * LearnedDesign.scoreUnit).rounded())
        }
        return TriedPlan(
            plan: plan, patterns: Set(thresholds.keys), isScoreTried: score != nil)
    }
}
