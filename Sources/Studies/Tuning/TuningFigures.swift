import Evaluation

/// What a detector did in a piece of a recording, by the strict rules of `DetectorScores`.
package struct PieceFigures: Equatable, Sendable {
    /// Without what follows onsets without a marked end, and without gaps.
    package var seconds = 0.0
    /// Of the piece's seizure, where it has one.
    package var seizure: DetectionDelays.Outcome?
    package var falseAlarms = 0
    package var outside = 0
}

/// Any number of pieces together.
package struct TuningFigures: Equatable, Sendable {
    package private(set) var seizures = 0
    package private(set) var found = 0
    package private(set) var alreadyOn = 0
    /// Of those found with none on already, ascending, s.
    package private(set) var delays: [Double] = []
    package private(set) var falseAlarms = 0
    package private(set) var outside = 0
    package private(set) var hours = 0.0

    package init(_ pieces: some Sequence<PieceFigures>) {
        var seconds = 0.0
        for piece in pieces {
            seconds += piece.seconds
            falseAlarms += piece.falseAlarms
            outside += piece.outside
            guard let outcome = piece.seizure else { continue }
            seizures += 1
            switch outcome {
            case .missed: break
            case .alreadyOn:
                found += 1
                alreadyOn += 1
            case .found(let delay):
                found += 1
                delays.append(delay)
            }
        }
        hours = seconds / 3_600
        delays.sort()
    }

    /// As `quench evaluate` has it: of the delays that there are.
    package var medianDelay: Double? { median(delays) }

    var meanDelay: Double? {
        delays.isEmpty ? nil : delays.reduce(0, +) / Double(delays.count)
    }

    /// Over all seizures, one without a delay being later than any.
    var medianOfAll: Double {
        let never = Array(repeating: Double.infinity, count: seizures - delays.count)
        return median(delays + never) ?? .infinity
    }

    package var falseAlarmsPerHour: Double { hours > 0 ? Double(falseAlarms) / hours : .infinity }
    package var outsidePerHour: Double { hours > 0 ? Double(outside) / hours : .infinity }
}

/// Figures with what they may be by chance.
package struct TuningEstimate: Equatable, Sendable {
    package let figures: TuningFigures
    /// Each nil where it says nothing: of fewer than two seizures, or units to draw.
    package let delay: ConfidenceInterval?
    package let falseAlarms: ConfidenceInterval?
    package let outside: ConfidenceInterval?

    /// - Parameter strata: kinds of what is drawn anew together: a piece, or all pieces of a subject.
    init(strata: [[[PieceFigures]]], _ bootstrap: Bootstrap) {
        let units = Array(strata.joined())
        let all = TuningFigures(units.joined())
        let intervals = bootstrap.intervals(strata: strata.map(\.count)) { drawn in
            let figures = TuningFigures(drawn.lazy.flatMap { units[$0] })
            return [figures.medianDelay, figures.falseAlarmsPerHour, figures.outsidePerHour]
        }
        figures = all
        delay = all.seizures >= 2 ? intervals[0] : nil
        falseAlarms = Self.open(intervals[1], all.falseAlarms, all.hours)
        outside = Self.open(intervals[2], all.outside, all.hours)
    }

    /// Drawing nothing again gives nothing: without an event the upper bound is the rule of three.
    private static func open(
        _ interval: ConfidenceInterval?, _ count: Int, _ hours: Double
    ) -> ConfidenceInterval? {
        guard count == 0, hours > 0 else { return interval }
        return ConfidenceInterval(low: 0, high: RateBound.upper(count: 0, hours: hours))
    }
}
