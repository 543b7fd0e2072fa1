import Journal
import Report

extension RunResult {
    /// How a paced run kept up with the clock; nil for one that followed none.
    var realTime: RunSummary.RealTime? {
        guard let timing else { return nil }
        var realTime = RunSummary.RealTime(
            computeLatencyMicroseconds: timing.compute.summary(unitNanoseconds: 1_000),
            sampleToActuatorLatencyMilliseconds:
                timing.sampleToActuator.summary(unitNanoseconds: 1_000_000),
            stampsLost: timing.stampsLost,
            grants: outcome.grants.map {
                RunSummary.Grant(
                    name: $0.name, asked: $0.asked, granted: $0.granted, isGranted: $0.isGranted,
                    problem: $0.problem)
            })
        realTime.latencyRowsLost = timing.latencyRowsLost
        realTime.deadlines = deadlines(timing)
        if capture != nil {
            realTime.deviceLatencyMicroseconds = timing.device.summary(unitNanoseconds: 1_000)
            realTime.programLatencyMicroseconds = timing.program.summary(unitNanoseconds: 1_000)
        }
        return realTime
    }

    private func deadlines(_ timing: TimingLog) -> RunSummary.Deadlines {
        let budget = outcome.budgetNanoseconds.map { Double($0) / 1e6 }
        // From the hop's first sample to its last there is one period less than it has frames.
        let hop = context.hopSeconds * 1_000 - 1_000 / context.planned.signal.rateHertz
        return RunSummary.Deadlines(
            missedDeadlines: budget.map { _ in missedDeadlines }, budgetMilliseconds: budget,
            computeLimitMilliseconds: budget.map { $0 - hop - startDelayMilliseconds },
            overruns: overruns + (capture?.overruns ?? 0),
            framesLost: Int(outcome.framesDropped) + (capture?.framesMissing ?? 0),
            therapiesWithheld: timing.therapiesWithheld,
            safeStateSeconds: Double(timing.safeHops) * context.hopSeconds)
    }

    private var startDelayMilliseconds: Double {
        Double(context.planned.plan.stimulation.timing.startDelayMicroseconds) / 1_000
    }

    /// Hops that the full ring dropped: no decision was made on them at all.
    private var hopsDropped: Int {
        let hopFrames = Int(context.planned.plan.detection.hopFrames)
        return (Int(outcome.framesDropped) + hopFrames - 1) / hopFrames
    }

    /// Why a run that must keep its deadlines fails; nil where it kept them.
    package var missProblem: String? {
        guard missedDeadlines > 0 || hopsDropped > 0 else { return nil }
        let missed = missedDeadlines > 0 ? "\(missedDeadlines) late" : ""
        let dropped = hopsDropped > 0 ? "\(hopsDropped) never made" : ""
        return "deadlines were missed: of \(decisions + hopsDropped) decisions "
            + [missed, dropped].filter { !$0.isEmpty }.joined(separator: ", ")
    }

    /// The headline of a paced run.
    var deadlineVerdict: Verdict? {
        guard let deadlines = realTime?.deadlines else { return nil }
        let isBad = (deadlines.missedDeadlines ?? 0) > 0 || deadlines.framesLost > 0
        var text = "No deadline at this pace"
        if let missed = deadlines.missedDeadlines, let budget = deadlines.budgetMilliseconds {
            text =
                missed == 0
                ? "No decision late of \(decisions), budget \(decimal(budget)) ms"
                : "\(missed) of \(decisions) decisions late, budget \(decimal(budget)) ms"
        }
        text += "; \(counted(deadlines.overruns, "overrun", "overruns"))"
        text += ", \(counted(deadlines.framesLost, "frame", "frames")) lost"
        if isBad || deadlines.safeStateSeconds > 0 {
            text +=
                "; withheld: \(counted(deadlines.therapiesWithheld, "therapy", "therapies")), "
                + "\(decimal(deadlines.safeStateSeconds)) s in the safe state"
        }
        let tone: Tone = deadlines.missedDeadlines == nil ? .neutral : .good
        return Verdict(text + ".", tone: isBad ? .bad : hasFailed ? .neutral : tone)
    }

    var latencyRows: [LatencyRow] {
        guard let timing, let deadlines = realTime?.deadlines else { return [] }
        var rows = [
            LatencyRow("compute", timing.compute, limit: deadlines.computeLimitMilliseconds)
        ]
        if capture != nil {
            rows.append(LatencyRow("of it the device", timing.device, limit: nil))
            rows.append(LatencyRow("of it Quench", timing.program, limit: nil))
        }
        rows.append(
            LatencyRow(
                "sample to actuator", timing.sampleToActuator, limit: deadlines.budgetMilliseconds))
        return rows
    }

    var deadlineFigures: [KeyFigure] {
        guard let deadlines = realTime?.deadlines, let missed = deadlines.missedDeadlines,
            let budget = deadlines.budgetMilliseconds, let timing
        else { return [] }
        let worst = timing.sampleToActuator.largestNanoseconds / 1e6
        return [
            KeyFigure(
                label: "decisions late", value: "\(missed)", note: "of \(decisions)",
                tone: missed > 0 ? .bad : .good),
            KeyFigure(
                label: "sample to actuator, worst", value: decimal((worst * 10).rounded() / 10),
                unit: "ms", note: "budget \(decimal(budget)) ms",
                tone: worst > budget ? .bad : .neutral),
        ]
    }

    var deadlineReport: DeadlineReport? {
        guard let timing, let deadlines = realTime?.deadlines else { return nil }
        var picture = DeadlinePicture(
            histograms: [
                .init("compute", timing.compute, limit: deadlines.computeLimitMilliseconds),
                .init(
                    "sample to actuator", timing.sampleToActuator,
                    limit: deadlines.budgetMilliseconds),
            ], fromSeconds: context.firstSeconds, toSeconds: endSeconds, compute: timing.overTime)
        picture.late = timing.late.map { late in
            var span = late.span
            span.label = "\(late.count) late"
            return span
        }
        var notes = [
            "Compute: from the instant the hop's last sample was due to the actuator's command. "
                + "Sample to actuator: from its first sample until the command acts."
        ]
        if deadlines.missedDeadlines != nil {
            notes.append(
                "Late is a decision after which a first pulse edge would lie beyond the budget: the "
                    + "start delay of \(decimal(startDelayMilliseconds)) ms counts, with a pulse or "
                    + "without.")
        }
        if outcome.telemetryLost > 0 {
            notes.append(
                "The stamps of \(outcome.telemetryLost) decisions were lost and are not in it.")
        }
        return DeadlineReport(rows: latencyRows, picture: picture, notes: notes)
    }

    /// Every frame, counted once.
    var framesText: String {
        let missing = outcome.framesGiven - outcome.framesRead
        let dropped = outcome.framesDropped
        return "\(outcome.framesGiven) given = \(outcome.framesRead) read + \(missing) "
            + (capture == nil ? "missing in the recording" : "lost")
            + (dropped > 0 ? "; of those read \(dropped) dropped by the full ring" : "")
    }
}

extension LatencyRow {
    fileprivate init(_ label: String, _ distribution: Distribution, limit: Double?) {
        let value = { distribution.nanoseconds(atPercentile: $0) / 1e6 }
        self.init(
            label: label, p50: value(50), p99: value(99), p999: value(99.9),
            max: distribution.largestNanoseconds / 1e6, limit: limit)
    }
}

extension DeadlinePicture.Histogram {
    fileprivate init(_ name: String, _ distribution: Distribution, limit: Double?) {
        self.init(
            name: name,
            bars: distribution.bars.map {
                .init(
                    low: $0.nanoseconds.lowerBound / 1e6, high: $0.nanoseconds.upperBound / 1e6,
                    count: $0.count)
            }, limit: limit)
    }
}

extension Distribution {
    fileprivate func summary(unitNanoseconds: Double) -> RunSummary.Percentiles {
        let value = { nanoseconds(atPercentile: $0) / unitNanoseconds }
        return RunSummary.Percentiles(
            p50: value(50), p90: value(90), p99: value(99), p999: value(99.9),
            p9999: value(99.99), max: largestNanoseconds / unitNanoseconds)
    }
}
