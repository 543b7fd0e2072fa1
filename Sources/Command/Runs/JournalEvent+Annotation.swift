import Journal
import Recordings

extension JournalEvent {
    /// What a recording of the run says of the event; nil for what it says nothing of.
    var recordingAnnotation: RecordingAnnotation? {
        recordingText.map { text in
            RecordingAnnotation(
                onsetSeconds: max(0, self["onsetSeconds"]?.number ?? timeSeconds),
                durationSeconds: kind == .burstEnded ? self["durationSeconds"]?.number : nil,
                text: text)
        }
    }

    /// Named so that no list of seizure names takes a detection for an annotated seizure.
    private var recordingText: String? {
        switch kind {
        case .detection: "Quench detection \(self["episode"]?.integer ?? 0)"
        case .episodeEnded: "Quench detection \(self["episode"]?.integer ?? 0) over"
        case .burstEnded:
            "Quench therapy \(self["therapy"]?.integer ?? 0) burst \(self["burst"]?.integer ?? 0)"
        case .trigger:
            "Quench trigger \(self["channel"]?.text ?? "") \(self["slope"]?.text ?? "")"
        case .outputLost: "Quench output lost"
        case .outputReturned: "Quench output back"
        case .gap: "Quench gap of \(self["missingFrames"]?.integer ?? 0) frames"
        case .stateChanged where self["to"]?.text == "safe state":
            "Quench safe state, \(self["reason"]?.text ?? "")"
        default: nil
        }
    }
}
