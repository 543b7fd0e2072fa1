import Journal
import Optimisation
import Planning

/// Moves the settings of one patient by what the patient's own runs have shown.
package struct ContinuationRun {
    private let folders: [String]
    private let space: String?
    private let output: String
    private let programVersion: String

    /// - Parameters:
    ///   - folders: of the runs, in any order.
    ///   - space: a file whose levels are walls, and whose contacts may be chosen.
    package init(
        folders: [String], space: String?, output: String, programVersion: String
    ) {
        self.folders = folders
        self.space = space
        self.output = output
        self.programVersion = programVersion
    }

    /// Writes the folder.
    package func run() throws -> ContinuationOutcome {
        let space = try space.map { try TherapySpace(file: $0) } ?? .standard
        let runs = try folders.map {
            try PatientRun(folder: $0, programVersion: programVersion)
        }.inOrder()
        guard let last = runs.last else { throw RunError("--continue: names no run") }
        let outcome = ContinuationOutcome(
            runs: runs,
            continuation: Continuation(
                runs.map(\.evidence), settings: last.settings, space: space),
            settings: last.settings, folder: output)
        let folder = ContinuationFolder(path: output, header: ContinuationOutcome.header)
        try folder.prepare()
        try folder.write(table: outcome.tsv, settings: outcome.settingsText)
        return outcome
    }
}
