import Alsa
import Foundation
import Latency
import Pipeline
import Planning
import Realtime
import Recordings
import SignalSources

/// One latency measurement, made ready: every mistake is found before the clock starts.
package struct LatencyBench {
    private let options: Options
    private let isStopped: @Sendable () -> Bool
    private let latencyRun: LatencyRun
    private let hopCount: Int
    private let earlier: LatencyMeasurement?

    /// A day of the default hops. What is kept of each is some 90 bytes, locked in memory.
    package static let hopCountMax = 12_000_000

    /// - Parameter isStopped: true once the measurement is to end; asked from several threads.
    package init(
        _ options: Options, isStopped: @escaping @Sendable () -> Bool, _ tell: (RunNews) -> Void
    ) throws {
        self.options = options
        self.isStopped = isStopped
        try options.files.tryOut()
        let (planned, source) =
            try options.recording.map { try Self.recorded($0, options) }
            ?? options.device.map { try Self.captured($0, options, isStopped, tell) }
            ?? Self.generated(options)
        hopCount =
            Int(source.frameRange.upperBound - source.frameRange.lowerBound)
            / Int(planned.plan.detection.hopFrames)
        guard hopCount > 0 else {
            throw SettingsError(field: "--duration", problem: "is shorter than a hop")
        }
        guard hopCount <= Self.hopCountMax else {
            throw SettingsError(
                field: "--duration",
                problem: "makes \(hopCount) decisions; at most \(Self.hopCountMax) are kept")
        }
        earlier = try options.comparison.map { path in
            let earlier = try LatencyMeasurement(contentsOf: path)
            let signal: MeasuredSignal =
                options.recording != nil
                ? .recording : options.device != nil ? .device : .generated
            try earlier.check(
                against: LatencyJob(
                    channels: planned.signal.channelNames.count,
                    rateHertz: planned.signal.rateHertz,
                    hopFrames: Int(planned.plan.detection.hopFrames), signal: signal))
            return earlier
        }
        let segmentHops = LatencySegments.hopsPerSegment(
            of: hopCount, hopNanoseconds: Int64(planned.hopSeconds * 1e9))
        guard earlier == nil || hopCount / segmentHops > LatencySegments.countMin else {
            throw SettingsError(
                field: "--duration",
                problem:
                    "is too short to compare; measure \(LatencySegments.countMin + 1) s or more")
        }
        latencyRun = LatencyRun(
            planned: planned, source: source, budgetMilliseconds: options.budgetMilliseconds,
            realtime: options.isOrdinary ? nil : RealtimeRequest())
        for note in planned.notes { tell(.note(note)) }
    }

    /// Measures, and writes the files that were asked for.
    ///
    /// - Parameters:
    ///   - command: what repeats the measurement, for the report.
    ///   - show: called after each hop.
    ///   - onTap: gets copies of the frames that the loop takes, before the first.
    package func run(
        programVersion: String, command: String,
        show: (borrowing HopReport) -> Void = { _ in },
        onTap: (@Sendable (FrameTap) -> Void)? = nil, _ tell: (RunNews) -> Void
    ) throws -> LatencyResult {
        var result = try measure(show, onTap, tell)
        if let earlier, !result.compare(with: earlier) {
            tell(.warning("\(earlier.path): is not compared: too little was measured"))
        }
        try options.files.write(result, programVersion: programVersion, command: command)
        return result
    }

    /// The loop that is measured.
    package var planned: PlannedLoop { latencyRun.planned }
    /// How long it is measured, s.
    package var seconds: Double { Double(hopCount) * planned.hopSeconds }

    private func measure(
        _ show: (borrowing HopReport) -> Void, _ onTap: (@Sendable (FrameTap) -> Void)?,
        _ tell: (RunNews) -> Void
    ) throws -> LatencyResult {
        var load: LoadProcesses?
        if let arguments = options.loadArguments {
            load = try LoadProcesses(executable: OwnPath.executable(), arguments: arguments)
        }
        defer { load?.end() }
        let note = load.map { "\($0.count) processes of load" } ?? ""
        let rate = latencyRun.planned.signal.rateHertz
        let hopSeconds = Double(latencyRun.planned.plan.detection.hopFrames) / rate
        tell(.begins("latency", total: Double(hopCount) * hopSeconds))
        defer { tell(.ends) }
        return try latencyRun.run(isStopped: isStopped, show: show, onTap: onTap) { decisions in
            tell(.reached(Double(decisions) * hopSeconds, note: note))
        }
    }
}
