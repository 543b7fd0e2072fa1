import ArgumentParser

extension ParsableCommand {
    /// What is wrong with the first words of a command line where they are no command's name, with
    /// the nearest name; nil where they are one's, or nothing that looks like a name.
    static func unknownCommand(in words: [String], path: String = "quench") -> String? {
        let commands = configuration.subcommands
        guard let word = words.first, !word.hasPrefix("-"), word != "help", !commands.isEmpty
        else { return nil }
        let names = commands.map { $0._commandName }
        guard let place = names.firstIndex(of: word) else {
            let nearest = names.map { (name: $0, distance: word.editDistance(to: $0)) }
                .min { $0.distance < $1.distance }
            let advice =
                if let nearest, nearest.distance <= max(2, word.count / 2) {
                    "; did you mean '\(nearest.name)'?"
                } else {
                    "; '\(path) --help' lists them"
                }
            return "\(path) has no command '\(word)'\(advice)"
        }
        return commands[place].unknownCommand(
            in: Array(words.dropFirst()), path: "\(path) \(word)")
    }
}

extension String {
    /// Letters to insert, take out, replace or swap with their neighbour to get from one word to
    /// the other (optimal string alignment), at a cost of the product of their lengths.
    func editDistance(to other: String) -> Int {
        let (left, right) = (Array(self), Array(other))
        var rows = [Array(0...right.count)]
        for (index, letter) in left.enumerated() {
            var row = [index + 1]
            for (place, wanted) in right.enumerated() {
                var least = Swift.min(
                    row[place] + 1, rows[index][place + 1] + 1,
                    rows[index][place] + (letter == wanted ? 0 : 1))
                if index > 0, place > 0, letter == right[place - 1], left[index - 1] == wanted {
                    least = Swift.min(least, rows[index - 1][place - 1] + 1)
                }
                row.append(least)
            }
            rows.append(row)
        }
        return rows[left.count][right.count]
    }
}
