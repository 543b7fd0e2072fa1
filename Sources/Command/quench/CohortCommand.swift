import ArgumentParser
import Cohort
import Planning
import Report
import Runs

struct CohortCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cohort",
        abstract: "A study of many runs: patients or recordings, settings, models.",
        discussion: """
            A study is a file (example); plan makes it a folder of tasks, run does them on this machine or \
            a shard of them anywhere, submit has Slurm do it, status and collect tell what is known. Runs \
            may be killed, repeated and raced: a result is a file named by all that it depends on.
            """,
        subcommands: [
            CohortExampleCommand.self, CohortPlanCommand.self, CohortRunCommand.self,
            CohortSubmitCommand.self, CohortStatusCommand.self, CohortCollectCommand.self,
        ])
}

struct CohortExampleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "example", abstract: "Print a study, every field commented.")

    func run() { Terminal.printResult(StudyFile.exampleText) }
}

struct CohortPlanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan", abstract: "Make a study's folder, with every task as a line.",
        discussion: """
            Planned again into the same folder, a study that was changed keeps every result that it still \
            asks for.
            """)

    @Argument(
        help: ArgumentHelp("The study; see `quench cohort example`.", valueName: "STUDY.yaml"))
    var study: String

    @Option(help: "The study's folder.")
    var output: String?

    @Flag(help: "Only look: what the study comes to, and how its centres differ.")
    var check = false

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        guard check != (output != nil) else {
            throw ValidationError("give either --output FOLDER or --check")
        }
    }

    func run() {
        Terminal.run {
            let result = try CohortRuns.plan(
                study, output: output, programVersion: Quench.version, Terminal.teller())
            Terminal.printResult(json ? result.json.pretty + "\n" : result.text(Terminal.style))
        }
    }
}

struct CohortRunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Do the tasks that have no result yet.",
        discussion:
            "Exit status 1 where a task failed; failed tasks are tried again by the next run.")

    @Argument(help: "The study's folder.")
    var folder: String

    @Option(help: "Threads, 1 to 256; as many as there are processors, if not given.")
    var jobs: Int?

    @Option(help: ArgumentHelp("Only every n-th task, from the i-th on.", valueName: "i/n"))
    var shard: String?

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        guard jobs.map({ (1...256).contains($0) }) ?? true else {
            throw ValidationError("--jobs must be 1 to 256")
        }
    }

    func run() {
        Terminal.run {
            let part = try shard.map { try Shard($0) } ?? .all
            StopSignal.install()
            let result = try CohortRuns.run(
                folder, shard: part, jobs: jobs, programVersion: Quench.version,
                isStopped: { StopSignal.isSet }, Terminal.teller())
            Terminal.printResult(json ? result.json.pretty + "\n" : result.text)
            if result.isStopped {
                Terminal.printError("stopped by the user; run it again to go on\n")
                throw ExitCode(StopSignal.status)
            }
            if let failure = result.firstFailure {
                Terminal.fail("\(counted(result.failed, "task")) failed; the first: \(failure)")
            }
        }
    }
}

struct CohortStatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Tell how far a study is, from its files alone.")

    @Argument(help: "The study's folder.")
    var folder: String

    @Flag(help: "Print JSON.")
    var json = false

    func run() {
        Terminal.run {
            let status = try CohortRuns.status(folder)
            Terminal.printResult(
                json ? status.value.pretty + "\n" : status.text(Terminal.style))
        }
    }
}

struct CohortCollectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "collect",
        abstract: "Gather a study's results: tables, a picture and a report.",
        discussion: """
            Of each combination of settings and model its figures, and what they differ by from the first's \
            on the same subjects, with intervals by drawing subjects.
            """)

    @Argument(help: "The study's folder.")
    var folder: String

    @Option(help: "Folder for tasks.tsv, levels.tsv, subjects.tsv, cohort.json and report.html.")
    var output: String

    @Flag(help: "Collect what there is, though tasks are missing.")
    var allowMissing = false

    @Flag(help: "Print cohort.json on standard output instead of the table.")
    var json = false

    func run() {
        Terminal.run {
            let outcome = try CohortRuns.collect(
                folder, output: output, allowsMissing: allowMissing, Terminal.teller())
            Terminal.printResult(
                json ? outcome.table.json.pretty + "\n" : outcome.text(Terminal.style))
        }
    }
}

struct CohortSubmitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "submit", abstract: "Hand a study to Slurm as one array job.",
        discussion: """
            Elements of the array are shards, put into the queue again when a node dies. This program and \
            the folder must have the same paths on every node.
            """)

    @Argument(help: "The study's folder.")
    var folder: String

    @Flag(help: "By Slurm's sbatch.")
    var slurm = false

    @Option(help: "Slurm's partition.")
    var partition: String?

    @Option(help: "Slurm's account.")
    var account: String?

    @Option(help: "About how long a shard is to take, 1 to 1,000.")
    var minutes = 5

    @Option(help: "Elements of the array, 1 to 1,000; as many as the minutes make, if not given.")
    var shards: Int?

    func validate() throws {
        guard slurm else {
            throw ValidationError(
                "give --slurm; elsewhere run shards by: quench cohort run --shard")
        }
        guard (1...1_000).contains(minutes) else {
            throw ValidationError("--minutes must be 1 to 1,000")
        }
    }

    func run() {
        Terminal.run {
            var wanted = CohortSubmission.Options(folder: folder)
            (wanted.partition, wanted.account) = (partition, account)
            (wanted.minutes, wanted.shards) = (minutes, shards)
            guard let result = try CohortSubmission(wanted).run() else {
                Terminal.printResult("every task is done; nothing to submit\n")
                return
            }
            Terminal.printResult(
                "job \(Terminal.oneLine(result.job)): \(counted(result.left, "task")) in "
                    + "\(counted(result.shards, "shard")), by \(Terminal.oneLine(result.script))\n")
        }
    }
}
