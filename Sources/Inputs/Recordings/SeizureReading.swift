/// What the words of an annotation's text come to.
enum SeizureReading: Equatable, Sendable {
    case none
    /// A seizure is named, but whether one is marked here is not certain: for a person to see.
    case doubtful
    case mark(SeizureNames.Kind)

    init(_ text: String) {
        self.init(words: SeizureText(text).words)
    }

    private typealias Word = SeizureText.Word

    private init(words: [Word]) {
        let words = Self.resolved(words)
        let seizure = words.firstIndex(of: .known(.seizure))
        let phases = words.indices.filter { Self.phase(of: words[$0]) != nil }
        guard seizure != nil || !phases.isEmpty else {
            self = .none
            return
        }
        let negations = words.indices.filter { words[$0] == .known(.negation) }
        if words.contains(.known(.freedom)) || negations.contains(where: { $0 < seizure ?? .max }) {
            self = .none
        } else if let seizure {
            self = Self.reading(words, seizure, phases, isNegatedLater: !negations.isEmpty)
        } else {
            self = Self.readingWithoutNoun(words, phases)
        }
    }

    /// A word for a seizure is there. What else stands there must be known, but for what follows
    /// "seizure onset": there people describe it.
    private static func reading(
        _ words: [Word], _ seizure: Int, _ phases: [Int], isNegatedLater: Bool
    ) -> SeizureReading {
        guard !isNegatedLater, !words.contains(.known(.doubt)) else { return .doubtful }
        let kinds = Set(phases.compactMap { phase(of: words[$0]) })
        guard kinds.count <= 1 else { return .doubtful }
        guard let kind = kinds.first, let place = phases.first else {
            return words.contains(.unknown) ? .doubtful : .mark(.event)
        }
        let described = place > seizure ? words[..<place] : words[...]
        let description = words.count { $0 == .unknown }
        guard !described.contains(.unknown), description <= descriptionWordsMax else {
            return .doubtful
        }
        return .mark(kind)
    }

    /// Unknown words that may follow "seizure onset".
    private static let descriptionWordsMax = 3

    /// "onset" by itself; "clinical end"; "EEG inicio". Nothing unknown may stand beside it: there is
    /// an onset of sleep, and of photic stimulation.
    private static func readingWithoutNoun(_ words: [Word], _ phases: [Int]) -> SeizureReading {
        let isInContext = words.contains(.known(.ictalContext))
        let isAfterEEG = phases.contains { place in
            (words[place] == .known(.begin) || words[place] == .known(.finish))
                && place > 0 && words[place - 1] == .known(.eeg)
        }
        let isPlain = phases.contains {
            words[$0] == .known(.onset) || words[$0] == .known(.offset)
        }
        let kinds = Set(phases.compactMap { phase(of: words[$0]) })
        guard isInContext || isAfterEEG || isPlain, let kind = kinds.first else { return .none }
        // "stim 1 onset" is no seizure's, "onset LA1-3" is.
        let head = words[..<(phases.first ?? 0)]
        guard !words.contains(.unknown), !head.contains(.contact) else {
            return isInContext ? .doubtful : .none
        }
        return kinds.count > 1 || words.contains(.known(.doubt)) ? .doubtful : .mark(kind)
    }

    /// Words that mean one thing here and another there.
    private static func resolved(_ words: [Word]) -> [Word] {
        var words = words
        for place in words.indices {
            let next = place + 1 < words.count ? words[place + 1] : nil
            switch words[place] {
            case .known(.noOrNumber):
                words[place] = next == .number ? .known(.qualifier) : .known(.negation)
            case .known(.switchedOn) where next == nil: words[place] = .known(.start)
            case .known(.switchedOff) where next == nil: words[place] = .known(.stop)
            case .known(.switchedOn), .known(.switchedOff): words[place] = .unknown
            default: break
            }
        }
        return words
    }

    private static func phase(of word: Word) -> SeizureNames.Kind? {
        switch word {
        case .known(.onset), .known(.start), .known(.begin): .start
        case .known(.offset), .known(.stop), .known(.finish): .end
        default: nil
        }
    }
}
