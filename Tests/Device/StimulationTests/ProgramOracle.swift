import Stimulation

/// What is wrong with a programme or with the pulses it gave, worked out apart from the module's
/// arithmetic: exact, in 128 bits, from the limits as the design states them.
enum ProgramOracle {
    typealias Field = StimulationPlanError.Field

    /// Every field that breaks a limit.
    static func faults(of program: RandomProgram) -> Set<Field> {
        var faults: Set<Field> = []
        func check(_ field: Field, _ isSound: Bool) { if !isSound { faults.insert(field) } }
        let timing = program.timing
        check(.startDelay, (0...50_000).contains(timing.startDelayMicroseconds))
        check(.blanking, (0...10_000_000).contains(timing.blankingMicroseconds))
        check(
            .redetection,
            timing.redetectionMicroseconds >= Int64(timing.blankingMicroseconds)
                && timing.redetectionMicroseconds <= 600_000_000)
        check(.refractory, (0...86_400_000_000).contains(timing.refractoryMicroseconds))
        check(.therapiesPerEpisode, (1...5).contains(program.caps.therapiesPerEpisode))
        check(.therapiesPerHour, (1...200).contains(program.caps.therapiesPerHour))
        check(.therapiesPerDay, (1...2_000).contains(program.caps.therapiesPerDay))
        check(.chargePerDay, (1...250_000_000_000).contains(program.caps.chargePerDayPicocoulombs))
        check(.compliance, (1...20_000).contains(program.electrodes.complianceMillivolts))
        for electrode in program.model.compactMap({ $0 }) {
            check(.impedance, (1...1_000_000).contains(electrode.impedance))
            check(.area, (100...2_000_000_000).contains(electrode.area))
        }
        for therapy in program.therapies {
            var charge: Int128 = 0
            for burst in therapy.bursts {
                faults.formUnion(self.faults(of: burst, in: program))
                charge +=
                    Int128(burst.amplitudeMicroamperes) * Int128(burst.pulseWidthMicroseconds)
                    * Int128(burst.pulseCount)
            }
            if therapy.bursts.count == 2 {
                check(.burstPause, (0...10_000_000).contains(therapy.pause))
            }
            check(
                .trainCharge,
                charge >= 1 && charge <= Int128(program.caps.chargePerDayPicocoulombs))
        }
        return faults
    }

    static func faults(of burst: BurstProgram, in program: RandomProgram) -> Set<Field> {
        var faults: Set<Field> = []
        func check(_ field: Field, _ isSound: Bool) { if !isSound { faults.insert(field) } }
        let period = Int128(burst.pulsePeriodMicroseconds)
        check(.amplitude, (1...12_000).contains(burst.amplitudeMicroamperes))
        check(.pulseWidth, (40...1_000).contains(burst.pulseWidthMicroseconds))
        check(.interphaseGap, (0...2_000).contains(burst.interphaseGapMicroseconds))
        // 1 to 333 Hz.
        check(.pulsePeriod, period * 333 >= 1_000_000 && period <= 1_000_000)
        check(
            .pulseDuration,
            Int128(burst.pulseWidthMicroseconds) * 2 + Int128(burst.interphaseGapMicroseconds)
                <= period)
        check(.pulseCount, burst.pulseCount >= 1)
        check(.burstDuration, period * Int128(burst.pulseCount) <= 5_000_000)
        let cathodes = members(burst.cathodes)
        let anodes = members(burst.anodes)
        func areUsable(_ members: [Int]) -> Bool {
            members.allSatisfy { $0 <= 16 && program.model[$0] != nil }
        }
        check(.cathodes, !cathodes.isEmpty && areUsable(cathodes))
        check(
            .anodes,
            !anodes.isEmpty && areUsable(anodes) && Set(cathodes).isDisjoint(with: anodes))
        if faults.contains(.cathodes) || faults.contains(.anodes) { return faults }
        let current = Int128(burst.amplitudeMicroamperes)
        let width = Int128(burst.pulseWidthMicroseconds)
        check(
            .chargeDensity,
            isDensitySound(current, width, cathodes, program.model)
                && isDensitySound(current, width, anodes, program.model))
        check(
            .voltage,
            isVoltageSound(
                current, cathodes, anodes, program.model,
                complianceMillivolts: program.electrodes.complianceMillivolts))
        return faults
    }

    static func members(_ contacts: ContactSet) -> [Int] {
        var members: [Int] = []
        for index in 0..<32 where contacts.rawValue >> UInt32(index) & 1 == 1 {
            members.append(index)
        }
        return members
    }

    typealias Model = [(impedance: Int32, area: Int32)?]

    /// Density on every electrode and the voltage, for a current in µA and a width in µs.
    static func isCurrentSound(
        _ current: Int128, _ width: Int128, _ cathodes: [Int], _ anodes: [Int], _ model: Model,
        complianceMillivolts: Int32
    ) -> Bool {
        isDensitySound(current, width, cathodes, model)
            && isDensitySound(current, width, anodes, model)
            && isVoltageSound(
                current, cathodes, anodes, model, complianceMillivolts: complianceMillivolts)
    }

    /// 0.25 pC/µm² on each electrode of a side.
    static func isDensitySound(
        _ current: Int128, _ width: Int128, _ side: [Int], _ model: Model
    ) -> Bool {
        side.allSatisfy { index in
            let area = Int128(model[index]?.area ?? 0)
            return 4 * current * width <= area * Int128(side.count)
        }
    }

    /// For every pair of a cathode and an anode: the sum of their voltages within compliance.
    static func isVoltageSound(
        _ current: Int128, _ cathodes: [Int], _ anodes: [Int], _ model: Model,
        complianceMillivolts: Int32
    ) -> Bool {
        for cathode in cathodes {
            for anode in anodes {
                let atCathode = current * Int128(model[cathode]?.impedance ?? 0)
                let atAnode = current * Int128(model[anode]?.impedance ?? 0)
                // Over the common denominator cathodes × anodes × 1,000.
                let both = atCathode * Int128(anodes.count) + atAnode * Int128(cathodes.count)
                let limit =
                    Int128(complianceMillivolts) * 1_000 * Int128(cathodes.count * anodes.count)
                if both > limit { return false }
            }
        }
        return true
    }
}
