import Journal
import Planning
import Tuning

/// Whose outcome: which patient, how strong a kick, and which candidate.
package struct TrialKey: Hashable, Sendable {
    package var patient: String
    /// % of the patient's own.
    package var kickPercent: Int
    /// The key of a candidate, or `twin`.
    package var candidate: String

    static let twin = "twin"

    package init(patient: String, kickPercent: Int, candidate: String) {
        self.patient = patient
        self.kickPercent = kickPercent
        self.candidate = candidate
    }
}

/// Outcomes, a line each, written as soon as they are known: a search that was killed goes on from there.
package final class TrialJournal: Sendable {
    /// What stood in the file when it was opened, of each key the longest run.
    package let earlier: [TrialKey: TherapyOutcome]
    /// Lines that could not be read: what they said is simulated anew.
    package let damagedCount: Int
    private let lines: ResumableJournal

    /// Opens or makes the file, which whoever searches has locked.
    ///
    /// - Parameter identity: what decides what a candidate comes to.
    /// - Throws: `OptimisationError` where the file is of something else, or no journal.
    package init(_ path: String, identity: JSONValue) throws {
        let (lines, earlier) = try ResumableJournal.open(
            path, identity: identity, kinds: "patients, hours, settings or space",
            parsed: Self.parsed, refusal: OptimisationError.init)
        self.lines = lines
        self.earlier = Dictionary(earlier.entries) {
            $0.blocks.count >= $1.blocks.count ? $0 : $1
        }
        damagedCount = earlier.damagedCount
    }

    /// Writes lines; called from any thread.
    func append(_ outcomes: [(key: TrialKey, outcome: TherapyOutcome)]) throws {
        try lines.append(outcomes.map { Self.value($0.key, $0.outcome) })
    }

    private typealias Block = TherapyOutcome.Block

    private static let columns: [(name: String, path: WritableKeyPath<Block, Int64> & Sendable)] = [
        ("seizureMilliseconds", \.seizureMilliseconds), ("picocoulombs", \.picocoulombs),
        ("therapies", \.therapies), ("outside", \.outside),
    ]

    private static func value(_ key: TrialKey, _ outcome: TherapyOutcome) -> JSONValue {
        var members = [
            JSONValue.Member("patient", .text(key.patient)),
            .init("kickPercent", .integer(Int64(key.kickPercent))),
            .init("candidate", .text(key.candidate)),
        ]
        if let problem = outcome.problem { members.append(.init("problem", .text(problem))) }
        for column in columns {
            members.append(
                .init(column.name, .list(outcome.blocks.map { .integer($0[keyPath: column.path]) }))
            )
        }
        return .object(members)
    }

    private static func parsed(_ value: JSONValue) -> (TrialKey, TherapyOutcome)? {
        guard let patient = value["patient"]?.text, let candidate = value["candidate"]?.text,
            let kick = value["kickPercent"]?.integer,
            let count = value[columns[0].name]?.list?.count
        else { return nil }
        var blocks = Array(repeating: Block(), count: count)
        for column in columns {
            guard let list = value[column.name]?.list, list.count == count else { return nil }
            for (index, item) in list.enumerated() {
                guard let number = item.integer else { return nil }
                blocks[index][keyPath: column.path] = number
            }
        }
        return (
            TrialKey(patient: patient, kickPercent: Int(clamping: kick), candidate: candidate),
            TherapyOutcome(blocks: blocks, problem: value["problem"]?.text)
        )
    }
}
