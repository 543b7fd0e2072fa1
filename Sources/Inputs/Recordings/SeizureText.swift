import Foundation

/// The words of an annotation's text, whatever its language, case, width, accents or punctuation.
///
/// Letters are put in lower case and stripped of their marks (NFKD), so that "DÉBUT", "début" and
/// full-width letters are one word. Digits and the sign # are numbers. A word that is not in the
/// vocabulary but is made of words that are ("Anfallsende", "postictal", "癫痫发作开始") falls into them.
struct SeizureText {
    enum Word: Equatable {
        case number
        case known(SeizureVocabulary.Role)
        /// A single letter.
        case letter
        /// Up to four letters before a number, as electrodes are named.
        case contact
        case unknown
    }

    private(set) var words: [Word] = []

    init(_ text: String) {
        var run: [Unicode.Scalar] = []
        var runIsNumber = false
        func isJoined(_ scalar: Unicode.Scalar, _ isNumber: Bool) -> Bool {
            guard let last = run.last else { return true }
            return runIsNumber == isNumber
                && (isNumber || Self.isIdeographic(last) == Self.isIdeographic(scalar))
        }
        for scalar in Self.folded(text) {
            let isNumber = scalar == "#" || scalar.properties.numericType != nil && scalar.isDigit
            let isLetter = scalar.properties.isAlphabetic
            if !isNumber && !isLetter || !isJoined(scalar, isNumber) {
                take(run, isNumber: runIsNumber)
                run = []
            }
            if isNumber || isLetter {
                run.append(scalar)
                runIsNumber = isNumber
            } else if scalar == "?" {
                words.append(.known(.doubt))
            }
        }
        take(run, isNumber: runIsNumber)
    }

    /// Of a text so much is looked at.
    private static let lettersMax = 200
    /// Letters of a word that is taken apart.
    private static let compoundLettersMax = 40

    /// In lower case, without marks, in compatibility form; what follows `@@` names a channel in EDF+.
    static func folded(_ text: String) -> [Unicode.Scalar] {
        let head = String(String.UnicodeScalarView(text.unicodeScalars.prefix(lettersMax)))
        var body = head.components(separatedBy: "@@")[0].lowercased()
        for (phrase, word) in phrases { body = body.replacing(phrase, with: word) }
        return unmarked(body).flatMap { scalar in
            Array(scalar.properties.lowercaseMapping.unicodeScalars).flatMap { letters[$0] ?? [$0] }
        }.filter { $0.properties.generalCategory != .nonspacingMark }
    }

    /// In compatibility form, letters without their marks.
    static func unmarked(_ text: String) -> [Unicode.Scalar] {
        text.decomposedStringWithCompatibilityMapping.unicodeScalars
            .filter { $0.properties.generalCategory != .nonspacingMark }
    }

    /// Abbreviations whose letters would fall apart, and negations that negate nothing.
    private static let phrases = [
        ("w/o", "without"), ("r/o", "possible"), ("s/p", "post"), ("h/o", "history"),
        ("v.a.", "verdacht"), ("non-convulsive", "convulsive"), ("non convulsive", "convulsive"),
        ("nonconvulsive", "convulsive"), ("non-motor", "motor"), ("non motor", "motor"),
    ]

    /// Letters that Unicode does not take apart.
    private static let letters: [Unicode.Scalar: [Unicode.Scalar]] = [
        "ß": ["s", "s"], "æ": ["a", "e"], "œ": ["o", "e"], "ø": ["o"], "ł": ["l"], "đ": ["d"],
        "ð": ["d"], "ı": ["i"], "ς": ["σ"],
    ]

    private static func isIdeographic(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isIdeographic || (0x3040...0x30FF).contains(scalar.value)
    }

    private mutating func take(_ run: [Unicode.Scalar], isNumber: Bool) {
        guard let first = run.first else { return }
        if isNumber {
            if words.last == .unknown, lastLength <= 4 { words[words.count - 1] = .contact }
            words.append(.number)
        } else if let role = SeizureVocabulary.role(of: run[...]) {
            words.append(.known(role))
        } else if Self.isIdeographic(first) {
            takeIdeographs(run)
        } else if run.count == 1 {
            words.append(.letter)
        } else if run.count <= Self.compoundLettersMax, let parts = Self.parts(of: run) {
            words += parts.map(Word.known)
        } else {
            words.append(.unknown)
        }
        lastLength = run.count
    }

    private var lastLength = 0

    /// Scripts without spaces: the longest known word from each place on.
    private mutating func takeIdeographs(_ run: [Unicode.Scalar]) {
        var place = 0
        while place < run.count {
            let longest = min(run.count - place, SeizureVocabulary.longestWord)
            let length = (1...longest).last {
                SeizureVocabulary.role(of: run[place..<place + $0]) != nil
            }
            if let length, let role = SeizureVocabulary.role(of: run[place..<place + length]) {
                words.append(.known(role))
            } else if words.last != .unknown {
                words.append(.unknown)
            }
            place += length ?? 1
        }
    }

    /// The fewest known words that make up all of a compound; German and Dutch put s, es, n or en
    /// between two. Nil where there is no such way. O(letters x longest word).
    private static func parts(of run: [Unicode.Scalar]) -> [SeizureVocabulary.Role]? {
        var best: [[SeizureVocabulary.Role]?] = [[]]
        best.reserveCapacity(run.count + 1)
        for end in 1...run.count {
            var found: [SeizureVocabulary.Role]?
            for length in (2...max(2, SeizureVocabulary.longestWord)).reversed()
            where length <= end {
                // Words of two letters are found in too many others; "sz" is not.
                guard let role = SeizureVocabulary.role(of: run[end - length..<end]),
                    length > 2 || role == .seizure
                else { continue }
                for link in [[], ["s"], ["e", "s"], ["n"], ["e", "n"]] as [[Unicode.Scalar]] {
                    let before = end - length - link.count
                    guard before >= 0, link.isEmpty || before > 0, let head = best[before],
                        run[before..<before + link.count].elementsEqual(link),
                        head.count + 1 < found?.count ?? .max
                    else { continue }
                    found = head + [role]
                }
            }
            best.append(found)
        }
        return best[run.count]
    }
}

extension Unicode.Scalar {
    fileprivate var isDigit: Bool { properties.generalCategory == .decimalNumber }
}
