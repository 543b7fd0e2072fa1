import Planning
import Recordings

/// The channels that a montage reads and the ones it makes.
struct MontagePlan {
    var inputs: [RecordingChannel]
    var outputs: [FrontEndPlan.Output]

    /// - Parameters:
    ///   - channels: those chosen, at one rate.
    ///   - all: where a reference may be taken from.
    init(
        _ settings: FrontEndSettings, channels: [RecordingChannel], among all: [RecordingChannel]
    ) throws(SettingsError) {
        inputs = channels
        switch settings.montage {
        case .recorded:
            outputs = channels.indices.map {
                .init(name: channels[$0].name, signal: $0, reference: .none)
            }
        case .average:
            guard channels.count > 1 else {
                throw SettingsError(
                    field: "frontEnd.montage", problem: "an average needs two channels or more")
            }
            outputs = channels.indices.map {
                .init(name: "\(channels[$0].name)-AVG", signal: $0, reference: .average)
            }
        case .reference:
            let wanted = settings.reference.lowercased()
            guard let reference = all.first(where: { $0.name.lowercased() == wanted }),
                reference.rate == channels[0].rate
            else {
                throw SettingsError(
                    field: "frontEnd.reference",
                    problem: "'\(settings.reference.printable)' is not a channel of the recording "
                        + "with the chosen rate")
            }
            inputs = channels.filter { $0.index != reference.index } + [reference]
            let last = inputs.count - 1
            outputs = inputs.indices.dropLast().map { [inputs] index in
                .init(
                    name: "\(inputs[index].name)-\(reference.name)", signal: index,
                    reference: .input(last))
            }
        case .bipolar:
            outputs = try Self.pairs(settings.pairs, channels)
        }
        guard !outputs.isEmpty else {
            throw SettingsError(
                field: "frontEnd.montage",
                problem:
                    "the montage leaves no channel; a bipolar one needs neighbours such as LA1 "
                    + "and LA2, or pairs in frontEnd.pairs")
        }
    }

    private static func pairs(
        _ pairs: [String], _ channels: [RecordingChannel]
    ) throws(SettingsError) -> [FrontEndPlan.Output] {
        let names = channels.map(\.name)
        if pairs.isEmpty { return neighbours(names) }
        var outputs: [FrontEndPlan.Output] = []
        for pair in pairs {
            // Names may hold a hyphen themselves: every place is tried.
            let split = pair.indices.filter { pair[$0] == "-" }.compactMap {
                hyphen -> (Int, Int)? in
                guard let first = index(of: pair[..<hyphen], in: names),
                    let second = index(of: pair[pair.index(after: hyphen)...], in: names)
                else { return nil }
                return (first, second)
            }.first
            guard let split else {
                throw SettingsError(
                    field: "frontEnd.pairs",
                    problem: "'\(pair.printable)' is not two chosen channels joined by a hyphen")
            }
            outputs.append(output(split.0, split.1, names))
        }
        return outputs
    }

    private static func index(of name: Substring, in names: [String]) -> Int? {
        names.firstIndex { $0.lowercased() == name.lowercased() }
    }

    /// Contacts n and n + 1 of the same electrode, by name.
    private static func neighbours(_ names: [String]) -> [FrontEndPlan.Output] {
        let contacts = names.map(Contact.init)
        return names.indices.compactMap { first in
            guard let contact = contacts[first],
                let second = contacts.firstIndex(where: {
                    $0?.electrode == contact.electrode && $0?.number == contact.number + 1
                })
            else { return nil }
            return output(first, second, names)
        }
    }

    private static func output(
        _ first: Int, _ second: Int, _ names: [String]
    ) -> FrontEndPlan.Output {
        .init(name: "\(names[first])-\(names[second])", signal: first, reference: .input(second))
    }

    /// "EEG LA12-Ref" is contact 12 of electrode "EEG LA".
    private struct Contact {
        let electrode: Substring
        let number: Int

        init?(_ name: String) {
            var body = Substring(name)
            if let hyphen = body.firstIndex(of: "-") { body = body[..<hyphen] }
            let digits = body.reversed().prefix(while: \.isNumber).count
            guard digits > 0, digits < 6, let number = Int(body.suffix(digits)) else { return nil }
            electrode = body.dropLast(digits)
            self.number = number
        }
    }
}
