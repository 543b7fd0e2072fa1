import Foundation
import Journal
import TestSupport
import Testing

/// cohort, as a person would, on patients of two nodes that seize every 40 s.
@Suite(.enabled(if: Quench.executable != nil, Quench.missing))
struct CohortCommandTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try folder.write(
            """
            name: small
            minutes: 5
            patients:
              - name: busy
                count: 4
                fields:
                  zoneX0: -1.9
                  epileptor: {r: 0.00015}
                  nodes:
                    - {position: [2, 3, 0], tissue: zone}
                    - {position: [8, -3, 2], tissue: zone}
                spread:
                  - {field: extras.pinkMicrovolts, low: 15, high: 40}
            settings:
              - name: standard
              - name: sham
                fields: {stimulation: {mode: off}}

            """, to: "s.yaml")
    }

    private func quench(_ line: String) throws -> Quench.Result {
        try Quench.run(line.split(separator: " ").map(String.init), in: folder)
    }

    private func number(_ result: Quench.Result, _ name: String) throws -> Int64 {
        try #require(JSONValue(parsing: [UInt8](result.output.utf8))?[name]?.integer)
    }

    private func tables(_ name: String) throws -> [Data] {
        try ["tasks.tsv", "levels.tsv", "subjects.tsv"].map {
            Data(try folder.bytes("\(name)/\($0)"))
        }
    }

    /// Results that stand under their names.
    private func whole(_ results: String) -> [String] {
        names(in: results).filter { !$0.hasSuffix(".tmp") }
    }

    @Test("the example is planned as it stands")
    func example() throws {
        let text = try quench("cohort example").output
        try folder.write(text, to: "example.yaml")
        let looked = try quench("cohort plan example.yaml --check --json")
        #expect(looked.status == 0, "\(looked.errors)")
        #expect(try number(looked, "tasks") == 12)
        #expect(!FileManager.default.fileExists(atPath: folder.file("plan.json")))
    }

    @Test("killed at any instant, or in shards, the study is the same, and nothing is done twice")
    func kills() throws {
        for name in ["a", "b"] {
            #expect(try quench("cohort plan s.yaml --output \(name)").status == 0)
        }
        #expect(try quench("cohort collect a --output r").errors.contains("8 of 8 tasks"))
        let results = folder.file("a/results")
        // A kill once so many results are there, whenever that is: others are under way, one is half
        // written, or the run has just ended.
        for count in [0, 1, 2, 4, 6] {
            let run = try Running(["cohort", "run", "a", "--jobs", "2"], in: folder)
            while run.process.isRunning, whole(results).count < count { usleep(1_000) }
            run.send(SIGKILL)
            _ = try run.result()
            let damaged = try quench("cohort status a --json")
            #expect(damaged.status == 0, "\(damaged.errors)")
            #expect(try number(damaged, "done") >= Int64(count))
        }
        let known = try number(try quench("cohort status a --json"), "done")
        let last = try quench("cohort run a --jobs 1 --json")
        #expect(last.status == 0, "\(last.errors)")
        #expect(try number(last, "known") == known && number(last, "done") == 8 - known)
        #expect(names(in: results).count == 8 && whole(results).count == 8)
        #expect(names(in: folder.file("a/workers")).isEmpty)
        for shard in ["3/3", "1/3", "2/3"] {
            #expect(try quench("cohort run b --shard \(shard)").status == 0)
        }
        for name in ["a", "b"] {
            let collected = try quench("cohort collect \(name) --output r\(name)")
            #expect(collected.status == 0, "\(collected.errors)")
        }
        #expect(try tables("ra") == tables("rb"))
        let page = String(decoding: try folder.bytes("ra/report.html"), as: UTF8.self)
        #expect(page.contains("sham less standard") && page.contains("every task is done"))
        // Without a pulse a patient is the twin.
        let levels = String(decoding: try folder.bytes("ra/levels.tsv"), as: UTF8.self)
        #expect(levels.contains("sham\tpatterns\tshareLeft\t4\t1.0\t1.0\t1.0\t"))
    }

    @Test("recordings by centre: what evaluate counts, and one name in two centres is refused")
    func recordings() throws {
        try folder.write("zoneX0: -1.9\nepileptor: {r: 0.00015}\n", to: "busy.yaml")
        for name in ["one", "two"] {
            try FileManager.default.createDirectory(
                atPath: folder.file("\(name)/sub-\(name)/ses-1/ieeg"),
                withIntermediateDirectories: true)
            let made = try quench(
                "simulate --patient busy.yaml --open-loop --duration 200 --seed \(name.count + (name == "two" ? 1 : 0)) "
                    + "--output run-\(name) --write \(name)/sub-\(name)/ses-1/ieeg/sub-\(name)_ses-1_ieeg.edf"
            )
            #expect(made.status == 0, "\(made.errors)")
        }
        let study =
            "name: real\nmeasure: evaluate\nrecordings:\n"
            + "  - {centre: north, path: one}\n  - {centre: south, path: two}\n"
        try folder.write(study, to: "e.yaml")
        let looked = try quench("cohort plan e.yaml --check --json")
        #expect(looked.status == 0 && looked.output.contains("\"name\": \"south\""))
        #expect(try quench("cohort plan e.yaml --output e").status == 0)
        #expect(try quench("cohort run e").status == 0)
        #expect(try quench("cohort collect e --output re --json").status == 0)
        let tasks = String(decoding: try folder.bytes("re/tasks.tsv"), as: UTF8.self)
            .split(separator: "\n").map { $0.split(separator: "\t").map(String.init) }
        #expect(tasks.dropFirst().map { $0[2] } == ["sub-one", "sub-two"])
        #expect(tasks.dropFirst().map { $0[3] } == ["ses-1", "ses-1"])
        let path = "one/sub-one/ses-1/ieeg/sub-one_ses-1_ieeg.edf"
        let alone = try #require(
            JSONValue(parsing: [UInt8](try quench("evaluate \(path) --json").output.utf8)))
        func cell(_ name: String) throws -> String {
            tasks[1][try #require(tasks[0].firstIndex(of: name))]
        }
        #expect(try Int64(cell("seizures")) == alone["seizures"]?.integer)
        #expect(try Int64(cell("found")) == alone["seizuresDetected"]?.integer)
        #expect(try #require(Int64(cell("seizures"))) > 0)
        // A byte more, and the task is of another recording.
        let file = FileHandle(forWritingAtPath: folder.file(path))
        try file?.seek(toOffset: 300)
        try file?.write(contentsOf: Data("x".utf8))
        try file?.close()
        try FileManager.default.removeItem(atPath: folder.file("e/results"))
        try FileManager.default.createDirectory(
            atPath: folder.file("e/results"), withIntermediateDirectories: true)
        let changed = try quench("cohort run e")
        #expect(changed.status == 1 && changed.errors.contains("plan the study again"))
        try FileManager.default.copyItem(
            atPath: folder.file(path), toPath: folder.file("sub-one_ieeg.edf"))
        try folder.write(
            study.replacing("path: two", with: "path: 'sub-*.edf'"), to: "t.yaml")
        let twice = try quench("cohort plan t.yaml --output t")
        #expect(twice.status == 1 && twice.errorLines.count == 1)
        #expect(
            twice.errors.contains("two centres, 'north' and 'south', have a subject named sub-one"))
    }

    @Test(
        "what is wrong is one line and an exit status",
        arguments: [
            ("cohort plan none.yaml --output c", "none.yaml: cannot be read"),
            ("cohort run nothing", "nothing: holds no study"),
            ("cohort run a --shard 3/2", "--shard 3/2: i must be 1 to n"),
            ("cohort status nothing --json", "nothing: holds no study"),
            ("cohort collect nothing --output r", "nothing: holds no study"),
            ("cohort collect a --output a", "is a study's own folder"),
            ("cohort collect a --output s.yaml", "s.yaml: is a file"),
            ("cohort plan s.yaml --output s.yaml", "s.yaml: is a file"),
        ])
    func refusals(line: String, text: String) throws {
        _ = try quench("cohort plan s.yaml --output a")
        let result = try quench(line)
        #expect(result.status == 1 && !result.wasKilled)
        #expect(result.errorLines.count == 1 && result.errors.contains(text), "\(result.errors)")
    }

    @Test("a full disk ends the run with a line, and what was written stays")
    func fullDisk() throws {
        _ = try quench("cohort plan s.yaml --output a")
        #expect(try quench("cohort run a --shard 1/8").status == 0)
        // No file may grow: as on a full disk.
        let full = try Quench.shell(
            "(ulimit -f 0; $quench cohort run a --jobs 1 2>&1; echo status $?) | cat", in: folder)
        let lines = full.output.split(separator: "\n")
        #expect(lines.count == 2 && lines.last == "status 1", "\(full.output)")
        #expect(full.output.contains("cannot be written"))
        #expect(try number(try quench("cohort status a --json"), "done") == 1)
    }

    @Test("without Slurm a line says how to run it here; with one it gets an array of shards")
    func submit() throws {
        _ = try quench("cohort plan s.yaml --output a")
        let none = try Quench.shell("PATH=/nowhere; $quench cohort submit a --slurm", in: folder)
        #expect(none.status == 1 && none.errors.contains("quench cohort run a"), "\(none.errors)")
        try folder.write("#!/bin/sh\n[ \"$1\" = --parsable ] && echo '17;box'\n", to: "sbatch")
        let with = try Quench.shell(
            "chmod +x sbatch; PATH=\"$PWD:$PATH\"; $quench cohort submit a --slurm --shards 4 --partition p",
            in: folder)
        #expect(with.status == 0 && with.output.contains("job 17: 8 tasks in 4 shards"))
        let script = String(decoding: try folder.bytes("a/submit.sh"), as: UTF8.self)
        #expect(script.contains("#SBATCH --array=1-4\n") && script.contains("#SBATCH --requeue\n"))
        #expect(script.contains("--partition=\"p\"") && script.contains("/4\"\n"))
        #expect(try Quench.shell("sh -n a/submit.sh", in: folder).status == 0)
        try folder.write("#!/bin/sh\necho 'error: no such partition' >&2; exit 1\n", to: "sbatch")
        let refused = try Quench.shell(
            "PATH=\"$PWD:$PATH\"; $quench cohort submit a --slurm", in: folder)
        #expect(refused.status == 1 && refused.errorLines.count == 1)
        #expect(refused.errors.contains("Slurm refuses the study: error: no such partition"))
    }
}
