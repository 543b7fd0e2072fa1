import ArgumentParser
import Foundation
import Optimisation
import Planning
import Report
import Runs

struct OptimiseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "optimise",
        abstract: "Find a therapy for virtual patients: seizure time left against charge.",
        discussion: """
            Stimulation and detection are searched together, within every limit, on some patients; what \
            is found is judged on others, beside the settings as given. Each point of the front becomes a \
            settings file. A search that was stopped or killed goes on with --resume. Without --patient \
            the patients are drawn and differ from one another.

            --continue takes the folders of a patient's own runs instead, and moves the settings of the \
            last by what they have shown: a step at a time, within every limit, every change explained.
            """)

    @Option(
        help: ArgumentHelp(
            "A patient file, see `quench patient`; may be given again.", valueName: "P.yaml"))
    var patient: [InputFile] = []

    @Option(
        help: """
            Patients to search on, and as many others for the verdict; with --patient histories of each.
            """)
    var patients = 3

    @Option(help: "Seed of the patients, of the search and of the intervals.")
    var seed: UInt64 = 1

    @Option(help: "Full length of a patient's history, 0.25 to 168.")
    var hours = 6.0

    @Option(help: "A file that narrows what is searched; see --example-space.")
    var space: InputFile?

    @Option(help: "A settings file, of which the search changes what the space names.")
    var settings: InputFile?

    @Option(help: "Full-length evaluations of a candidate per patient of the search, from 4.")
    var budget = 24

    @Option(
        help: """
            Folder for the front, its settings files, best.yaml and report.html, quench-optimisation if \
            not given; with --continue for next.yaml and continue.tsv, quench-continuation.
            """)
    var output: String?

    @Option(
        name: .customLong("continue"), parsing: .upToNextOption,
        help: ArgumentHelp(
            "Folders of runs that one patient has lived; no search.", valueName: "run folder"))
    var continued: [String] = []

    @Flag(help: "Go on with the search in --output.")
    var resume = false

    @Option(help: "Threads, 1 to 256; as many as there are processors, if not given.")
    var jobs: Int?

    @Flag(help: "Therapies outside seizures are a third objective.")
    var outside = false

    @Flag(help: "Print front.json on standard output instead of the table.")
    var json = false

    @Flag(help: "Print the whole space, every field commented, and end.")
    var exampleSpace = false

    func validate() throws {
        guard continued.isEmpty || !isSearchWanted else {
            throw ValidationError(
                "--continue goes on from runs and takes --space, --output and --json alone")
        }
        guard budget <= 100_000 else { throw ValidationError("--budget must be 4 to 100,000") }
        guard jobs.map({ (1...256).contains($0) }) ?? true else {
            throw ValidationError("--jobs must be 1 to 256")
        }
    }

    /// Whether anything is given that only a search heeds.
    private var isSearchWanted: Bool {
        !patient.isEmpty || settings != nil || jobs != nil || resume || outside || exampleSpace
            || patients != 3 || seed != 1 || hours != 6 || budget != 24
    }

    func run() {
        guard continued.isEmpty else { return goOn() }
        guard !exampleSpace else {
            Terminal.printResult(TherapySpace.defaultText)
            return
        }
        Terminal.run {
            var wanted = OptimisationRun.Options(
                patientCount: patients, budget: budget, output: output ?? "quench-optimisation",
                programVersion: Quench.version)
            wanted.patients = patient.map(\.path)
            (wanted.space, wanted.settings) = (space?.path, settings?.path)
            (wanted.seed, wanted.hours, wanted.jobs) = (seed, hours, jobs)
            (wanted.isResuming, wanted.asksOutside) = (resume, outside)
            StopSignal.install()
            let outcome = try OptimisationRun(wanted).run(
                isStopped: { StopSignal.isSet }, Terminal.teller())
            guard let outcome else {
                Terminal.printError("stopped by the user; --resume goes on from here\n")
                throw ExitCode(StopSignal.status)
            }
            Terminal.printResult(
                json ? outcome.json.pretty + "\n" : outcome.text(Terminal.style))
            // Asked for a therapy, it recommends none.
            if outcome.result.best == nil { throw ExitCode.failure }
        }
    }

    private func goOn() {
        Terminal.run {
            let outcome = try ContinuationRun(
                folders: continued, space: space?.path, output: output ?? "quench-continuation",
                programVersion: Quench.version
            ).run()
            Terminal.printResult(
                json ? outcome.json.pretty + "\n" : outcome.text(Terminal.style))
        }
    }
}

extension ContinuationOutcome {
    /// The runs, then what comes next and why.
    func text(_ style: TerminalStyle) -> String {
        let table = TextTable(
            columns: [
                .init("run"), .init("hours", .right), .init("seizures", .right),
                .init("s an hour", .right), .init("stopped in 5 s", .right),
                .init("outside", .right), .init("µC", .right), .init("refused", .right),
                .init("dose"),
            ], rows: rows.map { $0.map(Terminal.oneLine) })
        return table.text(style) + lines.map { Terminal.oneLine($0) + "\n" }.joined()
            + "\(verdict): \(Terminal.oneLine(folder))/next.yaml\n"
    }
}

extension OptimisationOutcome {
    /// The front for the terminal, verdict first.
    func text(_ style: TerminalStyle) -> String {
        let table = TextTable(
            columns: [
                .init("point"), .init("left", .right), .init("µC a day", .right),
                .init("outside/h", .right), .init("left, search", .right),
                .init("kick ½, 2", .right), .init("worst patient"),
            ],
            rows: result.points.indices.map { place in
                let point = result.points[place]
                let kicks = [point.weakKick, point.strongKick].map { estimate in
                    estimate.map { Self.text($0.figures.share, nil, digits: 2) } ?? "–"
                }
                return [
                    label(place) + (result.best == place ? " *" : point.isMarked ? " !" : ""),
                    Self.share(point.verdict), Self.charge(point.verdict),
                    Self.text(point.verdict.figures.outsidePerHour, nil, digits: 1),
                    Self.text(point.search.figures.share, nil, digits: 3),
                    kicks.joined(separator: ", "), Terminal.oneLine(Self.worst(point.verdict)),
                ]
            })
        var text =
            "\(counted(result.followedCount, "candidate")), \(result.refusedCount) more refused; share "
            + "of the untreated seizure time left in patients that the search never saw; in brackets "
            + "95 %\n" + table.text(style)
        for place in result.points.indices {
            let point = result.points[place]
            text += "\(label(place)): \(point.words)\n"
            if !point.limits.isEmpty {
                text += "  stands on: \(point.limits.joined(separator: "; "))\n"
            }
        }
        if let best = result.best {
            text += "* to begin with, \(label(best)): \(Terminal.oneLine(folder))/best.yaml\n"
        } else {
            text +=
                "every point leaves some patient worse off than untreated: none is recommended\n"
        }
        return text + result.remarks.map { "note: \(Terminal.oneLine($0))\n" }.joined()
    }
}
