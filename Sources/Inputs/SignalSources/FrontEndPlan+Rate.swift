import Planning
import Recordings

extension FrontEndPlan {
    /// The rate to look at a recording at whose channels differ in it: that of the intracranial
    /// channels, else of brain signals, else of what is usable; nil where nothing is.
    ///
    /// Of several rates the one of most channels, then the highest. Rates that no loop runs at, such
    /// as a trend's of 1 Hz, count only where there are no others.
    public static func leadingRate(of channels: [RecordingChannel]) -> SamplingRate? {
        var notes: [String] = []
        guard let usable = try? usable(channels, Settings.standard.frontEnd, &notes) else {
            return nil
        }
        let running = usable.filter { Planner.ratesHertz.contains($0.samplesPerSecond) }
        let candidates = running.isEmpty ? usable : running
        let rank = candidates.map(\.brainRank).max() ?? 0
        let leading = candidates.filter { $0.brainRank == rank }
        return Dictionary(grouping: leading, by: \.rate)
            .max {
                ($0.value.count, $0.key.samplesPerSecond)
                    < ($1.value.count, $1.key.samplesPerSecond)
            }?.key
    }
}

extension RecordingChannel {
    /// How surely a usable channel is an electrode in or on the brain: 2 by its BIDS type, 0 where
    /// its label names another signal, else 1.
    fileprivate var brainRank: Int {
        if let type, ["IEEG", "ECOG", "SEEG", "DBS"].contains(type) { return 2 }
        let word = ChannelNames.bare(name).prefix { $0.isLetter }
        return Self.otherSignals.contains(String(word)) ? 0 : 1
    }

    /// First words of labels: EDF+'s standard kinds of signals and what recorders add to them.
    private static let otherSignals: Set<String> = [
        "ecg", "ekg", "emg", "eog", "erg", "resp", "spo", "sao", "temp", "pleth", "pulse", "trend",
        "event", "trig", "trigger", "mark", "marker", "dc", "status", "etco", "co", "flow", "snore",
        "thorax", "abdomen", "light", "sound",
    ]
}
