/// Names by which channels are told apart and found again.
package enum ChannelNames {
    /// Labels that occur more than once get `-0`, `-1` in the file's order; where that is the name of
    /// another channel, a letter. So does MNE-Python, and channels files written with it.
    static func unique(_ labels: [String]) -> [String] {
        var places: [String: [Int]] = [:]
        for (index, label) in labels.enumerated() { places[label, default: []].append(index) }
        guard places.count < labels.count else { return labels }
        var taken = Set(labels)
        var names = labels
        for (index, label) in labels.enumerated() {
            guard let alike = places[label], alike.count > 1,
                let number = alike.firstIndex(of: index)
            else { continue }
            let endings = ["\(number)"] + "abcdefghijklmnopqrstuvwxyz".map { "\(number)\($0)" }
            let free = endings.map { "\(label)-\($0)" }.first { !taken.contains($0) }
            names[index] = free ?? label
            taken.insert(names[index])
        }
        return names
    }

    /// Without the kind of signal that EDF puts first ("EEG Fp1", "POL G1") and without the reference
    /// that recorders put last ("LA1-Ref"), in lower case.
    package static func bare(_ label: String) -> String {
        var name = label.lowercased().replacing(" - ", with: "-")[...]
        if let prefix = prefixes.first(where: { name.hasPrefix($0) }) {
            name = name.dropFirst(prefix.count)
        }
        if let suffix = suffixes.first(where: { name.hasSuffix($0) }), name.count > suffix.count {
            name = name.dropLast(suffix.count)
        }
        return name.trimmingSpaces
    }

    private static let prefixes = ["eeg ", "pol ", "seeg ", "ecog ", "ieeg ", "dbs "]
    private static let suffixes = ["-ref", "-le", "-avg", "-av", "-ar", "-g2", "-org", " ref"]
}
