import Journal
import Pipeline
import Report
import TestSupport
import Testing

@testable import RunFolder

/// What a person sees while a run goes on.
@Suite struct LiveMonitorTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test func theScreenFollowsTheRun() throws {
        var monitor: LiveMonitor?
        var states: [String] = []
        var atOnset: LiveScreen?
        var texts: [String] = []
        let run = try Run()(Noise().recording(in: folder), into: folder.file("out")) {
            report, events, context in
            if monitor == nil { monitor = LiveMonitor(context, traceCountMax: 3) }
            monitor?.take(report, events: events)
            texts += events.compactMap(\.text)
            guard let screen = monitor?.screen else { return }
            if states.last != screen.state { states.append(screen.state) }
            if report.record.decision.change == .onset { atOnset = screen }
        }
        #expect(states.prefix(3) == ["hold-off", "watching", "in episode"])
        let onset = try #require(atOnset)
        #expect(onset.traces.map(\.name) == ["N1", "N2", "N3"] && onset.hiddenTraceCount == 1)
        #expect(try #require(onset.score.last) >= 1)
        #expect(onset.traces.contains { $0.isVoting })
        #expect(onset.notes[0].text.contains("detection 1"))
        let last = try #require(monitor?.screen)
        // Series are as long as one another and no longer than is drawn.
        let length = last.score.count
        #expect(length >= Int(LiveScreen.windowSeconds / last.stepSeconds))
        #expect(last.traces.allSatisfy { $0.minimum.count == length && $0.maximum.count == length })
        #expect(last.strips.allSatisfy { $0.marks.count == length })
        #expect(last.stepCount == run.summary.decisions)
        #expect(last.strips[0].text.hasSuffix("µC") && last.strips[0].text != "0 µC")
        #expect(texts.contains { $0.hasPrefix("therapy 1 of episode 1") })
        #expect(texts.contains { $0.hasPrefix("burst 1.1") && $0.contains("µC") })
    }

    @Test func theSignalIsThatOfTheRecording() throws {
        var monitor: LiveMonitor?
        var extremes: (low: Int16, high: Int16) = (.max, .min)
        _ = try Run()(
            Noise(durationSeconds: 8, seizures: []).recording(in: folder),
            into: folder.file("out")
        ) { report, events, context in
            if monitor == nil { monitor = LiveMonitor(context, traceCountMax: 1) }
            monitor?.take(report, events: events)
            guard !report.record.isLast else { return }
            let reading = report.reading(ofChannel: 0)
            extremes.low = min(extremes.low, reading.lowestCount)
            extremes.high = max(extremes.high, reading.highestCount)
        }
        let trace = try #require(monitor?.screen.traces.first)
        #expect(trace.minimum.min() == Float(extremes.low) * 0.25)
        #expect(trace.maximum.max() == Float(extremes.high) * 0.25)
    }

    @Test func aPatientStandsBesideItsTwin() throws {
        var monitor: LiveMonitor?
        _ = try Run()(
            Noise(durationSeconds: 8, seizures: []).recording(in: folder),
            into: folder.file("out")
        ) { report, events, context in
            if monitor == nil { monitor = LiveMonitor(context, traceCountMax: 8) }
            let isLate = report.record.decision.hop > 200
            monitor?.take(
                report, events: events,
                treated: .init(ictalNodes: [], secondsInSeizure: 1),
                twin: .init(ictalNodes: isLate ? [0, 1, 2] : [], secondsInSeizure: 2.5))
        }
        let screen = try #require(monitor?.screen)
        #expect(screen.strips.map(\.label) == ["therapy", "seizure", "twin"])
        #expect(screen.strips[1].text == "1 s" && !screen.strips[1].marks.contains(true))
        #expect(screen.strips[2].text == "2.5 s")
        #expect(screen.strips[2].marks.firstIndex(of: true) == 201)
        #expect(try #require(monitor?.statusLine).contains("twin 2.5 s, 3 nodes"))
    }
}
