extension StimulationPlan {
    /// Ranges come first, so that the products that follow are far from wrapping.
    func validate() throws(StimulationPlanError) {
        try validateTiming()
        try validateCaps()
        guard therapies.count > 0 else { return }
        try validateElectrodes()
        var index = 0
        while index < therapies.count {
            try validateTherapy(index)
            index += 1
        }
    }

    private func validateTiming() throws(StimulationPlanError) {
        typealias Limits = StimulationLimits
        try require(
            .startDelay, Int64(timing.startDelayMicroseconds), from: 0,
            through: Int64(Limits.startDelayMicrosecondsMax))
        try require(
            .blanking, Int64(timing.blankingMicroseconds), from: 0,
            through: Int64(Limits.blankingMicrosecondsMax))
        // A decision made on blanked input would be the one that started the last train.
        try require(
            .redetection, timing.redetectionMicroseconds,
            from: Int64(timing.blankingMicroseconds), through: Limits.redetectionMicrosecondsMax)
        try require(
            .refractory, timing.refractoryMicroseconds, from: 0,
            through: Limits.refractoryMicrosecondsMax)
    }

    private func validateCaps() throws(StimulationPlanError) {
        typealias Limits = StimulationLimits
        try require(
            .therapiesPerEpisode, Int64(caps.therapiesPerEpisode), from: 1,
            through: Int64(Limits.therapiesPerEpisodeMax))
        try require(
            .therapiesPerHour, Int64(caps.therapiesPerHour), from: 1,
            through: Int64(Limits.therapiesPerHourMax))
        try require(
            .therapiesPerDay, Int64(caps.therapiesPerDay), from: 1,
            through: Int64(Limits.therapiesPerDayMax))
        try require(
            .chargePerDay, caps.chargePerDayPicocoulombs, from: 1,
            through: Limits.chargePerDayPicocoulombsMax)
    }

    private func validateElectrodes() throws(StimulationPlanError) {
        try require(
            .compliance, Int64(electrodes.complianceMillivolts), from: 1,
            through: Int64(StimulationLimits.complianceMillivoltsMax))
        var index = 0
        while index <= StimulationLimits.contactCountMax {
            if electrodes.usable.contains(index) {
                try require(
                    .impedance, Int64(electrodes.impedanceOhms(of: index)), from: 1,
                    through: Int64(StimulationLimits.impedanceOhmsMax), electrode: index)
                try require(
                    .area, Int64(electrodes.areaSquareMicrometres(of: index)),
                    from: Int64(StimulationLimits.areaSquareMicrometresMin),
                    through: Int64(StimulationLimits.areaSquareMicrometresMax), electrode: index)
            }
            index += 1
        }
    }

    private func validateTherapy(_ index: Int) throws(StimulationPlanError) {
        let therapy = therapies.therapy(index)
        try validateBurst(therapy.burst(0), index, 0)
        if therapy.burstCount > 1 {
            try validateBurst(therapy.burst(1), index, 1)
            try require(
                .burstPause, Int64(therapy.pauseMicroseconds), from: 0,
                through: Int64(StimulationLimits.burstPauseMicrosecondsMax), index)
        }
        try require(
            .trainCharge, therapy.chargePicocoulombs, from: 1,
            through: caps.chargePerDayPicocoulombs, index)
    }

    private func validateBurst(
        _ burst: BurstProgram, _ therapy: Int, _ index: Int
    ) throws(StimulationPlanError) {
        typealias Limits = StimulationLimits
        try require(
            .amplitude, Int64(burst.amplitudeMicroamperes), from: 1,
            through: Int64(Limits.amplitudeMicroamperesMax), therapy, index)
        try require(
            .pulseWidth, Int64(burst.pulseWidthMicroseconds),
            from: Int64(Limits.pulseWidthMicrosecondsMin),
            through: Int64(Limits.pulseWidthMicrosecondsMax), therapy, index)
        try require(
            .interphaseGap, Int64(burst.interphaseGapMicroseconds), from: 0,
            through: Int64(Limits.interphaseGapMicrosecondsMax), therapy, index)
        try require(
            .pulsePeriod, Int64(burst.pulsePeriodMicroseconds),
            from: Int64(Limits.pulsePeriodMicrosecondsMin),
            through: Int64(Limits.pulsePeriodMicrosecondsMax), therapy, index)
        try require(
            .pulseDuration, burst.pulseMicroseconds, from: 0,
            through: Int64(burst.pulsePeriodMicroseconds), therapy, index)
        try require(
            .pulseCount, Int64(burst.pulseCount), from: 1, through: Int64(Int32.max), therapy,
            index)
        try require(
            .burstDuration, burst.burstMicroseconds, from: 0,
            through: Int64(Limits.burstMicrosecondsMax), therapy, index)
        try validateContacts(burst, therapy, index)
    }

    private func validateContacts(
        _ burst: BurstProgram, _ therapy: Int, _ index: Int
    ) throws(StimulationPlanError) {
        try requireUsable(.cathodes, burst.cathodes, therapy, index)
        try requireUsable(.anodes, burst.anodes, therapy, index)
        guard burst.cathodes.isDisjoint(with: burst.anodes) else {
            throw StimulationPlanError(
                .anodes, .overlapping, therapyIndex: therapy, burstIndex: index,
                value: Int64(burst.cathodes.rawValue & burst.anodes.rawValue))
        }
        let charge = burst.chargePerPhasePicocoulombs
        let density = max(
            electrodes.densityNanocoulombsPerSquareCentimetre(
                chargePicocoulombs: charge, contacts: burst.cathodes),
            electrodes.densityNanocoulombsPerSquareCentimetre(
                chargePicocoulombs: charge, contacts: burst.anodes))
        try require(
            .chargeDensity, density, from: 0,
            through: StimulationLimits.densityNanocoulombsPerSquareCentimetreMax, therapy, index)
        let voltage = electrodes.voltageMillivolts(
            amplitudeMicroamperes: burst.amplitudeMicroamperes, cathodes: burst.cathodes,
            anodes: burst.anodes)
        try require(
            .voltage, Int64(voltage), from: 0, through: Int64(electrodes.complianceMillivolts),
            therapy, index)
    }

    private func requireUsable(
        _ field: StimulationPlanError.Field, _ contacts: ContactSet, _ therapy: Int, _ burst: Int
    ) throws(StimulationPlanError) {
        guard !contacts.isEmpty else {
            throw StimulationPlanError(field, .empty, therapyIndex: therapy, burstIndex: burst)
        }
        let missing = contacts.subtracting(electrodes.usable)
        guard missing.isEmpty else {
            throw StimulationPlanError(
                field, .unusable, therapyIndex: therapy, burstIndex: burst,
                value: Int64(missing.rawValue))
        }
    }

    private func require(
        _ field: StimulationPlanError.Field, _ value: Int64, from minimum: Int64,
        through maximum: Int64, _ therapy: Int = -1, _ burst: Int = -1, electrode: Int = -1
    ) throws(StimulationPlanError) {
        guard value >= minimum else {
            throw StimulationPlanError(
                field, .belowMinimum, therapyIndex: therapy, burstIndex: burst,
                electrodeIndex: electrode, value: value, limit: minimum)
        }
        guard value <= maximum else {
            throw StimulationPlanError(
                field, .aboveMaximum, therapyIndex: therapy, burstIndex: burst,
                electrodeIndex: electrode, value: value, limit: maximum)
        }
    }
}
