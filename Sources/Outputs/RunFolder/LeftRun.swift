import Foundation
import Journal

/// What a run that is over has left in its folder: its summary, journal and bursts.
package struct LeftRun: Sendable {
    /// As it was given.
    package let folder: String
    package let summary: RunSummary
    /// What the run was made of.
    package let identity: RunIdentity
    /// In order of time.
    package let events: [JournalEvent]
    /// In order of time.
    package let bursts: [Burst]
    /// Events that the journal should hold and does not.
    package let eventsMissing: Int
    /// Pulses that the bursts should hold and do not.
    package let pulsesMissing: Int

    /// No run leaves more in one file, bytes.
    private static let fileBytesMax: Int64 = 256 << 20

    /// - Parameter programVersion: of this program; what another one left may mean something else.
    package init(folder: String, programVersion: String) throws {
        self.folder = folder
        let place = URL(fileURLWithPath: folder)
        func path(_ name: String) -> String { place.appending(path: name).relativePath }
        var isFolder: ObjCBool = false
        guard unsafe FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder),
            isFolder.boolValue
        else { throw LeftRunError("\(folder): is no folder; give the --output of a run") }
        let names = ["summary.json", "journal.jsonl", "stimulation.tsv"]
        for name in names { try Self.check(path(name), in: folder) }
        summary = try RunSummary(path: path(names[0]))
        guard let identity = summary.identity, summary.programVersion == programVersion else {
            throw LeftRunError(
                "\(folder): was left by quench \(summary.programVersion), and this is "
                    + "\(programVersion); look at it with that version, or repeat the run")
        }
        self.identity = identity
        try Self.check(summary, in: folder)
        let journal = try JournalReader(path: path(names[1]))
        // A run that goes on there has a journal, and no summary of its own yet.
        guard let start = journal.events.last(where: { $0.kind == .runStarted }),
            start["identity"]?["startedAt"]?.text == identity.startedAt
        else {
            throw LeftRunError(
                "\(folder): its journal.jsonl and summary.json are not of one run; wait for the run that "
                    + "writes there, or repeat it")
        }
        let first = journal.events.lastIndex { $0.kind == .runStarted } ?? 0
        events = journal.events.dropFirst(first).sorted { $0.timeSeconds < $1.timeSeconds }
        eventsMissing = RunAccount(journal).eventsMissing
        bursts = try StimulationFile.bursts(path: path(names[2]))
            .sorted { $0.onsetSeconds < $1.onsetSeconds }
        // No more than a run has, whatever the file says.
        let pulses = bursts.reduce(0) { min(1 << 40, $0 + min(1 << 40, $1.pulses)) }
        pulsesMissing = max(0, min(1 << 40, summary.stimulation.pulses) - pulses)
    }

    private static func check(_ path: String, in folder: String) throws(LeftRunError) {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else {
            throw LeftRunError(
                "\(path): is not there; give the folder of a run that has ended "
                    + "(quench journal tells what a killed one did)")
        }
        guard status.st_mode & S_IFMT == S_IFREG, Int64(status.st_size) <= fileBytesMax else {
            throw LeftRunError("\(path): is no file that a run leaves")
        }
    }

    /// What is reckoned with must be what a run can have.
    private static func check(_ summary: RunSummary, in folder: String) throws(LeftRunError) {
        let recording = summary.recording
        guard (1...1_024).contains(recording.channels),
            summary.signalQuality.count == recording.channels,
            (1...1_000_000).contains(recording.samplingRateHertz),
            let from = recording.fromSeconds, let to = recording.toSeconds,
            from >= 0, to >= from, to < 1e9, (1...1_000_000).contains(summary.hopFrames),
            summary.hopSeconds > 0, summary.hopSeconds.isFinite
        else {
            throw LeftRunError("\(folder)/summary.json: holds figures that no run has")
        }
    }
}

/// Why a folder cannot be looked at, for the person who named it.
package struct LeftRunError: Error, Equatable, CustomStringConvertible {
    package let description: String
    package init(_ description: String) { self.description = description }
}
