/// What a journal says of a run's stimulation, also where the run was killed in the middle of it or
/// the journal is damaged.
///
/// What was issued for certain is what lines tell that are whole; what was issued at most is what the
/// last of them allows. A line that is missing, wherever, may have allowed a therapy more, until a
/// later one tells of all that was issued before it.
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
    /// Issued for certain: pulses, charge of their first phases in µC, and what their phases did not
    /// cancel, in pC.
    package private(set) var pulses = 0
    package private(set) var chargeMicrocoulombs = 0.0
    package private(set) var imbalancePicocoulombs = 0.0
    /// Issued at most, in all; nil where nothing that is left of the journal bounds it.
    package private(set) var pulsesMax: Int?
    package private(set) var chargeMaxMicrocoulombs: Double?
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
        /// Times that the device was lost; each may have broken off a pulse besides the last.
        package var losses = 0
    }

    /// Issued at most.
    private var most = Amount()
    /// The largest therapy that a line which is left tells of.
    private var largest: Amount?
    private var isBounded = true

    /// No line that allows a therapy is shorter, in bytes.
    static let allowanceBytesMin = 200

    package init(_ journal: JournalReader) {
        // Of several runs in one file, the last.
        let first = journal.entries.lastIndex { $0.event.kind == .runStarted } ?? 0
        let entries = journal.entries.dropFirst(first)
        for entry in entries { learn(entry.event) }
        var next: UInt64 = 0
        for entry in entries {
            guard entry.sequence >= next else {
                // Twice there, or in the wrong place.
                miss(1)
                continue
            }
            miss(entry.sequence - next)
            next = entry.sequence + 1
            take(entry.event)
        }
        // The last damaged line may be several that have lost what parts them.
        miss(
            UInt64(max(journal.trailingLines, journal.trailingBytes / Self.allowanceBytesMin)))
        guard isBounded else { return }
        pulsesMax = max(most.pulses, pulses)
        chargeMaxMicrocoulombs = max(most.chargeMicrocoulombs, chargeMicrocoulombs)
    }

    private enum CodingKeys: String, CodingKey {
        case recording, lastSeconds, endReason, detections, therapies, refusals, burstsEnded,
            burstsCut, pulses, chargeMicrocoulombs, imbalancePicocoulombs, pulsesMax,
            chargeMaxMicrocoulombs, unfinished, openOutput, eventsMissing
    }

    private mutating func learn(_ event: JournalEvent) {
        switch event.kind {
        case .runStarted where event["stimulates"] == .bool(false): largest = largest ?? Amount()
        case .therapyAllowed, .therapyStarted:
            largest = largest.map { $0.larger(Amount(of: event)) } ?? Amount(of: event)
        default: break
        }
    }

    /// So many lines are missing here, and any of them may have allowed the largest therapy.
    private mutating func miss(_ count: UInt64) {
        guard count > 0 else { return }
        let count = Int(min(count, 1 << 30))
        eventsMissing += count
        unfinished = nil
        guard let largest else {
            isBounded = false
            return
        }
        most.add(largest, times: count)
    }

    private mutating func take(_ event: JournalEvent) {
        lastSeconds = event.timeSeconds
        let hasTotals = takeTotals(event)
        switch event.kind {
        case .runStarted: recording = event["recording"]?.text
        case .detection: detections += 1
        case .therapyRefused: refusals += 1
        case .therapyAllowed: bound(Amount(of: event), restarts: hasTotals)
        case .therapyStarted:
            therapies += 1
            unfinished = Unfinished(event)
            bound(Amount(of: event), restarts: hasTotals)
        case .burstStarted: unfinished?.isInBurst = true
        case .burstEnded: end(event, hasTotals: hasTotals)
        case .outputOpened:
            openOutput = OpenOutput(
                device: event["device"]?.text ?? "",
                imbalanceMaxMicrocoulombs: event["chargePerPhaseMicrocoulombs"]?.number ?? 0)
        case .outputLost: openOutput?.losses += 1
        case .outputClosed: openOutput = nil
        case .runEnded:
            endReason = event["reason"]?.text
            settle()
            if hasTotals { bound(Amount(), restarts: true) }
        case .dosesRead, .stateChanged, .episodeEnded, .channelQuality, .gap, .overrun,
            .missedDeadline, .grantWithdrawn, .recordingFailed, .journalFailed, .saturation,
            .outputReturned,
            .heartbeat, .trigger, .triggerStuck, .clipSaved, .clipRemoved, .clipLeftOut,
            .clipsFailed:
            break
        }
    }

    /// Totals mend what lines before them have lost. False where there are none.
    private mutating func takeTotals(_ event: JournalEvent) -> Bool {
        guard event.tellsTotals, let charge = event["chargeSoFarMicrocoulombs"]?.number,
            event["pulsesSoFar"] != nil
        else { return false }
        pulses = max(pulses, event.count("pulsesSoFar"))
        chargeMicrocoulombs = max(chargeMicrocoulombs, charge)
        imbalancePicocoulombs = event["imbalanceSoFarPicocoulombs"]?.number ?? 0
        therapies = max(
            therapies, event.count("therapiesSoFar") - (event.kind == .therapyStarted ? 1 : 0))
        return true
    }

    /// From here on at most so much more; totals make all that is earlier certain.
    private mutating func bound(_ more: Amount, restarts: Bool) {
        if restarts {
            most = Amount(pulses: pulses, chargeMicrocoulombs: chargeMicrocoulombs)
            isBounded = true
        }
        most.add(more, times: 1)
    }

    private mutating func end(_ event: JournalEvent, hasTotals: Bool) {
        let issued = Amount(of: event)
        let isCut = event["cutBecause"]?.text != nil
        burstsEnded += 1
        if isCut { burstsCut += 1 }
        if hasTotals, event["isTrainOver"] == .bool(true) {
            unfinished = nil
            return bound(Amount(), restarts: true)
        }
        if !hasTotals {
            pulses += issued.pulses
            chargeMicrocoulombs += issued.chargeMicrocoulombs
            imbalancePicocoulombs += event["imbalancePicocoulombs"]?.number ?? 0
        }
        unfinished?.burstsEnded += 1
        unfinished?.isInBurst = false
        unfinished?.pulsesMax -= issued.pulses
        unfinished?.chargeMaxMicrocoulombs -= issued.chargeMicrocoulombs
        // Of a journal without totals, a cut burst is a train's last.
        if let therapy = unfinished, !hasTotals, isCut || therapy.burstsEnded >= therapy.bursts {
            settle()
        }
    }

    /// The therapy under way is over: what it did not issue it never will.
    private mutating func settle() {
        guard let therapy = unfinished else { return }
        most.pulses -= max(0, therapy.pulsesMax)
        most.chargeMicrocoulombs -= max(0, therapy.chargeMaxMicrocoulombs)
        unfinished = nil
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
