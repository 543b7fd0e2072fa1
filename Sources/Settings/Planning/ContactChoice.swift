/// Which electrodes are negative in the first phase and which return the current, such as `1,2/3,4`
/// or `1-4/case`.
package struct ContactChoice: Equatable, Sendable {
    /// As it was written.
    package let name: String
    /// Contacts from 1, or `case`.
    package let cathodes: [String]
    /// Named likewise.
    package let anodes: [String]

    /// Nil where the text has not two sides of electrodes that differ.
    package init?(_ name: String) {
        let sides = name.split(separator: "/", omittingEmptySubsequences: false)
            .map(Self.electrodes)
        guard sides.count == 2, let cathodes = sides[0], let anodes = sides[1],
            Set(cathodes + anodes).count == cathodes.count + anodes.count
        else { return nil }
        self.name = name
        self.cathodes = cathodes
        self.anodes = anodes
    }

    private static func electrodes(_ text: Substring) -> [String]? {
        var names: [String] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let word = part.filter { $0 != " " }
            if word == "case" {
                names.append(word)
                continue
            }
            let ends = word.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
            guard (1...2).contains(ends.count), let first = ends[0],
                let last = ends[ends.count - 1],
                StimulationRange.contacts.contains(first), StimulationRange.contacts.contains(last),
                first <= last
            else { return nil }
            names += (first...last).map(String.init)
        }
        return names
    }

    /// Equal where the same electrodes do the same, in whatever order they were written.
    package var electrodes: [Set<String>] { [Set(cathodes), Set(anodes)] }

    /// Whether every contact exists and may be used.
    func isThere(in electrodes: ElectrodeSettings) -> Bool {
        (cathodes + anodes).compactMap { Int($0) }.allSatisfy {
            $0 <= electrodes.contacts && !electrodes.broken.contains($0)
        }
    }
}

extension SettingsFields {
    /// A list of choices, each once.
    mutating func contactChoices(
        _ name: String, _ current: [ContactChoice]
    ) throws(SettingsError) -> [ContactChoice] {
        let names = try texts(name, current.map(\.name))
        let choices = names.compactMap(ContactChoice.init)
        guard choices.count == names.count, (1...64).contains(names.count),
            Set(choices.map(\.electrodes)).count == names.count
        else {
            let wrong = names.first { ContactChoice($0) == nil }.map { "'\($0.printable)'" }
            throw SettingsError(
                field: joined(name),
                problem: "1 to 64 different choices such as \"1,2/3,4\" or \"1-4/case\", cathodes "
                    + "before the anodes, contacts 1 to \(StimulationRange.contacts.upperBound) or "
                    + "case, are expected; \(wrong ?? "\(names.count)") found", line: line(of: name)
            )
        }
        return choices
    }
}
