/// Seizures from a list of marks: beginnings joined with one another and with their end.
///
/// Onset marks without an end between them that follow one another within `joinSeconds` are one
/// seizure: people mark the electrographic onset, then the clinical one. So are its ends, and so is
/// what lies inside a seizure whose end is known. A start whose next mark is a later start, or nothing,
/// has no marked end.
struct SeizurePairing {
    /// SzCORE's own distance below which two events are one.
    static let joinSeconds = 90.0
    /// A paired seizure longer than this is pointed out, s: an end in between may be missing.
    static let secondsUsualMax = 1800.0

    private(set) var seizures: [SeizureEvent] = []
    private(set) var notes: [String] = []

    private var open: Open?
    private var closed: Closed?
    private var strayEnds = 0

    private struct Open {
        let onset: Double
        let label: String
        var lastOnset: Double
        /// Whether one of its marks was a start, which an end may close.
        var isStarted: Bool
    }

    private struct Closed {
        var end: Double
        let isByEndMark: Bool
    }

    /// - Parameter marks: sorted by onset.
    init(_ marks: [RecordingAnnotation], reading: @escaping (String) -> SeizureReading) {
        var readings = ReadingMemory(reading)
        for mark in marks {
            guard case .mark(let kind) = readings.reading(of: mark.text) else { continue }
            let duration = mark.durationSeconds ?? 0
            switch kind {
            case .end: end(at: mark.onsetSeconds)
            // BIDS writes a mark without extent with duration 0: its end is not marked either.
            case .event, .start:
                if duration > 0 {
                    add(mark, duration: duration)
                } else {
                    begin(mark, isStart: kind == .start)
                }
            }
        }
        closeWithoutEnd()
        seizures.sort { $0.onsetSeconds < $1.onsetSeconds }
        note(readings)
    }

    private mutating func begin(_ mark: RecordingAnnotation, isStart: Bool) {
        let onset = mark.onsetSeconds
        if let closed, open == nil, onset < closed.end { return }
        if let earlier = open, onset - earlier.lastOnset <= Self.joinSeconds {
            open?.lastOnset = onset
            open?.isStarted = earlier.isStarted || isStart
            return
        }
        closeWithoutEnd()
        open = Open(
            onset: onset, label: mark.text.trimmingSpaces, lastOnset: onset, isStarted: isStart)
    }

    private mutating func add(_ mark: RecordingAnnotation, duration: Double) {
        var onset = mark.onsetSeconds
        let end = onset + duration
        if let closed, open == nil, onset < closed.end {
            extend(to: end)
            return
        }
        if let earlier = open, onset - earlier.lastOnset <= Self.joinSeconds {
            onset = earlier.onset
            open = nil
        }
        closeWithoutEnd()
        append(onset, onset == mark.onsetSeconds ? duration : end - onset, mark.text)
        closed = Closed(end: end, isByEndMark: false)
    }

    private mutating func end(at time: Double) {
        if let start = open, start.isStarted {
            append(start.onset, time - start.onset, start.label)
            closed = Closed(end: time, isByEndMark: true)
            open = nil
        } else if open == nil, let last = closed, time - last.end <= Self.joinSeconds {
            if last.isByEndMark { extend(to: time) }
        } else {
            strayEnds += 1
        }
    }

    /// Lets the seizure that was added last reach to a later end.
    private mutating func extend(to end: Double) {
        guard let last = closed, end > last.end, let seizure = seizures.popLast() else { return }
        append(seizure.onsetSeconds, end - seizure.onsetSeconds, seizure.label)
        closed?.end = end
    }

    private mutating func closeWithoutEnd() {
        guard let last = open else { return }
        append(last.onset, 0, last.label)
        open = nil
    }

    private mutating func append(_ onset: Double, _ duration: Double, _ label: String) {
        seizures.append(
            SeizureEvent(
                onsetSeconds: onset, durationSeconds: duration > 0 ? duration : nil,
                label: label.trimmingSpaces))
    }

    private mutating func note(_ readings: ReadingMemory) {
        if strayEnds > 0 {
            notes.append("\(strayEnds) seizure end(s) have no start before them and are not used")
        }
        let long = seizures.filter { $0.durationSeconds ?? 0 > Self.secondsUsualMax }
        if let first = long.first, let duration = first.durationSeconds {
            notes.append(
                "\(long.count) seizure(s) last longer than \(Self.secondsUsualMax) s by their marks, "
                    + "the first at \(first.onsetSeconds) s for \(duration) s; an end may be missing"
            )
        }
        notes += readings.notes
    }
}

/// What was made of each text so far; texts repeat.
private struct ReadingMemory {
    private let read: (String) -> SeizureReading
    private var known: [String: SeizureReading] = [:]
    private var doubtful: [String] = []
    private var doubtfulCount = 0
    private var notRead = 0

    init(_ read: @escaping (String) -> SeizureReading) { self.read = read }

    mutating func reading(of text: String) -> SeizureReading {
        let reading: SeizureReading
        if let earlier = known[text] {
            reading = earlier
        } else if known.count < Limits.distinctTextsMax {
            reading = read(text)
            known[text] = reading
            if reading == .doubtful, doubtful.count < 3 { doubtful.append(text) }
        } else {
            notRead += 1
            return .none
        }
        if reading == .doubtful { doubtfulCount += 1 }
        return reading
    }

    var notes: [String] {
        var notes: [String] = []
        if doubtfulCount > 0 {
            let texts = doubtful.map { "'\(ForeignText.quoted($0.trimmingSpaces))'" }
            notes.append(
                "\(doubtfulCount) annotation(s) name a seizure and are not taken for one: "
                    + texts.joined(separator: ", ")
                    + "; a list for --seizure-names can say what they are")
        }
        if notRead > 0 {
            notes.append(
                "\(notRead) annotation(s) were not searched for seizures: there are more than "
                    + "\(Limits.distinctTextsMax) different texts")
        }
        return notes
    }
}
