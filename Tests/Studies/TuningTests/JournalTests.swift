import Foundation
import Journal
import Planning
import TestSupport
import Testing

@testable import Tuning

/// What a search goes on from, and what became of it meanwhile.
struct JournalTests {
    private let folder: TemporaryFolder
    private let set: TuningSet
    private let space: CandidateSpace

    init() throws {
        folder = try TemporaryFolder()
        set = try TuningSet(
            [MadeRecording(name: "a", seconds: 60, seizures: [30..<40])], in: folder)
        space = CandidateSpace(set.settings, channelCountMax: set.channelCountMax)
    }

    private var path: String { folder.file("candidates.jsonl") }

    private func journal() throws -> CandidateJournal {
        try CandidateJournal(path, of: TuningTrials(set), programVersion: "test")
    }

    private func candidate(_ level: Int) -> Candidate {
        var levels = space.levelCounts.map { $0 / 2 }
        levels[1] = level
        return Candidate(levels: levels)
    }

    @Test("a damaged line is counted and judged anew; the others stand", arguments: 1...3)
    func damage(_ line: Int) throws {
        let first = try journal()
        #expect(first.damagedCount == 0 && first.earlier.isEmpty)
        for level in 1...3 { try first.append(candidate(level), .refused("\(level)")) }
        var lines = try String(contentsOfFile: path, encoding: .utf8)
            .split(separator: "\n").map(String.init)
        lines[line] = lines[line].replacingOccurrences(of: "refused", with: "refusee")
        try (lines.joined(separator: "\n") + "\n").write(
            toFile: path, atomically: true, encoding: .utf8)
        let second = try journal()
        #expect(second.damagedCount == 1)
        #expect(second.earlier.count == 2 && second.earlier[candidate(line)] == nil)
    }
}
