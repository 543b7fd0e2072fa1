import Foundation
import Journal
import Planning
import Recordings
import RunFolder
import SignalSources

/// The recording that a run came from, read again by stretches as the run saw it.
package struct SourceTraces: Sendable {
    private let recording: Recording
    private let frontEnd: FrontEndPlan
    /// Its files as they were when they were found to be the run's.
    private let versions: [FileVersion?]
    /// Annotated seizures, s.
    package let seizures: [(onset: Double, end: Double)]

    /// Where a run's recording was when it was replayed; nil where its command names none.
    package static func path(of run: LeftRun) -> String? {
        let words = run.identity.command.shellWords
        guard words.count > 2, words[1] == "replay" else { return nil }
        return words.last
    }

    /// - Parameters:
    ///   - path: of the recording, or of what a capture recorded.
    ///   - tell: how far its checksums are.
    package init(_ run: LeftRun, path: String, _ tell: (RunNews) -> Void) throws {
        recording = try Recording(opening: path, encoding: nil, tell)
        versions = Self.versions(of: recording)
        let settings = try Settings(
            yaml: run.summary.settings.line, over: .standard,
            file: "\(run.folder)/summary.json: settings")
        frontEnd = try FrontEndPlan(settings.frontEnd, for: recording.channels)
        try Self.compare(frontEnd, recording, with: run)
        try Self.compareFiles(of: recording, with: run, tell)
        let spans = recording.referenceEvents?.spans(
            recordingSeconds: recording.durationSeconds)
        seizures = (spans ?? []).map { ($0.onsetSeconds, $0.endSeconds) }
    }

    private static func versions(of recording: Recording) -> [FileVersion?] {
        recording.dataPaths.map { FileVersion(ofPath: $0) }
    }

    /// What was written since is not what the run read: none of it is shown.
    private func checkVersions() throws(RunError) {
        guard Self.versions(of: recording) != versions else { return }
        throw RunError(
            "\(recording.path): was written, replaced or removed since the view was opened; its "
                + "samples are not shown any more: end quench view and begin it again")
    }

    private static func compare(
        _ frontEnd: FrontEndPlan, _ recording: Recording, with run: LeftRun
    ) throws(RunError) {
        let told = run.summary.recording
        guard frontEnd.outputs.map(\.name) == run.summary.signalQuality.map(\.name) else {
            throw RunError("\(recording.path): its channels are not the run's")
        }
        guard abs(frontEnd.rate.samplesPerSecond - told.samplingRateHertz) < 1e-6 else {
            throw RunError(
                "\(recording.path): has \(frontEnd.rate), the run had "
                    + "\(decimal(told.samplingRateHertz, 3)) Hz")
        }
        guard recording.durationSeconds >= (told.toSeconds ?? 0) - 1 else {
            throw RunError("\(recording.path): is shorter than the run")
        }
    }

    /// What a run read has checksums; what it wrote itself has none.
    private static func compareFiles(
        of recording: Recording, with run: LeftRun, _ tell: (RunNews) -> Void
    ) throws(RunError) {
        let known = run.identity.files.filter { $0.role == "recording" }
        guard !known.isEmpty else { return }
        var found = RunIdentity(
            command: "", programVersion: "",
            files: recording.dataPaths.map { FileIdentity(role: "recording", path: $0) })
        func problem(_ name: String) -> RunError {
            RunError("\(recording.path): \(name) is no longer the file that the run read")
        }
        guard found.files.count == known.count else { throw problem("the recording") }
        for (file, other) in zip(known, found.files) where file.bytes != other.bytes {
            throw problem(file.name)
        }
        tell(.begins("checksums", total: 1, isSignal: false))
        found.hashFiles { tell(.reached($0)) }
        tell(.ends)
        for (file, other) in zip(known, found.files) {
            guard let sum = file.sha256, sum == other.sha256 else { throw problem(file.name) }
        }
    }

    /// The lowest and highest counts of a stretch, as the loop had them; a reader of its own each time,
    /// so that any thread may ask.
    package func read(
        frames: Range<Int64>, framesPerRow: Int, channelCount: Int
    ) throws -> TraceSpan {
        let rows = (frames.count + framesPerRow - 1) / framesPerRow
        var span = TraceSpan(rows: rows, channelCount: channelCount, framesPerRow: framesPerRow)
        guard rows > 0 else { return span }
        try checkVersions()
        let rate = frontEnd.rate.samplesPerSecond
        // Half a frame, so that no rounding leaves the first or the last out.
        var source = try RecordingSource(
            recording, frontEnd, from: max(0, (Double(frames.lowerBound) - 0.5) / rate),
            to: min(recording.durationSeconds, (Double(frames.upperBound) + 0.5) / rate))
        let groups = source.frontEnd.groupCount, shown = min(groups, (channelCount + 7) / 8)
        let framesMax = 1_024
        var counts = [SIMD8<Int16>](repeating: .zero, count: framesMax * groups)
        var low = [SIMD8<Int16>](repeating: .init(repeating: .max), count: rows * shown)
        var high = [SIMD8<Int16>](repeating: .init(repeating: .min), count: rows * shown)
        let missing = SIMD8<Int16>(repeating: FrontEnd.missingCount)
        while true {
            var room = counts.mutableSpan
            guard let read = try source.read(into: &room, framesMax: framesMax) else { break }
            for frame in 0..<read.frameCount {
                let index = read.firstFrame + Int64(frame)
                guard frames.contains(index) else { continue }
                let row = Int(index - frames.lowerBound) / framesPerRow
                for group in 0..<shown {
                    let value = counts[frame * groups + group], place = row * shown + group
                    let isMissing = value .== missing
                    low[place] = pointwiseMin(
                        low[place], value.replacing(with: Int16.max, where: isMissing))
                    high[place] = pointwiseMax(high[place], value)
                }
            }
        }
        // Nor is what was written meanwhile.
        try checkVersions()
        for row in 0..<rows {
            for channel in 0..<channelCount {
                let place = row * shown + channel / 8, lane = channel % 8
                span.low[row * channelCount + channel] = low[place][lane]
                span.high[row * channelCount + channel] = high[place][lane]
            }
        }
        return span
    }
}

extension String {
    /// The words of a command that is quoted for a POSIX shell by apostrophes.
    var shellWords: [String] {
        var words: [String] = []
        var word: String?
        var isQuoted = false, isEscaped = false
        for character in self {
            switch character {
            case _ where isEscaped: (word, isEscaped) = ((word ?? "") + String(character), false)
            case "'": (word, isQuoted) = (word ?? "", !isQuoted)
            case "\\" where !isQuoted: isEscaped = true
            case " " where !isQuoted:
                if let whole = word { words.append(whole) }
                word = nil
            default: word = (word ?? "") + String(character)
            }
        }
        return words + (word.map { [$0] } ?? [])
    }
}
