import Stimulation

/// What a run may not show, recomputed from its pulses and decisions alone.
extension RunRecord {
    /// The first limit that the run broke, in words, or nil.
    func brokenLimit(of program: RandomProgram) -> String? {
        brokenPulse(program) ?? brokenRate() ?? brokenDose(program) ?? brokenOrder(program)
            ?? brokenLedger(program)
    }

    private func brokenPulse(_ program: RandomProgram) -> String? {
        for pulse in pulses {
            let current = Int128(pulse.amplitudeMicroamperes)
            let first = Int128(pulse.firstPhaseMicroseconds)
            let cathodes = ProgramOracle.members(pulse.cathodes)
            let anodes = ProgramOracle.members(pulse.anodes)
            if current < 1 || current > 12_000 { return "amplitude" }
            if first < 1 || first > 1_000 { return "phase" }
            if pulse.secondPhaseMicroseconds != pulse.firstPhaseMicroseconds { return "balance" }
            if cathodes.isEmpty || anodes.isEmpty { return "contacts" }
            let isSound = ProgramOracle.isCurrentSound(
                current, first, cathodes, anodes, program.model,
                complianceMillivolts: program.electrodes.complianceMillivolts)
            if !isSound { return "density or compliance" }
            for abort in aborts
            where abort > pulse.startMicroseconds
                && abort < pulse.startMicroseconds + Int64(pulse.firstPhaseMicroseconds)
            {
                return "first phase went on after an abort"
            }
        }
        return nil
    }

    private func brokenRate() -> String? {
        for (earlier, later) in zip(pulses, pulses.dropFirst()) {
            if (later.startMicroseconds - earlier.startMicroseconds) * 333 < 1_000_000 {
                return "rate"
            }
            if later.startMicroseconds < earlier.endMicroseconds { return "overlap" }
        }
        return nil
    }

    /// The largest sum of `values` in any window of `length` microseconds.
    static func largestSum(
        _ values: [(at: Int64, value: Int64)], in length: Int64
    ) -> Int64 {
        var sum: Int64 = 0
        var largest: Int64 = 0
        var oldest = 0
        for (at, value) in values {
            sum += value
            while values[oldest].at <= at - length {
                sum -= values[oldest].value
                oldest += 1
            }
            largest = max(largest, sum)
        }
        return largest
    }

    private func brokenDose(_ program: RandomProgram) -> String? {
        let caps = program.caps
        let trains = starts.map { (at: $0.firstPulse, value: Int64(1)) }
        if Self.largestSum(trains, in: hour) > Int64(caps.therapiesPerHour) { return "hour cap" }
        if Self.largestSum(trains, in: day) > Int64(caps.therapiesPerDay) { return "day cap" }
        let charges = pulses.map { (at: $0.startMicroseconds, value: $0.firstPhasePicocoulombs) }
        if Self.largestSum(charges, in: day) > caps.chargePerDayPicocoulombs { return "charge cap" }
        let active = pulses.map { (at: $0.startMicroseconds, value: $0.durationMicroseconds) }
        if Self.largestSum(active, in: hour) > 360 * second { return "duty" }
        let perEpisode = Dictionary(grouping: starts, by: \.episode)
        for (_, starts) in perEpisode
        where starts.count > Int(caps.therapiesPerEpisode)
            || starts.count > program.therapies.count
        {
            return "episode cap"
        }
        return nil
    }

    private func brokenOrder(_ program: RandomProgram) -> String? {
        for (index, start) in starts.enumerated() {
            if start.firstPulse != start.decision + Int64(program.timing.startDelayMicroseconds) {
                return "start delay"
            }
            guard index > 0 else { continue }
            let previous = starts[index - 1]
            let train = pulses.filter {
                $0.startMicroseconds >= previous.firstPulse
                    && $0.startMicroseconds < start.firstPulse
            }
            guard let last = train.last else { continue }
            let burst = program.therapies[Int(last.therapyIndex)].bursts[Int(last.burstIndex)]
            let end = last.startMicroseconds + Int64(burst.pulsePeriodMicroseconds)
            if start.decision < end + program.timing.redetectionMicroseconds {
                return "redetection"
            }
            if start.episode != previous.episode,
                start.decision < end + program.timing.refractoryMicroseconds
            {
                return "refractory"
            }
        }
        // No pulse begins outside a train, or after the abort that stopped its train.
        for pulse in pulses {
            guard let start = starts.last(where: { $0.firstPulse <= pulse.startMicroseconds })
            else {
                return "pulse without a decision"
            }
            if aborts.contains(where: { $0 >= start.decision && $0 <= pulse.startMicroseconds }) {
                return "pulse after an abort"
            }
        }
        return nil
    }

    private func brokenLedger(_ program: RandomProgram) -> String? {
        if ledger.pulsesIssued != Int64(pulses.count) { return "ledger: pulses" }
        if ledger.pulsesCut != Int64(pulses.filter(\.wasCut).count) { return "ledger: cut" }
        if ledger.pulsesRefused != 0 || state == .limiterTripped { return "limiter tripped" }
        if ledger.therapies != Int64(starts.count) { return "ledger: therapies" }
        let charge = pulses.reduce(Int64(0)) { $0 + $1.firstPhasePicocoulombs }
        if ledger.firstPhasePicocoulombs != charge { return "ledger: charge" }
        if ledger.netPicocoulombs != 0 { return "ledger: net" }
        if ledger.densityNanocoulombsPerSquareCentimetreMax > 25_000 { return "ledger: density" }
        if ledger.voltageMillivoltsMax > program.electrodes.complianceMillivolts {
            return "ledger: voltage"
        }
        if ledger.chargeOfLastDayPicocoulombsMax > program.caps.chargePerDayPicocoulombs {
            return "ledger: charge of the day"
        }
        return nil
    }
}
