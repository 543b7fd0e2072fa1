import Foundation
import Journal
import Planning
import TestSupport
import Testing

@testable import Cohort

/// A plan: what a task's name hangs on, and what a folder takes.
struct PlanTests {
    private let made: Made

    init() throws { made = try Made() }

    @Test("more patients and histories leave the tasks that there are; a setting changes its own")
    func names() throws {
        try made.plan(Made.study())
        let before = Set(try made.tasks().map(\.key))
        #expect(before.count == 4)
        try made.plan(Made.study(count: 3, histories: 2))
        let more = try made.tasks()
        #expect(more.count == 12 && before.isSubset(of: more.map(\.key)))
        try made.plan(Made.study(amplitude: 7))
        let other = try made.tasks()
        #expect(
            other.filter { !before.contains($0.key) }.map(\.settings) == ["strong", "strong"])
        // The same tasks, by another name of the study or in another folder.
        try made.plan(Made.study(name: "other"), into: "other")
        #expect(Set(try made.tasks("other").map(\.key)) == before)
    }

    @Test("two settings that say the same are no comparison")
    func repeated() throws {
        let amplitude = Settings.standard.stimulation.therapies[0].bursts[0].amplitudeMilliamperes
        #expect(
            Made.problem { try made.plan(Made.study(amplitude: Int(amplitude))) }
                .hasSuffix("settings 'standard' and 'strong' say the same; leave one out"))
    }

    @Test("a list that is not the plan's is told, and planning again mends it")
    func cutList() throws {
        try made.plan(Made.study())
        let path = made.place("study").tasksPath
        let list = try String(contentsOfFile: path, encoding: .utf8)
        let cut = list.split(separator: "\n").dropLast().joined(separator: "\n") + "\n"
        try Data(cut.utf8).write(to: URL(fileURLWithPath: path))
        for problem in [
            Made.problem { _ = try CohortStatus(of: made.place("study"), atSeconds: 0) },
            Made.problem { try made.run() },
        ] {
            #expect(problem.hasSuffix("plan the study again"), "\(problem)")
        }
        try made.plan(Made.study())
        #expect(try made.tasks().count == 4)
        try Data().write(to: URL(fileURLWithPath: made.place("study").planPath))
        try made.plan(Made.study())
        #expect(try made.tasks().count == 4)
    }

    @Test("another build, another name")
    func builds() throws {
        let path = try made.folder.write(Made.study(), to: "study.yaml")
        try made.plan(Made.study())
        let before = Set(try made.tasks().map(\.key))
        _ = try CohortPlanning(
            studyPath: path, program: ProgramIdentity(version: "another")
        ).run(into: made.place("study")) { _, _ in }
        #expect(before.isDisjoint(with: try made.tasks().map(\.key)))
        let problem = Made.problem { try made.run() }
        #expect(problem.contains("was planned by another build of quench (another"))
    }

    @Test("every task is of one shard", arguments: [1, 2, 3, 7, 100])
    func shards(count: Int) throws {
        try made.plan(Made.study(count: 5))
        let all = try made.tasks()
        let parts = try (1...count).map { try made.tasks(of: Shard("\($0)/\(count)")) }
        #expect(parts.joined().map(\.key).sorted() == all.map(\.key).sorted())
        let sizes = parts.map(\.count)
        #expect((sizes.max() ?? 0) - (sizes.min() ?? 0) <= 1)
    }

    @Test(
        "a shard that is none is refused in a line",
        arguments: ["3/2", "0/2", "a/2", "1", "1/2/3", "1/0", "-1/2", "1/99999999999999999999"])
    func noShard(text: String) {
        #expect(Made.problem { _ = try Shard(text) }.hasPrefix("--shard"))
    }

    @Test("a folder takes one study, and what is of none stays")
    func folders() throws {
        try made.plan(Made.study())
        #expect(
            Made.problem { try made.plan(Made.study(name: "other"), into: "study") }
                .contains("holds the study 'small', and this is 'other'"))
        try FileManager.default.createDirectory(
            atPath: made.folder.file("full"), withIntermediateDirectories: true)
        try made.folder.write("mine", to: "full/thesis.txt")
        #expect(
            Made.problem { try made.plan(Made.study(), into: "full") }
                .contains("holds thesis.txt, which is of no study"))
        #expect(Made.problem { try made.run("nothing") }.contains("holds no study"))
        let plan = made.place("study").planPath
        let text = try String(contentsOfFile: plan, encoding: .utf8)
        try made.folder.write(
            text.replacing("\"cohort\": 1", with: "\"cohort\": 9"), to: "study/plan.json")
        #expect(Made.problem { try made.run() }.contains("is of version 9 of these folders"))
    }

    @Test("what a study names and is not there is told before anything is run")
    func missing() {
        let text = Made.study().replacing(
            "- name: strong", with: "- name: strong\n    file: gone.yaml")
        #expect(Made.problem { try made.plan(text) }.contains("gone.yaml: cannot be read"))
        let evaluate = "measure: evaluate\nrecordings: [{path: 'gone/*.edf'}]\n"
        #expect(Made.problem { try made.plan(evaluate) }.contains("nothing matches this pattern"))
        let wild = Made.study().replacing("low: 15, high: 40", with: "low: 15, high: 1e9")
        #expect(Made.problem { try made.plan(wild) }.contains("cannot be simulated"))
    }
}
