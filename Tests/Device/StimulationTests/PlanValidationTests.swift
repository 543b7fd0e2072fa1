import Stimulation
import Testing

@Suite("Plan validation")
struct PlanValidationTests {
    @Test("the limits agree with each other")
    func limitsAreConsistent() { #expect(StimulationLimits.areConsistent) }

    /// One burst at a limit, the same burst one step beyond it, and the field to be named.
    struct Edge: Sendable, CustomTestStringConvertible {
        var name: String
        var field: StimulationPlanError.Field
        var limit: Int64
        var within: BurstProgram
        var beyond: BurstProgram
        var electrodes = standardElectrodes()
        var testDescription: String { name }
    }

    static let edges: [Edge] = [
        Edge(
            name: "amplitude above", field: .amplitude, limit: 12_000,
            within: standardBurst(amplitude: 12_000), beyond: standardBurst(amplitude: 12_001)),
        Edge(
            name: "amplitude below", field: .amplitude, limit: 1,
            within: standardBurst(amplitude: 1), beyond: standardBurst(amplitude: 0)),
        Edge(
            name: "width above", field: .pulseWidth, limit: 1_000,
            within: standardBurst(amplitude: 100, width: 1_000),
            beyond: standardBurst(amplitude: 100, width: 1_001)),
        Edge(
            name: "width below", field: .pulseWidth, limit: 40,
            within: standardBurst(width: 40), beyond: standardBurst(width: 39)),
        Edge(
            name: "gap above", field: .interphaseGap, limit: 2_000,
            within: standardBurst(gap: 2_000), beyond: standardBurst(gap: 2_001)),
        Edge(
            name: "gap below", field: .interphaseGap, limit: 0,
            within: standardBurst(gap: 0), beyond: standardBurst(gap: -1)),
        Edge(
            name: "rate above 333 Hz", field: .pulsePeriod, limit: 3_004,
            within: standardBurst(period: 3_004), beyond: standardBurst(period: 3_003)),
        Edge(
            name: "rate below 1 Hz", field: .pulsePeriod, limit: 1_000_000,
            within: standardBurst(period: 1_000_000, count: 5),
            beyond: standardBurst(period: 1_000_001, count: 4)),
        Edge(
            name: "pulse longer than its period", field: .pulseDuration, limit: 3_100,
            within: standardBurst(width: 600, gap: 1_900, period: 3_100),
            beyond: standardBurst(width: 600, gap: 1_901, period: 3_100)),
        Edge(
            name: "no pulse", field: .pulseCount, limit: 1, within: standardBurst(count: 1),
            beyond: standardBurst(count: 0)),
        Edge(
            name: "burst longer than 5 s", field: .burstDuration, limit: 5_000_000,
            within: standardBurst(count: 1_000), beyond: standardBurst(count: 1_001)),
        // 12 mA × 160 µs is 1,920,000 pC, which needs 7,680,000 µm².
        Edge(
            name: "density at the cathode", field: .chargeDensity, limit: 25_000,
            within: standardBurst(amplitude: 12_000, anodes: .caseElectrode),
            beyond: standardBurst(amplitude: 12_000, width: 161, anodes: .caseElectrode),
            electrodes: standardElectrodes(area: 7_680_000)),
        Edge(
            name: "density at the anode", field: .chargeDensity, limit: 25_000,
            within: standardBurst(amplitude: 12_000, cathodes: .caseElectrode),
            beyond: standardBurst(amplitude: 12_000, width: 161, cathodes: .caseElectrode),
            electrodes: standardElectrodes(area: 7_680_000)),
        Edge(
            name: "density shared by two cathodes", field: .chargeDensity, limit: 25_000,
            within: standardBurst(
                amplitude: 12_000, cathodes: contact0.union(contact1), anodes: .caseElectrode),
            beyond: standardBurst(
                amplitude: 12_000, width: 161, cathodes: contact0.union(contact1),
                anodes: .caseElectrode),
            electrodes: standardElectrodes(area: 3_840_000)),
        // 10 mA × (500 + 500) Ω is 10 V.
        Edge(
            name: "compliance", field: .voltage, limit: 10_000,
            within: standardBurst(amplitude: 10_000), beyond: standardBurst(amplitude: 10_001),
            electrodes: standardElectrodes(compliance: 10_000)),
        // 10 mA × (500 / 2 + 100) Ω is 3.5 V.
        Edge(
            name: "compliance of parallel cathodes", field: .voltage, limit: 3_500,
            within: standardBurst(
                amplitude: 10_000, cathodes: contact0.union(contact1), anodes: .caseElectrode),
            beyond: standardBurst(
                amplitude: 10_001, cathodes: contact0.union(contact1), anodes: .caseElectrode),
            electrodes: standardElectrodes(compliance: 3_500)),
    ]

    @Test("a burst at the limit is accepted, one step beyond it is not", arguments: edges)
    func burstEdges(edge: Edge) throws {
        _ = try StimulationPlan(
            therapies: list(TherapyProgram(edge.within)), electrodes: edge.electrodes)
        // In the second burst of the second therapy, so that the place is told apart.
        let therapies = list(
            TherapyProgram(standardBurst(amplitude: 100)),
            TherapyProgram(standardBurst(amplitude: 100), pauseMicroseconds: 0, then: edge.beyond))
        let error = #expect(throws: StimulationPlanError.self) {
            try StimulationPlan(therapies: therapies, electrodes: edge.electrodes)
        }
        #expect(error?.field == edge.field)
        #expect(error?.limit == edge.limit)
        #expect(error?.therapyIndex == 1)
        #expect(error?.burstIndex == 1)
    }

    struct ContactFault: Sendable {
        var cathodes: ContactSet
        var anodes: ContactSet
        var field: StimulationPlanError.Field
        var problem: StimulationPlanError.Problem
    }

    @Test(
        "contacts must exist, be usable, and be one thing at a time",
        arguments: [
            ContactFault(cathodes: .none, anodes: contact1, field: .cathodes, problem: .empty),
            ContactFault(cathodes: contact0, anodes: .none, field: .anodes, problem: .empty),
            ContactFault(
                cathodes: contact0, anodes: contact0.union(contact1), field: .anodes,
                problem: .overlapping),
            ContactFault(
                cathodes: ContactSet(rawValue: 4), anodes: contact1, field: .cathodes,
                problem: .unusable),
            ContactFault(
                cathodes: contact0, anodes: ContactSet(rawValue: 1 << 17), field: .anodes,
                problem: .unusable),
            ContactFault(
                cathodes: contact0, anodes: ContactSet(rawValue: 1 << 31), field: .anodes,
                problem: .unusable),
        ])
    func contacts(fault: ContactFault) {
        var electrodes = standardElectrodes()
        electrodes.setContact(
            2, impedanceOhms: 500, areaSquareMicrometres: 8_000_000, isUsable: false)
        let burst = standardBurst(cathodes: fault.cathodes, anodes: fault.anodes)
        let error = #expect(throws: StimulationPlanError.self) {
            try StimulationPlan(therapies: list(TherapyProgram(burst)), electrodes: electrodes)
        }
        #expect(error?.field == fault.field)
        #expect(error?.problem == fault.problem)
    }

    @Test(
        "timing at its limits and one step beyond",
        arguments: [
            (StimulationPlanError.Field.startDelay, Int64(0), Int64(50_000)),
            (.blanking, 0, 10_000_000), (.redetection, 100_000, 600_000_000),
            (.refractory, 0, 86_400_000_000),
        ])
    func timing(field: StimulationPlanError.Field, minimum: Int64, maximum: Int64) throws {
        func plan(_ value: Int64) throws(StimulationPlanError) -> StimulationPlan {
            var timing = TherapyTiming(redetectionMicroseconds: 10_000_000)
            switch field {
            case .startDelay: timing.startDelayMicroseconds = Int32(value)
            case .blanking: timing.blankingMicroseconds = Int32(value)
            case .redetection: timing.redetectionMicroseconds = value
            default: timing.refractoryMicroseconds = value
            }
            return try StimulationPlan(
                therapies: TherapyList(), electrodes: standardElectrodes(), timing: timing)
        }
        _ = try plan(minimum)
        _ = try plan(maximum)
        #expect(throws: StimulationPlanError.self) { try plan(minimum - 1) }
        #expect(throws: StimulationPlanError.self) { try plan(maximum + 1) }
    }

    @Test(
        "caps at their limits and one step beyond",
        arguments: [
            (StimulationPlanError.Field.therapiesPerEpisode, Int64(5)), (.therapiesPerHour, 200),
            (.therapiesPerDay, 2_000), (.chargePerDay, 250_000_000_000),
        ])
    func caps(field: StimulationPlanError.Field, maximum: Int64) throws {
        func plan(_ value: Int64) throws(StimulationPlanError) -> StimulationPlan {
            var caps = TherapyCaps()
            switch field {
            case .therapiesPerEpisode: caps.therapiesPerEpisode = Int32(value)
            case .therapiesPerHour: caps.therapiesPerHour = Int32(value)
            case .therapiesPerDay: caps.therapiesPerDay = Int32(value)
            default: caps.chargePerDayPicocoulombs = value
            }
            return try StimulationPlan(
                therapies: TherapyList(), electrodes: standardElectrodes(), caps: caps)
        }
        _ = try plan(1)
        _ = try plan(maximum)
        for wrong in [0, maximum + 1] {
            let error = #expect(throws: StimulationPlanError.self) { try plan(wrong) }
            #expect(error?.field == field)
            #expect(error?.value == wrong)
        }
    }

    @Test("a therapy may not need more than the charge of a day")
    func trainCharge() throws {
        // 3 mA × 160 µs × 20 pulses × 2 bursts.
        let charge: Int64 = 19_200_000
        let therapy = TherapyProgram(
            standardBurst(), pauseMicroseconds: 1_000, then: standardBurst())
        #expect(therapy.chargePicocoulombs == charge)
        _ = try StimulationPlan(
            therapies: list(therapy), electrodes: standardElectrodes(),
            caps: TherapyCaps(chargePerDayPicocoulombs: charge))
        let error = #expect(throws: StimulationPlanError.self) {
            try StimulationPlan(
                therapies: list(therapy), electrodes: standardElectrodes(),
                caps: TherapyCaps(chargePerDayPicocoulombs: charge - 1))
        }
        #expect(error?.field == .trainCharge)
        #expect(error?.burstIndex == -1)
    }

    @Test("the pause between bursts has its limit")
    func pause() throws {
        func plan(_ pause: Int32) throws(StimulationPlanError) -> StimulationPlan {
            try StimulationPlan(
                therapies: list(
                    TherapyProgram(
                        standardBurst(), pauseMicroseconds: pause, then: standardBurst())),
                electrodes: standardElectrodes())
        }
        _ = try plan(0)
        _ = try plan(10_000_000)
        #expect(throws: StimulationPlanError.self) { try plan(-1) }
        #expect(throws: StimulationPlanError.self) { try plan(10_000_001) }
    }

    @Test("impedance, area and compliance of the electrodes are checked where they are usable")
    func electrodes() throws {
        for (impedance, area, compliance) in [
            (Int32(0), Int32(8_000_000), Int32(12_000)), (1_000_001, 8_000_000, 12_000),
            (500, 0, 12_000), (500, -1, 12_000), (500, 8_000_000, 0), (500, 8_000_000, 20_001),
        ] {
            let model = standardElectrodes(
                impedance: impedance, area: area, compliance: compliance)
            #expect(throws: StimulationPlanError.self) {
                try StimulationPlan(therapies: standardTherapies(1), electrodes: model)
            }
            // Detect only needs no electrodes.
            _ = try StimulationPlan(therapies: TherapyList(), electrodes: model)
        }
    }

    @Test("lists and contacts outside their places are refused, not trapped on")
    func places() {
        var therapies = standardTherapies(5)
        #expect(therapies.append(TherapyProgram(standardBurst())) == false)
        #expect(therapies.count == 5)
        var electrodes = standardElectrodes()
        for index in [-1, 16, Int.max, Int.min] {
            #expect(ContactSet(contact: index) == nil)
            #expect(
                electrodes.setContact(index, impedanceOhms: 1, areaSquareMicrometres: 1)
                    == false)
        }
        #expect(electrodes.impedanceOhms(of: 17) == 0)
        #expect(BurstProgram.periodMicroseconds(forMillihertz: 333_000) == 3_004)
        #expect(BurstProgram.periodMicroseconds(forMillihertz: 200_000) == 5_000)
        #expect(BurstProgram.periodMicroseconds(forMillihertz: 0) == nil)
    }

    @Test("extreme numbers give an error, not a trap", arguments: [Int32.min, -1, Int32.max])
    func extremes(value: Int32) {
        let all = ContactSet(rawValue: .max)
        let burst = BurstProgram(
            amplitudeMicroamperes: value, pulseWidthMicroseconds: value,
            interphaseGapMicroseconds: value, pulsePeriodMicroseconds: value, pulseCount: value,
            cathodes: all, anodes: all)
        let plain = standardBurst()
        for therapy in [
            TherapyProgram(burst),
            TherapyProgram(plain, pauseMicroseconds: value, then: burst),
            TherapyProgram(standardBurst(count: value)),
            TherapyProgram(standardBurst(period: value)),
        ] {
            #expect(throws: StimulationPlanError.self) {
                try StimulationPlan(therapies: list(therapy), electrodes: standardElectrodes())
            }
        }
    }
}
