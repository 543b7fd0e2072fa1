import Evaluation
import Journal
import Planning

/// What is known of candidates, a line each, written as soon as it is known: a search that was killed
/// goes on from there, and one with another objective takes up what was judged before.
package final class CandidateJournal: Sendable {
    /// What judging a candidate came to.
    package enum Verdict: Equatable, Sendable {
        /// Slot by slot of the trials.
        case judged([PieceFigures])
        /// No plan can be made of it for one of the recordings.
        case refused(String)
    }

    /// What stood in the file when it was opened.
    package let earlier: [Candidate: Verdict]
    /// Lines that could not be read: what they said is judged anew.
    package let damagedCount: Int
    private let lines: ResumableJournal

    /// Opens or makes the file, which whoever searches has locked.
    ///
    /// - Throws: `TuningError` where the file is of other recordings or settings, or no journal.
    package init(_ path: String, of trials: TuningTrials, programVersion: String) throws {
        let (lines, earlier) = try ResumableJournal.open(
            path, identity: trials.identity(programVersion),
            kinds: "recordings, annotations or settings", parsed: { Self.parsed($0, trials) },
            refusal: TuningError.init)
        self.lines = lines
        self.earlier = Dictionary(earlier.entries) { $1 }
        damagedCount = earlier.damagedCount
    }

    /// Writes a line; called from any thread.
    func append(_ candidate: Candidate, _ verdict: Verdict) throws {
        try lines.append([Self.value(candidate, verdict)])
    }

    private static func value(
        _ candidate: Candidate, _ verdict: Verdict
    ) -> JSONValue {
        var members = [JSONValue.Member("candidate", .text(candidate.key))]
        switch verdict {
        case .refused(let reason): members.append(.init("refused", .text(reason)))
        case .judged(let pieces):
            func counts(_ count: (PieceFigures) -> Int) -> JSONValue {
                .list(
                    pieces.enumerated().filter { count($1) > 0 }.map {
                        .list([.integer(Int64($0)), .integer(Int64(count($1)))])
                    })
            }
            members += [
                .init("seizures", .list(pieces.compactMap(\.seizure).map(Self.value))),
                .init("falseAlarms", counts(\.falseAlarms)), .init("outside", counts(\.outside)),
            ]
        }
        return .object(members)
    }

    private static func value(_ outcome: DetectionDelays.Outcome) -> JSONValue {
        switch outcome {
        case .missed: .text("missed")
        case .alreadyOn: .text("alreadyOn")
        case .found(let delay): .number(delay)
        }
    }

    private static func parsed(
        _ value: JSONValue, _ trials: TuningTrials
    ) -> (Candidate, Verdict)? {
        guard let key = value["candidate"]?.text else { return nil }
        let levels = key == "given" ? [] : key.split(separator: ".").compactMap { Int($0) }
        let candidate = Candidate(levels: levels)
        guard candidate.key == key else { return nil }
        if let reason = value["refused"]?.text { return (candidate, .refused(reason)) }
        let own = trials.slots.map { trials.set.pieces[$0.piece] }
        var pieces = own.map { PieceFigures(seconds: $0.seconds) }
        let places = own.indices.filter { own[$0].seizure != nil }
        guard let seizures = value["seizures"]?.list, seizures.count == places.count else {
            return nil
        }
        for (place, seizure) in zip(places, seizures) {
            switch (seizure.text, seizure.number) {
            case ("missed", _): pieces[place].seizure = .missed
            case ("alreadyOn", _): pieces[place].seizure = .alreadyOn
            case (_, let delay?): pieces[place].seizure = .found(after: delay)
            default: return nil
            }
        }
        for (name, field) in [
            ("falseAlarms", \PieceFigures.falseAlarms), ("outside", \PieceFigures.outside),
        ] {
            guard let pairs = value[name]?.list else { return nil }
            for pair in pairs {
                guard let place = pair.list?.first?.integer, let count = pair.list?.last?.integer,
                    pieces.indices.contains(Int(place)), (0...Int64(Int32.max)).contains(count)
                else { return nil }
                pieces[Int(place)][keyPath: field] = Int(count)
            }
        }
        return (candidate, .judged(pieces))
    }
}

extension TuningTrials {
    /// What decides what a candidate comes to.
    func identity(_ programVersion: String) -> JSONValue {
        let learned = family.map { [JSONValue.Member("model", .text($0.rawValue))] } ?? []
        let head: [JSONValue.Member] = [
            .init("journal", .text("quench tune")), .init("programVersion", .text(programVersion)),
        ]
        return .object(
            head + learned + [
                .init(
                    "recordings",
                    .list(
                        set.recordings.map { recording in
                            .object([
                                .init("name", .text(recording.annotated.name)),
                                .init("counts", .text(recording.checksum.hexadecimal)),
                                .init("rateHertz", .number(recording.signal.rateHertz)),
                                .init(
                                    "channels",
                                    .list(recording.signal.channelNames.map(JSONValue.text))
                                ),
                                .init(
                                    "seizures",
                                    .list(
                                        recording.annotated.seizures.map {
                                            .list([.number($0.start), .number($0.end)])
                                        })),
                                .init(
                                    "onsetOnly",
                                    .list(
                                        recording.annotated.uncounted.map {
                                            .list([.number($0.start), .number($0.end)])
                                        })),
                            ])
                        })),
                .init("settings", .text(set.settings.fields.text(over: set.settings.fields))),
            ])
    }
}
