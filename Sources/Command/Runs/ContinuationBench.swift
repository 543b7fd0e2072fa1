import Evaluation
import Foundation
import Journal
import Optimisation
import Planning
import Tuning

/// Whether it pays to continue, on patients that drift.
package struct ContinuationBench {
    package struct Options {
        package var patients: Int
        /// Runs of each, one after another.
        package var rounds: Int
        /// Of each run.
        package var hours: Double
        package var seed: UInt64
        /// Whether patients stay as they are.
        package var isSteady = false
        /// What is begun with; nil for a low dose.
        package var settings: String?
        /// Threads; nil for as many as there are processors.
        package var jobs: Int?

        package init(patients: Int, rounds: Int, hours: Double, seed: UInt64) {
            self.patients = patients
            self.rounds = rounds
            self.hours = hours
            self.seed = seed
        }
    }

    private let options: Options

    package init(_ options: Options) { self.options = options }

    /// What is stayed with for comparison, and the first of them what is begun with where no file says it.
    private static let doses:
        [(amplitude: Double, width: Double, duration: Double, contacts: String)] =
            [
                (2, 160, 100, "1,2/3,4"), (4, 200, 100, "1,2/3,4"), (6, 200, 100, "1-4/case"),
                (10, 240, 50, "1-4/case"),
            ]

    /// Nil where it was stopped.
    package func run(
        isStopped: @escaping @Sendable () -> Bool, _ tell: (RunNews) -> Void
    ) throws -> ContinuationTable? {
        var settings = try options.settings.map(Settings.init(file:)) ?? Settings.standard
        settings.stimulation.mode = .on
        settings.stimulation.electrodes.contacts = TherapyTrial.channels
        var doses = try Self.doses.map { dose in
            var other = try TherapyDose(settings)
            guard let choice = ContactChoice(dose.contacts) else {
                preconditionFailure("the contacts of the bench are a choice")
            }
            (other.cathodes, other.anodes) = (choice.cathodes, choice.anodes)
            other[.amplitudeMilliamperes] = dose.amplitude
            other[.pulseWidthMicroseconds] = dose.width
            other[.frequencyHertz] = 200
            other[.durationMilliseconds] = dose.duration
            return other
        }
        if options.settings == nil { settings = doses.removeFirst().settings(over: settings) }
        let study = try ContinuationStudy(
            patients: options.patients, rounds: options.rounds, hours: options.hours,
            seed: options.seed, drifts: !options.isSteady, settings: settings, others: doses)
        let jobs = options.jobs ?? ProcessInfo.processInfo.activeProcessorCount
        tell(.begins("continuation", total: study.laneSeconds))
        let courses = try study.courses(Crew(jobs: jobs, isStopped: isStopped)) {
            tell(.reached($0))
        }
        tell(.ends)
        return courses.map { ContinuationTable(study, $0, seed: options.seed) }
    }
}

/// Seizure time and charge of each way of going on.
package struct ContinuationTable {
    package struct Row {
        package let name: String
        /// Share of the untreated seizure time left, over all patients and runs.
        package let share: Double?
        package let shareInterval: ConfidenceInterval?
        /// The same of the last third of the runs.
        package let lateShare: Double?
        /// µC.
        package let chargePerDay: Double
        /// Seizure time as a multiple of that of the settings as given, and by drawing patients.
        package let ratio: Double?
        package let ratioInterval: ConfidenceInterval?
    }

    package let rows: [Row]
    /// Of each patient the doses of its runs.
    package let doses: [[String]]

    private typealias Block = TherapyOutcome.Block

    init(_ study: ContinuationStudy, _ courses: [ContinuationStudy.Course], seed: UInt64) {
        var bootstrap = Bootstrap()
        bootstrap.seed = seed
        let late = study.rounds * 2 / 3
        let hours = study.hours * Double(study.rounds * study.patients)
        func seizure(_ blocks: some Collection<Block>) -> Double {
            blocks.reduce(0) { $0 + Double($1.seizureMilliseconds) }
        }
        func row(_ name: String, _ own: (ContinuationStudy.Course) -> [Block]) -> Row {
            func figures(_ drawn: [Int]) -> [Double?] {
                let chosen = drawn.map { courses[$0] }
                let left = chosen.reduce(0) { $0 + seizure(own($1)) }
                func over(_ base: (ContinuationStudy.Course) -> [Block]) -> Double? {
                    let sum = chosen.reduce(0) { $0 + seizure(base($1)) }
                    return sum > 0 ? left / sum : nil
                }
                return [over(\.untreated), over { $0.fixed.map { $0[0] } }]
            }
            let all = Array(courses.indices)
            let (now, spread) = (
                figures(all), bootstrap.intervals(strata: [courses.count], figures)
            )
            let lateUntreated = courses.reduce(0) {
                $0 + seizure($1.untreated.dropFirst(late))
            }
            let lateLeft = courses.reduce(0) { $0 + seizure(own($1).dropFirst(late)) }
            let charge = courses.reduce(0.0) { sum, course in
                own(course).reduce(sum) { $0 + Double($1.picocoulombs) / 1e6 }
            }
            return Row(
                name: name, share: now[0], shareInterval: spread[0],
                lateShare: lateUntreated > 0 ? lateLeft / lateUntreated : nil,
                chargePerDay: charge / hours * 24, ratio: now[1], ratioInterval: spread[1])
        }
        var rows = [row("continued") { $0.continued }]
        for (place, dose) in study.fixed.enumerated() {
            rows.append(
                row((place == 0 ? "as given, " : "") + dose.words) { $0.fixed.map { $0[place] } })
        }
        rows.append(
            row("best of these in hindsight, of each patient") { course in
                let best = study.fixed.indices.min { one, other in
                    seizure(course.fixed.map { $0[one] }) < seizure(course.fixed.map { $0[other] })
                }
                return course.fixed.map { $0[best ?? 0] }
            })
        self.rows = rows
        doses = courses.map { $0.doses.map(\.words) }
    }

    package var json: JSONValue {
        func value(_ number: Double?) -> JSONValue { number.map(JSONValue.number) ?? .null }
        return .object([
            .init(
                "rows",
                .list(
                    rows.map { row in
                        .object([
                            .init("name", .text(row.name)), .init("shareLeft", value(row.share)),
                            .init("shareLeftLow", value(row.shareInterval?.low)),
                            .init("shareLeftHigh", value(row.shareInterval?.high)),
                            .init("lateShareLeft", value(row.lateShare)),
                            .init("microcoulombsPerDay", .number(row.chargePerDay)),
                            .init("timesGiven", value(row.ratio)),
                            .init("timesGivenLow", value(row.ratioInterval?.low)),
                            .init("timesGivenHigh", value(row.ratioInterval?.high)),
                        ])
                    })),
            .init("doses", .list(doses.map { .list($0.map(JSONValue.text)) })),
        ])
    }
}
