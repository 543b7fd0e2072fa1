import Foundation

/// The events of a recording as its copy has them, in seconds of the copy.
struct ConvertedEvents {
    private(set) var annotations: [RecordingAnnotation] = []
    private(set) var notes: [String] = []

    /// - Parameters:
    ///   - start: where the copy starts, seconds of the recording.
    ///   - anonymises: keeps marks of seizures, in neutral words, and nothing else.
    ///   - remarks: of the recording besides its own.
    init(
        _ recording: Recording, start: Double, end: Double, anonymises: Bool,
        adding remarks: [RecordingAnnotation] = []
    ) {
        var outside = 0
        var cut = 0
        var removed = 0
        let added = remarks.map { Event($0, isListed: false) }
        for event in Self.events(of: recording, &notes) + added {
            var text = event.text
            if anonymises {
                guard let neutral = Self.neutral(event, recording) else {
                    removed += 1
                    continue
                }
                text = neutral
            }
            guard !text.isEmpty else { continue }
            let onset = event.onsetSeconds
            let last = onset + (event.durationSeconds ?? 0)
            guard last >= start, onset <= end, onset >= start || last > start else {
                outside += 1
                continue
            }
            let isCut = onset < start || last > end
            if isCut { cut += 1 }
            annotations.append(
                RecordingAnnotation(
                    onsetSeconds: max(onset, start) - start,
                    durationSeconds: event.durationSeconds.map {
                        isCut ? min(last, end) - max(onset, start) : $0
                    }, text: text))
        }
        if outside > 0 { notes.append("\(outside) event(s) lie outside the copy and are left out") }
        if cut > 0 { notes.append("\(cut) event(s) reach out of the copy and are cut to it") }
        if removed > 0 {
            notes.append("\(removed) event(s) are no marks of seizures and are taken out")
        }
        annotations.sort { $0.onsetSeconds < $1.onsetSeconds }
    }

    private struct Event {
        let onsetSeconds: Double
        let durationSeconds: Double?
        let text: String
        let isListed: Bool

        init(_ annotation: RecordingAnnotation, isListed: Bool) {
            onsetSeconds = annotation.onsetSeconds
            durationSeconds = annotation.durationSeconds
            text = annotation.text
            self.isListed = isListed
        }
    }

    /// Annotations, and what a side file lists; where that is the reference, the recording's own marks
    /// of seizures do not count and are left out.
    private static func events(of recording: Recording, _ notes: inout [String]) -> [Event] {
        let listed = recording.eventsTable?.rows ?? recording.seizureList?.seizures ?? []
        var isListReference = false
        if case .eventsFile = recording.referenceEvents?.source { isListReference = true }
        let starts = Set(recording.segments.map(\.startSeconds))
        let hasPadding = recording.samples.layout?.runs.contains { $0.paddingSeconds > 0 } ?? false
        var overruled = 0
        let own = recording.annotations.filter { annotation in
            // What belongs to the old file's records and segments.
            if annotation.text == "New Segment", starts.contains(annotation.onsetSeconds) {
                return false
            }
            if hasPadding, annotation.text == "padding" { return false }
            guard isListReference, SeizureNames.standard.kind(of: annotation.text) != nil else {
                return true
            }
            overruled += 1
            return false
        }
        if overruled > 0 {
            notes.append(
                "\(overruled) annotation(s) of seizures are left out: a file beside the recording says "
                    + "when there were seizures")
        }
        return own.map { Event($0, isListed: false) } + listed.map { Event($0, isListed: true) }
    }

    /// Nil for what is no mark of a seizure.
    private static func neutral(_ event: Event, _ recording: Recording) -> String? {
        let isSzCORE = event.isListed && recording.eventsTable?.isSzCORE == true
        if isSzCORE, SeizureNames.isSzCORESeizure(event.text) { return "seizure" }
        return switch SeizureNames.standard.kind(of: event.text) {
        case .event: "seizure"
        case .start: "seizure onset"
        case .end: "seizure offset"
        case nil: nil
        }
    }
}
