import ClosedLoop
import Detection
import Foundation
import Journal
import Pipeline
import Planning
import Report
import SignalSources

/// Keeps the last seconds of every channel, and from them and what follows makes the pictures of the
/// episodes. Memory is bounded: by the seconds kept, and by the number and length of pictures.
package struct PictureRecorder {
    static let secondsBefore = 15.0
    static let secondsAfter = 10.0
    package static let secondsMax = 120.0
    static let seriesCountMax = 6

    /// One hop as it is remembered.
    private struct Moment {
        var decision: Decision
        var groups: [GroupReading]
    }

    package private(set) var pictures: [EpisodePicture] = []
    /// Of annotated or true seizures in which no episode began.
    package private(set) var missed: [EpisodePicture] = []
    /// What the loop goes by now.
    var planned: PlannedLoop
    /// Those to come, the next one last; one whose end is not known yet has none.
    private var seizures: [(onset: Double, end: Double)]
    private var openSeizure: (picture: OpenPicture, endSeconds: Double)?
    private var past: [Moment] = []
    private var pastStart = 0
    private let pastCount: Int
    private var open: OpenPicture?

    /// - Parameter seizures: annotated ones to come, s.
    package init(_ planned: PlannedLoop, seizures: [(onset: Double, end: Double)]) {
        self.planned = planned
        self.seizures = seizures.sorted { $0.onset > $1.onset }
        // A thousand channels at short hops would keep a lot: fewer seconds then.
        let hops = Self.secondsBefore / planned.hopSeconds
        let bytes = Double((planned.channelNames.count + 7) / 8 * MemoryLayout<GroupReading>.stride)
        pastCount = max(8, Int(min(hops, 64e6 / bytes)))
    }

    /// - Parameter groups: what the hop's channels showed.
    package mutating func take(_ decision: Decision, _ groups: [GroupReading]) {
        let moment = Moment(decision: decision, groups: groups)
        if moment.decision.change == .onset, pictures.count < RunReport.pictureCountMax {
            finish()
            var picture = opened(moment, number: pictures.count + 1)
            picture.onsetSeconds = planned.seconds(ofFrame: moment.decision.endFrame)
            open = picture
        }
        if open != nil {
            open?.append(moment.decision, moment.groups, planned)
            if open?.isComplete(moment.decision, planned) == true { finish() }
        }
        follow(moment)
        if past.count < pastCount {
            past.append(moment)
        } else {
            past[pastStart] = moment
            pastStart = (pastStart + 1) % pastCount
        }
    }

    package mutating func finish() {
        if let picture = open { pictures.append(picture.finished(planned)) }
        open = nil
    }

    /// Takes what became known of a true seizure, before the hop by which it was.
    mutating func take(_ change: SeizureNews.Change, _ context: RunContext) {
        let onset = context.seconds(ofFrame: change.onsetFrame)
        switch change.kind {
        case .began: seizures.append((onset, .infinity))
        case .ended(let frame): end(onset, at: context.seconds(ofFrame: frame))
        case .wasNone: end(onset, at: nil)
        }
    }

    private mutating func end(_ onset: Double, at end: Double?) {
        if let place = seizures.firstIndex(where: { $0.onset == onset }) {
            guard let end else {
                seizures.remove(at: place)
                return
            }
            seizures[place].end = end
        } else if openSeizure?.picture.onsetSeconds == onset {
            openSeizure?.picture.endSeconds = end
            openSeizure?.endSeconds = end ?? 0
            if end == nil { openSeizure = nil }
        }
    }

    /// Ends the picture of a seizure that the run ends in.
    package mutating func finishSeizure() {
        if let picture = openSeizure?.picture.finished(planned) {
            missed.append(picture)
            missed[missed.count - 1].isMissed = true
        }
        openSeizure = nil
    }

    /// Hands over what is finished, so that there is room for more.
    package mutating func drained() -> (episodes: [EpisodePicture], missed: [EpisodePicture]) {
        defer {
            pictures = []
            missed = []
        }
        return (pictures, missed)
    }

    /// A picture with the last seconds in it.
    private func opened(_ moment: Moment, number: Int) -> OpenPicture {
        var picture = OpenPicture(moment.groups, number: number, planned)
        for index in past.indices {
            let earlier = past[(pastStart + index) % past.count]
            picture.append(earlier.decision, earlier.groups, planned)
        }
        return picture
    }

    /// Draws an annotated seizure for as long as nothing is detected in it.
    private mutating func follow(_ moment: Moment) {
        let seconds = planned.seconds(ofFrame: moment.decision.endFrame)
        if moment.decision.change == .onset, seconds <= openSeizure?.endSeconds ?? 0 {
            openSeizure = nil
        }
        if let seizure = seizures.last, seizure.onset <= seconds {
            seizures.removeLast()
            finishSeizure()
            let isSeen =
                moment.decision.state == .inEpisode || missed.count == RunReport.pictureCountMax
            guard !isSeen, seconds <= seizure.end else { return }
            var picture = opened(moment, number: 0)
            picture.onsetSeconds = seizure.onset
            picture.endSeconds = seizure.end
            openSeizure = (picture, seizure.end)
        }
        openSeizure?.picture.append(moment.decision, moment.groups, planned)
        if openSeizure?.picture.isComplete(moment.decision, planned) == true {
            finishSeizure()
        }
    }
}

/// A picture that still grows.
private struct OpenPicture {
    let number: Int
    /// Channels drawn as traces: those that voted, strongest first, then the others.
    let channels: [Int]
    /// Channels whose features are drawn, of each pattern.
    let featureChannels: [[Int]]
    var onsetSeconds = 0.0
    private var firstSeconds: Double?
    var endSeconds: Double?
    private var decisions: [Decision] = []
    private var minima: [[Float]]
    private var maxima: [[Float]]
    private var features: [[[Float]]]
    private var isBad: [Bool]

    init(_ groups: [GroupReading], number: Int, _ planned: PlannedLoop) {
        self.number = number
        let patternCount = Int(planned.plan.detection.patternCount)
        var strongest: [[Int]] = []
        for pattern in 0..<patternCount {
            let scale = FeatureScale(planned, pattern: pattern)
            let measured = planned.channelNames.indices.map { channel in
                let reading = groups[channel / 8][channel % 8]
                let isVote = reading.votes & (1 << UInt8(pattern)) != 0
                return (channel, isVote, reading.faults == 0 ? scale.measured(reading) ?? 0 : -1)
            }
            strongest.append(
                measured.sorted { ($0.1 ? 1 : 0, $0.2) > ($1.1 ? 1 : 0, $1.2) }.map(\.0))
        }
        let all = strongest.first ?? Array(planned.channelNames.indices)
        channels = Array(all.prefix(RunReport.traceCountMax))
        featureChannels = strongest.map { Array($0.prefix(PictureRecorder.seriesCountMax)) }
        minima = channels.map { _ in [] }
        maxima = minima
        features = featureChannels.map { $0.map { _ in [] } }
        isBad = channels.map { groups[$0 / 8].faults(ofLane: $0 % 8) != 0 }
    }

    mutating func append(_ decision: Decision, _ groups: [GroupReading], _ planned: PlannedLoop) {
        let seconds = planned.seconds(ofFrame: decision.endFrame)
        if firstSeconds == nil { firstSeconds = seconds - planned.hopSeconds }
        fillGap(before: seconds, planned)
        decisions.append(decision)
        let lsb = Float(planned.lsbMicrovolts)
        for (place, channel) in channels.enumerated() {
            let reading = groups[channel / 8][channel % 8]
            minima[place].append(decision.isMeasured ? Float(reading.lowestCount) * lsb : .nan)
            maxima[place].append(decision.isMeasured ? Float(reading.highestCount) * lsb : .nan)
        }
        for (pattern, channels) in featureChannels.enumerated() {
            let scale = FeatureScale(planned, pattern: pattern)
            for (place, channel) in channels.enumerated() {
                let value =
                    decision.isMeasured ? scale.measured(groups[channel / 8][channel % 8]) : nil
                features[pattern][place].append(value.map { Float($0) } ?? .nan)
            }
        }
        if decision.change == .termination || decision.change == .timeout
            || (decision.state == .safe && endSeconds == nil && seconds > onsetSeconds)
        {
            if endSeconds == nil, onsetSeconds > 0 { endSeconds = seconds }
        }
    }

    /// Hops that a gap left out, so that time stays true to scale.
    private mutating func fillGap(before seconds: Double, _ planned: PlannedLoop) {
        guard let first = firstSeconds else { return }
        let missing =
            Int(((seconds - first) / planned.hopSeconds).rounded()) - 1 - decisions.count
        let room = Int(PictureRecorder.secondsMax / planned.hopSeconds) - decisions.count
        for _ in 0..<max(0, min(missing, room)) {
            var nothing = Decision()
            nothing.state = .safe
            decisions.append(nothing)
            for place in channels.indices {
                minima[place].append(.nan)
                maxima[place].append(.nan)
            }
            for pattern in features.indices {
                for place in features[pattern].indices { features[pattern][place].append(.nan) }
            }
        }
    }

    func isComplete(_ decision: Decision, _ planned: PlannedLoop) -> Bool {
        let seconds = planned.seconds(ofFrame: decision.endFrame)
        if seconds - (firstSeconds ?? seconds) >= PictureRecorder.secondsMax { return true }
        guard let end = endSeconds else { return false }
        return seconds >= end + PictureRecorder.secondsAfter
    }

    /// A learned detector's score against its threshold, in place of patterns.
    private func learnedPicture(_ planned: PlannedLoop) -> PatternPicture? {
        guard planned.model != nil else { return nil }
        let unit = LearnedDesign.scoreUnit
        let scores = decisions.map { decision -> Float in
            decision.isMeasured ? Float(Double(decision.votes.cast[0]) / unit) : .nan
        }
        let threshold = decisions.last { $0.isMeasured }.map { Double($0.votes.needed[0]) / unit }
        // Tenths of a unit: the strip below counts in whole numbers.
        return PatternPicture(
            title: "learned score", threshold: threshold ?? 0, unit: "units",
            series: [FeatureSeries(name: "score", values: scores)],
            votes: decisions.map { max(0, Int(10 * Double($0.votes.cast[0]) / unit)) },
            needed: decisions.map { Int(10 * Double($0.votes.needed[0]) / unit) })
    }

    func finished(_ planned: PlannedLoop) -> EpisodePicture {
        let first = firstSeconds ?? onsetSeconds
        var picture = EpisodePicture(
            number: number,
            Episode(
                onsetSeconds: onsetSeconds,
                durationSeconds: endSeconds.flatMap { $0.isFinite ? $0 - onsetSeconds : nil }),
            firstHopSeconds: first, hopSeconds: planned.hopSeconds)
        picture.microvoltsPerCount = planned.lsbMicrovolts
        picture.traces = channels.indices.map { place in
            var trace = TracePicture(
                name: planned.channelNames[channels[place]], isBad: isBad[place],
                minimum: minima[place], maximum: maxima[place])
            trace.channel = channels[place]
            return trace
        }
        for (pattern, channels) in featureChannels.enumerated() {
            let scale = FeatureScale(planned, pattern: pattern)
            picture.patterns.append(
                PatternPicture(
                    title: FeatureTitle(scale.pattern, planned).text, threshold: scale.threshold,
                    unit: scale.unit,
                    series: channels.indices.map { place in
                        var series = FeatureSeries(
                            name: planned.channelNames[channels[place]],
                            values: features[pattern][place])
                        series.channel = channels[place]
                        return series
                    },
                    votes: decisions.map { Int($0.votes.cast[pattern]) },
                    needed: decisions.map { Int($0.votes.needed[pattern]) }))
        }
        if let learned = learnedPicture(planned) { picture.patterns.append(learned) }
        picture.states = StateSpans.spans(
            of: decisions.map(\.state), firstSeconds: first, hopSeconds: planned.hopSeconds)
        return picture
    }
}
