import Foundation
import Journal
import Planning
import Synchronization
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
    private let path: String
    private let file: Mutex<FileHandle>

    /// Opens or makes the file, which whoever searches has locked.
    ///
    /// - Parameter identity: what decides what a candidate comes to.
    /// - Throws: `OptimisationError` where the file is of something else, or no journal.
    package init(_ path: String, identity: JSONValue) throws {
        self.path = path
        let header = LineCheck.closing(identity.line)
        if !FileManager.default.fileExists(atPath: path) {
            try WholeFile.write(header + "\n", to: path)
        }
        guard let data = try? RegularFile.read(path, bytesMax: Self.bytesMax),
            let handle = FileHandle(forWritingAtPath: path)
        else {
            throw OptimisationError("\(path): cannot be read or written; choose another --output")
        }
        let lines = data.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: true)
        guard let first = lines.first, Data(first) == Data(header.utf8) else {
            throw OptimisationError(
                "\(path): is of other patients, hours, settings or space, or of another version; "
                    + "choose another --output")
        }
        var earlier: [TrialKey: TherapyOutcome] = [:]
        var damagedCount = 0
        for line in lines.dropFirst() {
            guard LineCheck.isRight(Data(line)) == true,
                let value = try? JSONDecoder().decode(JSONValue.self, from: Data(line)),
                let (key, outcome) = Self.parsed(value)
            else {
                damagedCount += 1
                continue
            }
            if let known = earlier[key], known.blocks.count >= outcome.blocks.count { continue }
            earlier[key] = outcome
        }
        self.earlier = earlier
        self.damagedCount = damagedCount
        file = Mutex(handle)
        do { try file.withLock { _ = try $0.seekToEnd() } } catch { throw notWritten(error) }
        // What a kill cut short ends here.
        if data.last != UInt8(ascii: "\n") { try write("\n") }
    }

    private static let bytesMax = 1 << 30

    /// Writes lines; called from any thread.
    func append(_ outcomes: [(key: TrialKey, outcome: TherapyOutcome)]) throws {
        try write(
            outcomes.map { LineCheck.closing(Self.value($0.key, $0.outcome).line) + "\n" }.joined())
    }

    private func write(_ text: String) throws {
        do {
            try file.withLock { try $0.write(contentsOf: Data(text.utf8)) }
        } catch {
            throw notWritten(error)
        }
    }

    private func notWritten(_ error: any Error) -> JournalError {
        let reason = ((error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError)
            .map { unsafe String(cString: strerror(Int32($0.code))) }
        return .notWritable(path: path, reason: reason ?? "the system refuses")
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
