import Evaluation
import Journal
import Planning

/// What a task came to, in whole numbers, so that sums do not depend on their order.
package struct Tally: Equatable, Sendable {
    /// Length of the signal.
    package var milliseconds: Int64 = 0
    /// Bursts' therapies of a virtual patient, bursts on a recording.
    package var therapies: Int64 = 0
    /// Of these, begun outside seizures.
    package var outside: Int64 = 0
    /// Charge of first phases.
    package var picocoulombs: Int64 = 0

    /// Time in counted seizures, of the patient and of the untreated twin.
    package var seizureMilliseconds: Int64 = 0
    package var twinMilliseconds: Int64 = 0

    /// Annotated seizures, and those that an episode overlaps.
    package var seizures: Int64 = 0
    package var found: Int64 = 0
    /// Episodes that overlap no seizure.
    package var falseAlarms: Int64 = 0
    /// The rest of the time, to which rates of false alarms refer.
    package var countedMilliseconds: Int64 = 0
    /// SzCORE's counts.
    package var references: Int64 = 0
    package var detected: Int64 = 0
    package var falseDetections: Int64 = 0
    /// From onset to detection, ascending.
    package var delaysMilliseconds: [Int64] = []

    package init() {}

    static let columns: [(name: String, path: WritableKeyPath<Tally, Int64> & Sendable)] = [
        ("milliseconds", \.milliseconds), ("therapies", \.therapies), ("outside", \.outside),
        ("picocoulombs", \.picocoulombs), ("seizureMilliseconds", \.seizureMilliseconds),
        ("twinMilliseconds", \.twinMilliseconds), ("seizures", \.seizures), ("found", \.found),
        ("falseAlarms", \.falseAlarms), ("countedMilliseconds", \.countedMilliseconds),
        ("references", \.references), ("detected", \.detected),
        ("falseDetections", \.falseDetections),
    ]

    /// Those that a measure counts.
    static func columns(
        of measure: StudyFile.Measure
    ) -> [(name: String, path: WritableKeyPath<Tally, Int64> & Sendable)] {
        columns.enumerated().filter { place, _ in
            place < 4 || (place < 6) == (measure == .simulate)
        }.map(\.element)
    }

    package static func += (sum: inout Tally, other: Tally) {
        sum.addCounts(of: other)
        sum.delaysMilliseconds = (sum.delaysMilliseconds + other.delaysMilliseconds).sorted()
    }

    /// All but the delays. By the names, since a column's path takes ten times as long, and whoever
    /// draws subjects adds millions.
    mutating func addCounts(of other: Tally) {
        milliseconds += other.milliseconds
        therapies += other.therapies
        outside += other.outside
        picocoulombs += other.picocoulombs
        seizureMilliseconds += other.seizureMilliseconds
        twinMilliseconds += other.twinMilliseconds
        seizures += other.seizures
        found += other.found
        falseAlarms += other.falseAlarms
        countedMilliseconds += other.countedMilliseconds
        references += other.references
        detected += other.detected
        falseDetections += other.falseDetections
    }
}

extension Tally {
    /// - Parameter scored: one recording.
    init(_ scored: ScoredRecording) {
        let scores = DetectorScores([scored])
        milliseconds = Self.milliseconds(scores.durationSeconds)
        countedMilliseconds = Self.milliseconds(
            max(0, scores.durationSeconds - scores.uncountedSeconds))
        therapies = Int64(scores.therapyCount)
        outside = Int64(scores.therapiesOutside)
        picocoulombs = Int64((scores.microcoulombs * 1e6).rounded())
        seizures = Int64(scores.delays.outcomes.count)
        found = Int64(scores.delays.foundCount)
        falseAlarms = Int64(scores.falseAlarmCount)
        references = Int64(scores.referenceCount)
        detected = Int64(scores.detectedCount)
        falseDetections = Int64(scores.falseDetectionCount)
        delaysMilliseconds = scores.delays.detected.map(Self.milliseconds)
    }

    private static func milliseconds(_ seconds: Double) -> Int64 {
        Int64((seconds * 1_000).rounded())
    }
}
