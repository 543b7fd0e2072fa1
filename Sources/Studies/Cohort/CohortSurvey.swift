import Planning
import Recordings
import Training
import VirtualPatient

/// What a study is made of, centre by centre, before anything is run.
package struct CohortSurvey: Sendable {
    /// A centre's part.
    package struct Centre: Sendable {
        package let name: String
        package var subjects: Set<String> = []
        package var recordings = 0
        package var hours = 0.0
        package var seizures = 0
        package var withoutMarks = 0
        package var ratesHertz: Set<Double> = []
        package var channelCounts: Set<Int> = []
    }

    /// In order of appearance.
    package private(set) var centres: [Centre] = []
    private var home: [String: String] = [:]
    private var assumptions: [String] = []

    private static let response =
        "modelling assumption: how tissue answers a pulse; nobody has measured it"

    init() {}

    private mutating func change(_ name: String, _ body: (inout Centre) -> Void) {
        let place = centres.firstIndex { $0.name == name } ?? centres.count
        if place == centres.count { centres.append(Centre(name: name)) }
        body(&centres[place])
    }

    mutating func add(_ group: StudyFile.PatientGroup, histories: Int, minutes: Int) {
        change(group.centre) { centre in
            for number in 1...group.count { centre.subjects.insert("\(group.name)-\(number)") }
            centre.recordings += group.count * histories
            centre.hours += Double(group.count * histories * minutes) / 60
            centre.ratesHertz.insert(Double(TaskRunner.rateHertz))
            centre.channelCounts.insert(TaskRunner.channels)
        }
        let notes = [Self.response] + group.parameters.assumptions.map(\.note)
        for note in notes where !assumptions.contains(note) {
            assumptions.append(note)
        }
    }

    /// - Parameter study: the file's name, for an error.
    mutating func add(
        _ recording: AnnotatedRecording, subject: String, centre: String, study: String
    ) throws(CohortError) {
        if let other = home[subject], other != centre {
            throw CohortError(
                "\(study): two centres, '\(other)' and '\(centre)', have a subject named "
                    + "\(subject); rename one of them, or give them one centre")
        }
        home[subject] = centre
        change(centre) { part in
            part.subjects.insert(subject)
            part.recordings += 1
            part.hours += recording.durationSeconds / 3_600
            part.seizures += recording.seizures.count
            if !recording.isAnnotated { part.withoutMarks += 1 }
            for channel in recording.recording.channels {
                part.ratesHertz.insert(channel.samplesPerSecond)
            }
            part.channelCounts.insert(recording.recording.channels.count)
        }
    }

    /// What differs between centres, and what is assumed, a line each.
    package var notes: [String] {
        var notes = assumptions
        func differ(_ what: String, _ values: (Centre) -> [String]) {
            guard Set(centres.map { values($0).joined(separator: ", ") }).count > 1 else { return }
            notes.append(
                "centres differ in \(what): "
                    + centres.map { "\($0.name) \(values($0).joined(separator: ", "))" }
                    .joined(separator: "; "))
        }
        differ("sampling rates, Hz") { $0.ratesHertz.sorted().map { "\($0)" } }
        differ("channels") { $0.channelCounts.sorted().map { "\($0)" } }
        for centre in centres where centre.withoutMarks > 0 {
            notes.append(
                "centre \(centre.name): of \(centre.recordings) recordings nothing says of "
                    + "\(centre.withoutMarks) where seizures are; taken as having none")
        }
        return notes
    }
}
