extension PatientParameters {
    func x0(of tissue: Tissue) -> Double {
        switch tissue {
        case .zone: seizuresPerHour.map(SeizureRate.zoneX0) ?? zoneX0
        case .propagation: propagationX0
        case .healthy: healthyX0
        }
    }

    /// Throws a `PatientError` naming the first field that cannot be simulated.
    func validate(
        channelCount: Int, rateNumerator: Int, rateDenominator: Int
    ) throws(PatientError) {
        try check("channelCount", Double(channelCount), 1...Double(StandardLayout.contactCountMax))
        try check("rateNumerator", Double(rateNumerator), 1...1_000_000_000)
        try check("rateDenominator", Double(rateDenominator), 1...1_000_000)
        try check("rate", Double(rateNumerator) / Double(rateDenominator), 100...5_000)
        try check("unitsPerSecond", unitsPerSecond, 1...10_000)
        try check("stepsPerSecond", Double(stepsPerSecond), 100...100_000)
        try validateModel()
        try validateSignal(channelCount: channelCount)
        try extras.validate()
        try validateCourse()
    }

    private func validateCourse() throws(PatientError) {
        try check("onset.amplitude", onset.amplitude, 0...10)
        try check("onset.fromHertz", onset.fromHertz, 1...200)
        try check("onset.toHertz", onset.toHertz, 1...200)
        try check("onset.fastSeconds", onset.fastSeconds, 0...60)
        try check("onset.chirpSeconds", onset.chirpSeconds, 0.1...60)
        try check("onset.ownFraction", onset.ownFraction, 0...1)
        try check("cycles.circadianX0", cycles.circadianX0, 0...1)
        try check("cycles.circadianPeakHour", cycles.circadianPeakHour, 0...24)
        try check("cycles.multidayX0", cycles.multidayX0, 0...1)
        try check("cycles.multidayPeriodDays", cycles.multidayPeriodDays, 2...60)
        try check("cycles.multidayPeakDay", cycles.multidayPeakDay, 0...60)
        try check("cycles.startHour", cycles.startHour, 0...24)
        try check("aftermath.postictalX0", aftermath.postictalX0, 0...1)
        try check("aftermath.postictalMinutes", aftermath.postictalMinutes, 0.1...1_440)
        try check("aftermath.clusterX0", aftermath.clusterX0, 0...1)
        try check("aftermath.clusterHours", aftermath.clusterHours, 0.1...240)
        try check("aftermath.clusterX0Max", aftermath.clusterX0Max, 0...1)
        try check("plasticity.x0PerKick", plasticity.x0PerKick, 0...1)
        try check("plasticity.x0FallMax", plasticity.x0FallMax, 0.001...1)
        try check("plasticity.timeConstantDays", plasticity.timeConstantDays, 0.1...3_650)
    }

    private func validateModel() throws(PatientError) {
        try check("epileptor.y0", epileptor.y0, -10...10)
        try check("epileptor.iRest1", epileptor.iRest1, -10...10)
        try check("epileptor.iRest2", epileptor.iRest2, -10...10)
        try check("epileptor.r", epileptor.r, 1e-7...0.1)
        try check("epileptor.tau2", epileptor.tau2, 0.1...1_000)
        try check("epileptor.gamma", epileptor.gamma, 1e-6...1)
        try check("nodes", Double(nodes.count), 2...64)
        for (index, node) in nodes.enumerated() {
            try check(node.position, "nodes[\(index)].position")
            if let x0 = node.x0 { try check("nodes[\(index)].x0", x0, -6...0) }
        }
        try check("zoneX0", zoneX0, -6...0)
        if let seizuresPerHour { try check("seizuresPerHour", seizuresPerHour, SeizureRate.range) }
        try check("propagationX0", propagationX0, -6...0)
        try check("healthyX0", healthyX0, -6...0)
        try check("coupling", coupling, 0...100)
        try check("couplingLengthMillimetres", couplingLengthMillimetres, 0.1...1_000)
        try check("noise1", noise1, 0...10)
        try check("noise2", noise2, 0...10)
        try check("initialPermittivityRise", initialPermittivityRise, 0...2)
        try check("criterion.enterX1", criterion.enterX1, -3...3)
        try check("criterion.leaveX1", criterion.leaveX1, -3...criterion.enterX1)
        try check("criterion.quietSeconds", criterion.quietSeconds, 0...60)
        try check("criterion.minimumSeconds", criterion.minimumSeconds, 0...600)
        if let shift = genotype.excitabilityShift {
            try check("genotype.excitabilityShift", shift, -1...1)
        } else if genotype.shift == nil {
            throw .unknown(
                field: "genotype.gene", name: genotype.gene, known: Genotype.shifts.map(\.gene))
        }
    }

    private func validateSignal(channelCount: Int) throws(PatientError) {
        if let contacts {
            guard contacts.count == channelCount else {
                throw .parameter(
                    field: "contacts", value: "\(contacts.count) positions",
                    mustBe: "one for each of the \(channelCount) channels")
            }
            for (index, contact) in contacts.enumerated() {
                try check(contact, "contacts[\(index)]")
            }
        }
        try check(
            "conduction.conductivitySiemensPerMetre", conduction.conductivitySiemensPerMetre,
            0.01...10)
        try check("conduction.floorMillimetres", conduction.floorMillimetres, 0.1...50)
        try check("microvoltsPerUnit", microvoltsPerUnit, 0...100_000)
        try check("amplifier.highPassHertz", amplifier.highPassHertz, 0...20)
        try check("amplifier.saturationMicrovolts", amplifier.saturationMicrovolts, 100...1e6)
        try check("amplifier.residualFraction", amplifier.residualFraction, 0...1)
        try check("amplifier.recoveryMilliseconds", amplifier.recoveryMilliseconds, 0.1...10_000)
        try check("stimulation.kickPerFieldImpulse", stimulation.kickPerFieldImpulse, -100...100)
        try check("stimulation.kickMax", stimulation.kickMax, 0.001...10)
        try check("stimulation.x2Fraction", stimulation.x2Fraction, -10...10)
        try check("imaging.zoneRadiusMillimetres", imaging.zoneRadiusMillimetres, 0...1_000)
        try check(
            "imaging.propagationRadiusMillimetres", imaging.propagationRadiusMillimetres, 0...1_000)
        for (index, contact) in imaging.zoneContacts.enumerated() {
            guard (0..<channelCount).contains(contact) else {
                throw .unknown(
                    field: "imaging.zoneContacts[\(index)]",
                    name: StandardLayout.contactName(contact),
                    known: StandardLayout.contactNames(count: channelCount))
            }
        }
    }
}

extension SignalExtras {
    fileprivate func validate() throws(PatientError) {
        try check("extras.pinkMicrovolts", pinkMicrovolts, 0...10_000)
        try check("extras.pinkSharedFraction", pinkSharedFraction, 0...1)
        try check("extras.mainsMicrovolts", mainsMicrovolts, 0...10_000)
        try check("extras.mainsHertz", mainsHertz, 1...1_000)
        try check("extras.electrodeMicrovolts", electrodeMicrovolts, 0...10_000)
        try check("extras.driftMicrovolts", driftMicrovolts, 0...10_000)
        try check("extras.movementMicrovolts", movementMicrovolts, 0...10_000)
        try check("extras.movementsPerHour", movementsPerHour, 0...3_600)
        try check("extras.popMicrovolts", popMicrovolts, 0...10_000)
        try check("extras.popsPerHour", popsPerHour, 0...36_000)
        try check("extras.spikeMicrovolts", spikeMicrovolts, 0...10_000)
        try check("extras.spikesPerHour", spikesPerHour, 0...7_200)
    }
}

extension StimulusPulse {
    func validate(contactCount: Int) throws(PatientError) {
        for (field, value) in [
            ("amplitudeMicroamperes", Int64(amplitudeMicroamperes)),
            ("firstPhaseMicroseconds", Int64(firstPhaseMicroseconds)),
            ("interphaseGapMicroseconds", Int64(interphaseGapMicroseconds)),
            ("secondPhaseMicroseconds", Int64(secondPhaseMicroseconds)),
        ] where value < 0 {
            throw .pulse(field: field, value: value, mustBe: "0 or more")
        }
        let used = cathodes | anodes
        let highest = 63 - used.leadingZeroBitCount
        guard highest < contactCount else {
            throw .noSuchContact(contact: highest, contactCount: contactCount)
        }
        guard cathodes != 0 || caseIsCathode else {
            throw .pulse(field: "cathodes", value: 0, mustBe: "at least one contact or the case")
        }
        guard cathodes & anodes == 0, !(caseIsCathode && caseIsAnode) else {
            throw .pulse(
                field: "anodes", value: Int64(bitPattern: anodes),
                mustBe: "other electrodes than the cathodes")
        }
    }
}

private func check(
    _ field: String, _ value: Double, _ range: ClosedRange<Double>
) throws(PatientError) {
    guard range.contains(value) else {
        throw .parameter(
            field: field, value: plain(value),
            mustBe: "from \(plain(range.lowerBound)) to \(plain(range.upperBound))")
    }
}

private func check(_ position: Position, _ field: String) throws(PatientError) {
    for (axis, value) in [("x", position.x), ("y", position.y), ("z", position.z)] {
        try check("\(field).\(axis)", value, -1_000...1_000)
    }
}
