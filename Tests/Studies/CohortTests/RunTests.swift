import Foundation
import Journal
import TestSupport
import Testing

@testable import Cohort

/// Runs: whatever part of a study runs where and when, its results are the same bytes.
struct RunTests {
    private let made: Made

    init() throws { made = try Made() }

    @Test("shards, threads and one worker come to the same bytes, and to seizures")
    func sameBytes() throws {
        for name in ["study", "parts"] { try made.plan(Made.study(), into: name) }
        let whole = try made.run()
        #expect(whole.done == 4 && whole.failed == 0)
        for number in [2, 1] { try made.run("parts", shard: Shard("\(number)/2"), jobs: 2) }
        #expect(try made.results() == made.results("parts"))
        let (one, other) = (try made.table(), try made.table("parts"))
        #expect(one.tasksTSV == other.tasksTSV && one.levelsTSV == other.levelsTSV)
        #expect(one.missingCount == 0 && one.subjects == ["busy-1", "busy-2"])
        let tallies = try #require(one.levels.first).bySubject
        #expect(tallies.allSatisfy { $0.twinMilliseconds > 0 && $0.therapies > 0 })
        #expect(one.levels[0].bySubject != one.levels[1].bySubject)
        // Nothing is done twice, and nothing is left of the work.
        #expect(try made.run().known == 4)
        #expect(CohortFolder.names(in: made.place("study").workers).isEmpty)
    }

    @Test("what is no result is done anew, and told")
    func damage() throws {
        try made.plan(Made.study(count: 1))
        try made.run()
        let before = try made.results()
        let keys = before.keys.sorted()
        let first = try #require(before[keys[0]])
        for bytes in [Data(), first.dropLast(3), try #require(before[keys[1]])] {
            try made.folder.write(bytes, to: "study/results/\(keys[0])")
            var notes: [String] = []
            #expect(try made.run { notes.append($0) }.done == 1)
            #expect(notes.count == 1 && notes[0].contains("\(keys[0]): is damaged"))
            #expect(try made.results() == before)
        }
    }

    @Test("a task that fails leaves its last words, the others go on, and it is tried again")
    func failure() throws {
        try made.plan(Made.study(count: 1))
        let task = try made.tasks()[0]
        let list = try String(contentsOfFile: made.place("study").tasksPath, encoding: .utf8)
        // A task that is not of the study: as after a change of a file that it names.
        let wrong = "0" + task.key.dropFirst()
        let changed = list.replacing(task.key, with: wrong)
        let head = try String(contentsOfFile: made.place("study").planPath, encoding: .utf8)
        try made.folder.write(changed, to: "study/tasks.tsv")
        try made.folder.write(
            head.replacing(Checksum.name(of: list), with: Checksum.name(of: changed)),
            to: "study/plan.json")
        let result = try made.run()
        #expect(result.done == 1 && result.failed == 1)
        let table = try made.table()
        #expect(table.failures.count == 1 && table.missingCount == 1)
        #expect(table.failures[0].reason.contains("plan the study again"))
        #expect(table.subjects.isEmpty && table.incomplete[0].missing == 1)
        #expect(table.tasksTSV.contains("\tfailed\t"))
        let status = try CohortStatus(of: made.place("study"), atSeconds: 0)
        #expect(status.failed == 1 && status.done == 1 && status.left == 1)
        try made.folder.write(list, to: "study/tasks.tsv")
        try made.folder.write(head, to: "study/plan.json")
        #expect(try made.run().done == 1)
        #expect(try made.table().missingCount == 0)
    }

    @Test("a worker is heard of, then silent, and what a killed one left is removed")
    func workers() throws {
        try made.plan(Made.study(count: 1))
        let place = made.place("study")
        var worker = WorkerFile(shard: .all, jobs: 2)
        worker.process = 0x3fff_fff1
        (worker.done, worker.seconds) = (3, 60)
        try worker.write(in: place)
        let renewed = try #require(WorkerFile.all(in: place).first).renewed
        let heard = try CohortStatus(of: place, atSeconds: renewed + 5)
        #expect(heard.workers.count == 1 && heard.tasksPerHour == 180)
        #expect(heard.secondsLeft == 40)
        let silent = try CohortStatus(of: place, atSeconds: renewed + 60)
        #expect(silent.workers.isEmpty && silent.silent.count == 1 && silent.tasksPerHour == nil)
        let key = try made.tasks()[0].key
        let left = "study/results/\(key).\(WorkerFile.ownHost)-\(worker.process).tmp"
        let foreign = "study/results/\(key).elsewhere-\(worker.process).tmp"
        for name in [left, foreign] { try made.folder.write("half", to: name) }
        try made.run()
        #expect(WorkerFile.all(in: place).isEmpty)
        #expect(!FileManager.default.fileExists(atPath: made.folder.file(left)))
        #expect(FileManager.default.fileExists(atPath: made.folder.file(foreign)))
    }
}
