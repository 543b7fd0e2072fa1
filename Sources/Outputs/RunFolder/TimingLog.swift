import Journal
import Pipeline
import Report

/// How a paced run keeps up with the clock, hop by hop: durations as histograms, and where in time the
/// late decisions lie. Memory is bounded by the seconds in which there are some.
struct TimingLog: Sendable {
    /// Whether the stamps of every hop are written.
    let keepsStamps: Bool
    /// Of a run at the pace of real time.
    private(set) var minutes: LatencyMinutes?
    private(set) var compute = Distribution()
    /// What of it is a capture device's, and what is the program's.
    private(set) var device = Distribution()
    private(set) var program = Distribution()
    private(set) var sampleToActuator = Distribution()
    /// Compute latency over the run, ms.
    private(set) var overTime: Envelope
    /// Late decisions; those less than a second apart are one span.
    private(set) var late: [(span: Report.Span, count: Int)] = []
    /// Therapies decided on too late to be given.
    private(set) var therapiesWithheld = 0
    private(set) var safeHops = 0
    /// Lines of stamps, and of latencies a minute, that could not be written.
    var stampsLost = 0
    var latencyRowsLost = 0
    private let hopSeconds: Double
    private let rateHertz: Double

    /// Nil for a run that follows no clock.
    init?(_ context: RunContext) {
        if context.pace == .unpaced { return nil }
        hopSeconds = context.hopSeconds
        rateHertz = context.planned.signal.rateHertz
        keepsStamps = context.keepsStamps && context.isInRealTime
        minutes = context.isInRealTime ? LatencyMinutes(hasDevice: context.hasDevice) : nil
        overTime = Envelope(firstSeconds: context.firstSeconds, stepSeconds: hopSeconds)
    }

    /// Takes a hop that ends at a time; what is to be written.
    mutating func take(_ record: HopRecord, atSeconds seconds: Double) -> [RunWriter.Job] {
        let stamps = record.stamps
        compute.record(nanoseconds: stamps.computeNanoseconds)
        device.record(nanoseconds: stamps.heldByDevice)
        program.record(nanoseconds: stamps.programNanoseconds)
        sampleToActuator.record(nanoseconds: stamps.sampleToActuatorNanoseconds)
        overTime.append(Float(stamps.computeNanoseconds) / 1e6)
        if record.decision.state == .safe { safeHops += 1 }
        if record.isLate { enterLate(record, seconds) }
        let acquired = Double(record.decision.endFrame - 1) / rateHertz
        var jobs: [RunWriter.Job] = keepsStamps ? [.stamps(record)] : []
        if let minute = minutes?.take(record, atSeconds: acquired) {
            jobs.append(.latencies(minute))
        }
        return jobs
    }

    /// What is still to be written at the run's end.
    mutating func finish() -> [RunWriter.Job] {
        guard let minute = minutes?.finish() else { return [] }
        return [.latencies(minute)]
    }

    /// Leaves room for hops that are missing.
    mutating func skip(_ hops: Int) { overTime.skip(hops) }

    private mutating func enterLate(_ record: HopRecord, _ seconds: Double) {
        if case .started = record.decision.response { therapiesWithheld += 1 }
        if let last = late.indices.last, seconds - late[last].span.endSeconds < 1 {
            late[last].span.endSeconds = seconds
            late[last].count += 1
        } else {
            late.append((Report.Span(startSeconds: seconds - hopSeconds, endSeconds: seconds), 1))
        }
    }
}

extension RunWriter.Job {
    /// A hop's stamps.
    static func stamps(_ record: HopRecord) -> RunWriter.Job {
        let stamps = record.stamps
        return .stamps(
            hop: record.decision.hop,
            [
                stamps.acquiredFirst, stamps.acquiredLast, stamps.enqueued, stamps.dequeued,
                stamps.decided, stamps.commanded, stamps.actuated,
            ], isLate: record.isLate)
    }
}
