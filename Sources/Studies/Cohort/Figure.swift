import Evaluation
import Planning

/// A figure of a study, from the sums of any number of tasks.
package struct Figure: Sendable {
    /// As in the tables.
    package let name: String
    /// For a person.
    package let title: String
    package let digits: Int
    /// Nil where it has nothing to divide by.
    package let value: @Sendable (Tally) -> Double?

    private static func ratio(_ part: Int64, _ whole: Int64) -> Double? {
        whole > 0 ? Double(part) / Double(whole) : nil
    }

    private static func hours(_ milliseconds: Int64) -> Double? {
        milliseconds > 0 ? Double(milliseconds) / 3_600_000 : nil
    }

    /// The figures of a measure; the first is the one that a picture shows.
    package static func all(_ measure: StudyFile.Measure) -> [Figure] {
        switch measure {
        case .simulate:
            [
                Figure(name: "shareLeft", title: "seizure time left", digits: 3) {
                    ratio($0.seizureMilliseconds, $0.twinMilliseconds)
                },
                Figure(name: "microcoulombsPerDay", title: "µC a day", digits: 0) { tally in
                    hours(tally.milliseconds).map { Double(tally.picocoulombs) / 1e6 / $0 * 24 }
                },
                Figure(name: "therapiesPerHour", title: "therapies/h", digits: 2) { tally in
                    hours(tally.milliseconds).map { Double(tally.therapies) / $0 }
                },
                Figure(name: "outsidePerHour", title: "outside seizures/h", digits: 2) { tally in
                    hours(tally.milliseconds).map { Double(tally.outside) / $0 }
                },
            ]
        case .evaluate:
            [
                Figure(name: "foundShare", title: "found", digits: 3) {
                    ratio($0.found, $0.seizures)
                },
                Figure(name: "falseAlarmsPerHour", title: "false alarms/h", digits: 2) { tally in
                    hours(tally.countedMilliseconds).map { Double(tally.falseAlarms) / $0 }
                },
                Figure(name: "detectionDelaySeconds", title: "delay, s (median)", digits: 1) {
                    median($0.delaysMilliseconds.map { Double($0) / 1_000 })
                },
                Figure(name: "sensitivity", title: "SzCORE sensitivity", digits: 3) {
                    ratio($0.detected, $0.references)
                },
                Figure(name: "falseAlarmsPer24Hours", title: "SzCORE false/24 h", digits: 1) {
                    tally in
                    hours(tally.countedMilliseconds).map {
                        Double(tally.falseDetections) / $0 * 24
                    }
                },
                Figure(name: "microcoulombsPerDay", title: "µC a day", digits: 0) { tally in
                    hours(tally.milliseconds).map { Double(tally.picocoulombs) / 1e6 / $0 * 24 }
                },
            ]
        }
    }
}
