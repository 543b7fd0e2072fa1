/// What a journal says of a run's stimulation, also where the run was killed in the middle of it.
///
/// A journal tells what was issued when a burst has ended, and what may be issued at most when a
/// therapy starts: between the two lies whatever the run had in hand when it was killed.
package struct RunAccount: Hashable, Sendable, Encodable {
    package private(set) var recording: String?
    /// Time of the last event, s.
    package private(set) var lastSeconds = 0.0
    /// Why the run ended; nil where its end is not in the journal: it was killed, or still runs.
    package private(set) var endReason: String?
    package private(set) var detections = 0
    package private(set) var therapies = 0
    package private(set) var refusals = 0
    package private(set) var burstsEnded = 0
    package private(set) var burstsCut = 0
    /// Of the bursts that ended: pulses, charge of their first phases in µC, and what their phases
    /// did not cancel, in pC.
    package private(set) var pulses = 0
    package private(set) var chargeMicrocoulombs = 0.0
    package private(set) var imbalancePicocoulombs = 0.0
    /// The therapy under way at the journal's end.
    package private(set) var unfinished: Unfinished?
    /// The device that pulses were played on, where the journal does not tell that it was closed: a
    /// pulse may have been broken off there.
    package private(set) var openOutput: OpenOutput?
    /// Events that the journal should hold and does not: lines damaged, cut or never written.
    package private(set) var eventsMissing = 0

    /// A therapy of which the journal does not tell the end.
    package struct Unfinished: Hashable, Sendable, Encodable {
        package var therapy: Int
        /// Bursts of it that ended.
        package var burstsEnded = 0
        package var bursts: Int
        /// Whether a burst is known to have begun that did not end.
        package var isInBurst = false
        /// Most pulses, and first-phase charge in µC, that may have been issued besides those of the
        /// bursts that ended.
        package var pulsesMax: Int
        package var chargeMaxMicrocoulombs: Double
        /// First-phase charge of one pulse, µC: the most that can be out of balance, where not even
        /// the pulse under way came to its end.
        package var chargePerPulseMicrocoulombs: Double
    }

    /// A device that pulses leave on.
    package struct OpenOutput: Hashable, Sendable, Encodable {
        package var device: String
        /// The most that one pulse, broken off, leaves out of balance: its first phase as played.
        package var imbalanceMaxMicrocoulombs: Double
    }

    package init(_ journal: JournalReader) {
        // Of several runs in one file, the last.
        let first = journal.entries.lastIndex { $0.event.kind == .runStarted } ?? 0
        let entries = journal.entries.dropFirst(first)
        for entry in entries { take(entry.event) }
        let last = entries.last.map { Int(min($0.sequence, 1 << 40)) } ?? -1
        eventsMissing = max(0, last + 1 - entries.count) + (journal.cutBytes > 0 ? 1 : 0)
    }

    private mutating func take(_ event: JournalEvent) {
        lastSeconds = event.timeSeconds
        switch event.kind {
        case .runStarted: recording = event["recording"]?.text
        case .detection: detections += 1
        case .therapyRefused: refusals += 1
        case .therapyStarted:
            therapies += 1
            unfinished = Unfinished(event)
        case .burstStarted: unfinished?.isInBurst = true
        case .burstEnded: end(event)
        case .outputOpened:
            openOutput = OpenOutput(
                device: event["device"]?.text ?? "",
                imbalanceMaxMicrocoulombs: event["chargePerPhaseMicrocoulombs"]?.number ?? 0)
        case .outputClosed: openOutput = nil
        case .runEnded:
            endReason = event["reason"]?.text
            unfinished = nil
        case .dosesRead, .stateChanged, .episodeEnded, .channelQuality, .gap, .overrun,
            .missedDeadline, .grantWithdrawn, .recordingFailed, .saturation:
            break
        }
    }

    private mutating func end(_ event: JournalEvent) {
        let count = event.count("pulses")
        let charge = event["chargeMicrocoulombs"]?.number ?? 0
        let isCut = event["cutBecause"]?.text != nil
        burstsEnded += 1
        pulses += count
        chargeMicrocoulombs += charge
        imbalancePicocoulombs += event["imbalancePicocoulombs"]?.number ?? 0
        if isCut { burstsCut += 1 }
        unfinished?.burstsEnded += 1
        unfinished?.isInBurst = false
        unfinished?.pulsesMax -= count
        unfinished?.chargeMaxMicrocoulombs -= charge
        // A cut burst is a train's last.
        if let therapy = unfinished, isCut || therapy.burstsEnded >= therapy.bursts {
            unfinished = nil
        }
    }
}

extension RunAccount.Unfinished {
    fileprivate init(_ event: JournalEvent) {
        self.init(
            therapy: event.count("therapy"), bursts: event.count("bursts"),
            pulsesMax: event.count("pulses"),
            chargeMaxMicrocoulombs: event["chargeMicrocoulombs"]?.number ?? 0,
            chargePerPulseMicrocoulombs: event["chargePerPulseMicrocoulombs"]?.number ?? 0)
    }
}

extension JournalEvent {
    /// A count among the fields. The file may hold anything: within bounds that no sum of lines can
    /// leave.
    fileprivate func count(_ name: String) -> Int {
        Int(min(max(self[name]?.integer ?? 0, 0), 1 << 30))
    }
}
