import Foundation
import Recordings
import Report
import TestSupport
import Testing

@testable import RunFolder

/// Signals that are bad, few, many, or interrupted.
@Suite struct SignalTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test(arguments: [1, 8, 9, 300]) func anyNumberOfChannels(count: Int) throws {
        let noise = Noise(channelCount: count, rateHertz: 100, durationSeconds: 14)
        let run = try Run()(noise.recording(in: folder), into: folder.file("out"))
        #expect(run.summary.recording.channels == count)
        #expect(run.summary.signalQuality.map(\.name) == (1...count).map { "N\($0)" })
        // A pattern that did not decide is on record.
        let isLeftOut = run.summary.notes?.contains { $0.contains("it needs 6 channels") }
        #expect(isLeftOut == (count < 6))
        #expect(run.summary.episodes.count == 1)
        let names = run.summary.episodes[0].explanation.map(\.channel)
        #expect(!names.isEmpty && Set(names).isSubset(of: Set((1...count).map { "N\($0)" })))
    }

    @Test func withoutAGoodChannelTheLoopIsSafe() throws {
        let noise = Noise(durationSeconds: 8, noisyChannelCount: 0)
        let run = try Run()(noise.recording(in: folder), into: folder.file("out"))
        #expect(run.summary.episodes.isEmpty)
        #expect(run.summary.counts.safeStates == 1)
        let change = try #require(run.events(.stateChanged).first)
        #expect(change["to"]?.text == "safe state")
        #expect(change["reason"]?.text == "too few channels without a fault")
        #expect(run.summary.signalQuality.allSatisfy { $0.faults == ["flat"] && $0.badSeconds > 7 })
        #expect(run.events(.channelQuality).count == 4)
    }

    @Test func aBadChannelIsNamedAndTheOthersGoOn() throws {
        let noise = Noise(noisyChannelCount: 3)
        let run = try Run()(noise.recording(in: folder), into: folder.file("out"))
        #expect(run.summary.episodes.count == 1)
        #expect(run.summary.signalQuality.map(\.faults) == [[], [], [], ["flat"]])
        #expect(!run.summary.episodes[0].explanation.map(\.channel).contains("N4"))
        #expect(run.events(.channelQuality).allSatisfy { $0["channel"]?.text == "N4" })
    }

    /// No sample at all from the start: the first hop is already a safe one.
    @Test func samplesThatAreNoNumberAreMissing() throws {
        let recording = try brainVision { _, _ in .nan }
        let run = try Run()(recording, into: folder.file("out"))
        #expect(run.summary.episodes.isEmpty)
        #expect(run.result.outcome.source.frontEnd.missingSamples == 4 * 14 * 200)
        #expect(run.summary.counts.safeStates == 1)
        #expect(run.events(.stateChanged).first?["to"]?.text == "safe state")
        #expect(run.summary.signalQuality.allSatisfy { $0.faults.contains("missing") })
    }

    @Test func aFewSamplesThatAreNoNumberStopOneChannelOnly() throws {
        var random = SplitMix64(seed: 5)
        let recording = try brainVision { channel, frame in
            let wave = frame >= 2_000 ? Float(seizureWave(at: Double(frame) / 200)) / 4 : 0
            let value = Float.random(in: -50...50, using: &random) + wave
            return channel == 2 && frame % 100 == 0 ? .infinity - .infinity : value
        }
        let run = try Run()(recording, into: folder.file("out"))
        #expect(run.result.outcome.source.frontEnd.missingSamples == 28)
        #expect(
            run.summary.signalQuality.map { $0.faults.contains("missing") } == [
                false, false, true, false,
            ])
        #expect(run.summary.episodes.count == 1)
        #expect(run.summary.counts.safeStates == 0)
    }

    /// 14 s of BrainVision floats at 200 Hz.
    private func brainVision(_ value: (Int, Int) -> Float) throws -> Recording {
        let lines = (1...4).map { "Ch\($0)=N\($0),,1,µV" }.joined(separator: "\n")
        try folder.write(
            """
            Brain Vision Data Exchange Header File Version 1.0
            [Common Infos]
            Codepage=UTF-8
            DataFile=$b.eeg
            DataFormat=BINARY
            DataOrientation=MULTIPLEXED
            NumberOfChannels=4
            SamplingInterval=5000
            [Binary Infos]
            BinaryFormat=IEEE_FLOAT_32
            [Channel Infos]
            \(lines)
            """, to: "floats.vhdr")
        var data = Data()
        for frame in 0..<14 * 200 {
            for channel in 0..<4 {
                let bits = value(channel, frame).bitPattern.littleEndian
                unsafe withUnsafeBytes(of: bits) { unsafe data.append(contentsOf: $0) }
            }
        }
        try data.write(to: URL(fileURLWithPath: folder.file("floats.eeg")))
        return try Recording(opening: folder.file("floats.vhdr"))
    }

    @Test func aGapIsJournalledAndLeavesAHole() throws {
        let noise = Noise(durationSeconds: 26, seizures: [90..<91], gaps: [12: 7.5])
        let run = try Run()(noise.recording(in: folder), into: folder.file("out"))
        let gap = try #require(run.events(.gap).first)
        #expect(run.events(.gap).count == 1)
        #expect(gap.frame == 2_400 && gap.timeSeconds == 12)
        #expect(gap["missingFrames"]?.integer == 1_500)
        #expect(run.summary.counts.gaps == 1 && run.summary.counts.framesMissingInGaps == 1_500)
        #expect(run.summary.counts.framesRead == 26 * 200)
        #expect(run.summary.counts.safeStates == 1)
        let changes = run.events(.stateChanged).filter { $0.timeSeconds > 12 }
        #expect(changes.map { $0["to"]?.text } == ["safe state", "watching"])
        #expect(changes.first?["reason"]?.text == "gap in the recording")
        let armed = try #require(changes.last)
        #expect(abs(armed.timeSeconds - (19.5 + 5)) < 0.05)
        // Nothing is claimed of the gap itself, and the strip stays true to scale.
        for span in run.result.states {
            #expect(span.endSeconds <= 12 || span.startSeconds >= 19.4, "\(span)")
        }
        let strip = run.result.score
        let end = strip.firstSeconds + strip.binSeconds * Double(strip.minimum.count)
        #expect(abs(end - 33.5) < 2 * strip.binSeconds)
        let hole = strip.minimum.indices.filter { strip.minimum[$0].isNaN }
        #expect(abs(Double(hole.count) * strip.binSeconds - 7.5) < 2 * strip.binSeconds)
        #expect(run.summary.recording.durationSeconds == 33.5)
    }

    /// A state that lasts on both sides of a gap is two stretches.
    @Test func aStateDoesNotSpanAGap() throws {
        let noise = Noise(durationSeconds: 8, seizures: [90..<91], gaps: [2: 3])
        let run = try Run()(noise.recording(in: folder), into: folder.file("out"))
        let first = try #require(run.result.states.first)
        #expect(first.startSeconds == 0 && first.endSeconds == 2)
        let second = try #require(run.result.states.dropFirst().first)
        #expect(abs(second.startSeconds - 5) < 1e-9)
    }

    /// Almost 30 years without a sample must not take longer than a second without one.
    @Test func aVeryLongGapCostsNothing() throws {
        let noise = Noise(durationSeconds: 4, gaps: [2: 9e8])
        let run = try Run()(noise.recording(in: folder), into: folder.file("out"))
        #expect(run.summary.counts.framesMissingInGaps == 180_000_000_000)
        let strip = run.result.score
        let end = strip.firstSeconds + strip.binSeconds * Double(strip.minimum.count)
        #expect(abs(end - 900_000_004) < 2 * strip.binSeconds)
    }

    @Test(arguments: [1, 2, 5, 63, 64, 65, 1_000, 12_345]) func skippingIsAppendingNothing(
        count: Int
    ) {
        var skipped = Envelope(stepSeconds: 0.1, binCountMax: 16)
        var appended = skipped
        for value: Float in [1, 5, 2] {
            skipped.append(value)
            appended.append(value)
        }
        skipped.skip(count)
        for _ in 0..<count { appended.append(.nan) }
        skipped.append(3)
        appended.append(3)
        #expect(skipped.valuesPerBin == appended.valuesPerBin)
        #expect(skipped.minimum.map(\.bitPattern) == appended.minimum.map(\.bitPattern))
        #expect(skipped.maximum.map(\.bitPattern) == appended.maximum.map(\.bitPattern))
    }
}
