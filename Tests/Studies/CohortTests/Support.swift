import Foundation
import Journal
import Planning
import TestSupport

@testable import Cohort

/// A small study in a folder of its own.
struct Made {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    static let program = ProgramIdentity(version: "test")

    /// Two nodes that seize every 40 s or so, five minutes each.
    static func study(
        count: Int = 2, amplitude: Int = 8, name: String = "small", histories: Int = 1
    ) -> String {
        """
        name: \(name)
        minutes: 5
        histories: \(histories)
        patients:
          - name: busy
            count: \(count)
            fields:
              zoneX0: -1.9
              epileptor: {r: 0.00015}
              nodes:
                - {position: [2, 3, 0], tissue: zone}
                - {position: [8, -3, 2], tissue: zone}
            spread:
              - {field: extras.pinkMicrovolts, low: 15, high: 40}
              - {field: stimulation.kickPerFieldImpulse, distribution: logUniform, low: 0.03, high: 0.1}
        settings:
          - name: standard
          - name: strong
            fields: {stimulation: {therapies: [{bursts: [{amplitudeMilliamperes: \(amplitude)}]}]}}

        """
    }

    func place(_ name: String) -> CohortFolder { CohortFolder(folder.file(name)) }

    @discardableResult
    func plan(_ text: String, into name: String = "study") throws -> CohortPlanning.Result {
        let path = try folder.write(text, to: "\(name).yaml")
        return try CohortPlanning(studyPath: path, program: Self.program)
            .run(into: place(name)) { _, _ in }
    }

    func tasks(_ name: String = "study", of shard: Shard = .all) throws -> [CohortTask] {
        try TaskList(of: place(name), CohortPlan(of: place(name))).tasks(of: shard)
    }

    @discardableResult
    func run(
        _ name: String = "study", shard: Shard = .all, jobs: Int = 1,
        notes: (String) -> Void = { _ in }
    ) throws -> CohortRun.Result {
        try CohortRun(place(name), shard: shard, jobs: jobs, isStopped: { false })
            .run(program: Self.program) { news in if case .note(let text) = news { notes(text) } }
    }

    func table(_ name: String = "study") throws -> CohortTable {
        try CohortTable(of: place(name)) { _, _ in }
    }

    /// Every result's bytes by its name.
    func results(_ name: String = "study") throws -> [String: Data] {
        let results = place(name).results
        return try Dictionary(
            uniqueKeysWithValues: CohortFolder.names(in: results).map {
                ($0, try Data(contentsOf: URL(fileURLWithPath: "\(results)/\($0)")))
            })
    }

    /// The text of what is thrown, which must be one line.
    static func problem(_ body: () throws -> Void) -> String {
        do { try body() } catch {
            let text = "\(error)"
            return text.contains("\n") ? "several lines" : text
        }
        return "none"
    }
}
