import Journal

/// The files of lines that grow with a run beside its journal; those that the run has.
struct RunLines {
    let stamps: StampsFile?
    let latencies: LatencyFile?
    let triggers: TriggersFile?
    private let folder: String

    init(in folder: RunFolder, stamps: Bool, latencies: Bool, triggers: Bool) {
        let place = folder.descriptor
        self.folder = folder.path
        self.stamps = stamps ? StampsFile(path: RunFolder.stampsName, in: place) : nil
        self.latencies = latencies ? LatencyFile(path: RunFolder.latencyName, in: place) : nil
        self.triggers = triggers ? TriggersFile(path: RunFolder.triggersName, in: place) : nil
    }

    /// Writes what is pending.
    func flush() {
        stamps?.flush()
        triggers?.flush()
    }

    /// Which file is not whole, and why; nil where all are.
    var problem: String? {
        let files = [
            (RunFolder.stampsName, stamps?.linesLost, stamps?.problem),
            (RunFolder.latencyName, latencies?.linesLost, latencies?.problem),
            (RunFolder.triggersName, triggers?.linesLost, triggers?.problem),
        ]
        return files.lazy.compactMap { [folder] name, lost, problem in
            guard let lost, let problem else { return nil }
            return "\(folder)/\(name): \(lost) lines are lost (\(problem))"
        }.first
    }
}
