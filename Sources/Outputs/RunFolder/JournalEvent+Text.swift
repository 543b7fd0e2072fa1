import Journal

extension JournalEvent {
    /// The event as a person reads it while the run goes on; nil for what is of no interest then.
    package var text: String? {
        switch kind {
        case .detection:
            let rows = (self["explanation"]?.list ?? []).filter {
                ($0["votes"]?.integer ?? 0) > 0 && $0["measured"]?.number != nil
            }
            let names = rows.compactMap { $0["channel"]?.text }.unique
            let features = rows.compactMap { $0["feature"]?.text }.unique
            let list = names.prefix(4).joined(separator: ", ") + (names.count > 4 ? ", ..." : "")
            return "detection \(whole("episode")): \(list) by "
                + features.prefix(3).joined(separator: ", ")
        case .episodeEnded:
            return "episode \(whole("episode")) over after \(number("durationSeconds")) s"
        case .therapyStarted:
            return "therapy \(whole("therapy")) of episode \(whole("episode"))"
        case .burstEnded:
            let cut = self["cutBecause"]?.text.map { ", cut: \($0)" } ?? ""
            return "burst \(whole("therapy")).\(whole("burst")): \(whole("pulses")) pulses, "
                + "\(number("chargeMicrocoulombs")) µC\(cut)"
        case .therapyRefused: return "therapy refused: \(self["reason"]?.text ?? "")"
        case .stateChanged:
            return "\(self["to"]?.text ?? ""): \(self["reason"]?.text ?? "")"
        case .gap: return "gap: \(whole("missingFrames")) frames are missing"
        case .overrun: return "ring full: \(whole("droppedFrames")) frames dropped"
        case .grantWithdrawn:
            return "\(self["grant"]?.text ?? "") withdrawn: \(self["reason"]?.text ?? "")"
        case .outputLost:
            return
                "output lost: \(self["reason"]?.text ?? ""); its pulses are left out, no therapy starts"
        case .outputReturned: return "output back"
        case .recordingFailed: return "recording ended: \(self["reason"]?.text ?? "")"
        case .clipsFailed: return "clips ended: \(self["reason"]?.text ?? "")"
        case .clipLeftOut: return "clip left out, the others are annotated"
        case .journalFailed:
            return "the journal is not written any more, nothing is stimulated: "
                + (self["reason"]?.text ?? "")
        case .trigger:
            let milliseconds = ((self["onsetSeconds"]?.number ?? 0) * 1_000).rounded() / 1_000
            return "trigger \(self["channel"]?.text ?? "") \(self["slope"]?.text ?? ""), edge "
                + "\(whole("number")) at \(decimal(milliseconds)) s"
        case .triggerStuck:
            return "trigger \(self["channel"]?.text ?? "") has been beyond its level for "
                + "\(number("seconds")) s: stuck, inverted, or a wrong level"
        case .missedDeadline:
            let late = (self["lateMicroseconds"]?.number ?? 0) / 1_000
            return
                "a decision missed its deadline, \(decimal((late * 10).rounded() / 10)) ms after "
                + "its last sample"
        default: return nil
        }
    }

    private func whole(_ name: String) -> String { self[name]?.integer.map { "\($0)" } ?? "-" }

    private func number(_ name: String) -> String {
        self[name]?.number.map { decimal(($0 * 100).rounded() / 100) } ?? "-"
    }
}
