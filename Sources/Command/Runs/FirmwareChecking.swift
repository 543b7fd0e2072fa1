import FirmwareBench
import Foundation

/// The firmware against this machine on several recordings, and under faults.
package struct FirmwareChecking {
    package let size: FirmwareImage
    package let comparisons: [FirmwareCheck.Comparison]
    package let faults: [FirmwareCheck.FaultOutcome]
    /// The emulated processor.
    package let processor: String

    /// - Parameters:
    ///   - image: the firmware's.
    ///   - recordings: a folder of them, which must be there.
    ///   - elsewhere: where one may be, if none is given.
    package init(
        image: String, recordings: String?, elsewhere: [String], isStopped: @escaping () -> Bool,
        _ tell: (RunNews) -> Void
    ) throws {
        let emulator = try Emulator(imagePath: image)
        processor = "\(emulator.board.processor)"
        size = try FirmwareImage(contentsOf: emulator.image)
        let folder = try WorkFolder.create("quench-check")
        defer { try? FileManager.default.removeItem(at: folder) }
        let check = FirmwareCheck(emulator: emulator, folder: folder, isStopped: isStopped)
        func note(_ text: String) { tell(.step(text)) }
        if let recordings, !FileManager.default.fileExists(atPath: recordings) {
            throw FirmwareError("\(recordings): no such folder; give one with --recordings")
        }
        let recordings = ([recordings].compactMap(\.self) + elsewhere)
            .first(where: FileManager.default.fileExists(atPath:))
            .map { URL(fileURLWithPath: $0) }
        var comparisons = try check.compareGenerated(note)
        comparisons += try check.compareLearned(in: recordings, note)
        let recorded = try recordings.map { try check.compareRecordings(in: $0, note) } ?? []
        if recorded.isEmpty { note("skipped: no recordings") }
        self.comparisons = comparisons + recorded
        faults = try check.playFaults(note)
    }

    /// The first thing that is not as it must be.
    package var problem: String? {
        size.problem
            ?? (faults.map { ($0.name, $0.problem) } + comparisons.map { ($0.name, $0.problem) })
            .lazy.compactMap { name, problem in problem.map { "\(name): \($0)" } }.first
    }
}
