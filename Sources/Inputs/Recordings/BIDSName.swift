/// A file name of BIDS taken apart: `sub-01_task-rest_run-02_ieeg.edf` has three entities and the
/// suffix `ieeg`.
struct BIDSName {
    let entities: [String: String]
    let suffix: String

    /// Nil where a part before the suffix is no `key-value`.
    init?(stem: some StringProtocol) {
        var parts = stem.split(separator: "_", omittingEmptySubsequences: false)
        guard let last = parts.popLast(), !last.isEmpty, !last.contains("-") else { return nil }
        var entities: [String: String] = [:]
        for part in parts {
            let pair = part.split(separator: "-", maxSplits: 1)
            guard pair.count == 2, !pair[0].isEmpty else { return nil }
            entities[String(pair[0])] = String(pair[1])
        }
        self.entities = entities
        suffix = String(last)
    }

    /// Whether a side file counts for a recording: it says nothing that the recording's name does
    /// not say as well. `space` is an entity of places alone.
    func applies(to recording: BIDSName) -> Bool {
        entities.allSatisfy { key, value in
            recording.entities[key] == value
                || key == "space" && ["electrodes", "coordsystem"].contains(suffix)
        }
    }
}
