import Stimulation

extension ImageFields {
    /// The programme is put together anew and validated, as the host's planner does.
    mutating func pass(_ plan: inout StimulationPlan) throws(PlanImageError) {
        var therapies = plan.therapies
        try pass(&therapies)
        let electrodes = pass(plan.electrodes)
        let timing = TherapyTiming(
            startDelayMicroseconds: passed(plan.timing.startDelayMicroseconds),
            blankingMicroseconds: passed(plan.timing.blankingMicroseconds),
            redetectionMicroseconds: passed(plan.timing.redetectionMicroseconds),
            refractoryMicroseconds: passed(plan.timing.refractoryMicroseconds))
        let caps = TherapyCaps(
            therapiesPerEpisode: passed(plan.caps.therapiesPerEpisode),
            therapiesPerHour: passed(plan.caps.therapiesPerHour),
            therapiesPerDay: passed(plan.caps.therapiesPerDay),
            chargePerDayPicocoulombs: passed(plan.caps.chargePerDayPicocoulombs))
        do {
            plan = try StimulationPlan(
                therapies: therapies, electrodes: electrodes, timing: timing, caps: caps)
        } catch {
            throw .stimulation(error)
        }
    }

    private mutating func pass(_ list: inout TherapyList) throws(PlanImageError) {
        let count = passed(Int32(list.count))
        guard count >= 0, count <= Int32(StimulationLimits.therapiesPerEpisodeMax) else {
            throw .field("therapies", value: Int64(count))
        }
        let places = list
        list = TherapyList()
        for index in 0..<StimulationLimits.therapiesPerEpisodeMax {
            let burstCount = passed(Int32(places.therapy(index).burstCount))
            let pause = passed(places.therapy(index).pauseMicroseconds)
            let first = pass(places.therapy(index).burst(0))
            let second = pass(places.therapy(index).burst(1))
            guard index < Int(count) else { continue }
            guard burstCount == 1 || burstCount == 2 else {
                throw .field("bursts", value: Int64(burstCount))
            }
            list.append(
                burstCount == 1
                    ? TherapyProgram(first)
                    : TherapyProgram(first, pauseMicroseconds: pause, then: second))
        }
    }

    private mutating func pass(_ burst: BurstProgram) -> BurstProgram {
        var burst = burst
        pass(&burst.amplitudeMicroamperes)
        pass(&burst.pulseWidthMicroseconds)
        pass(&burst.interphaseGapMicroseconds)
        pass(&burst.pulsePeriodMicroseconds)
        pass(&burst.pulseCount)
        pass(&burst.cathodes.rawValue)
        pass(&burst.anodes.rawValue)
        return burst
    }

    private mutating func pass(_ model: ElectrodeModel) -> ElectrodeModel {
        var usable = model.usable.rawValue
        pass(&usable)
        let isUsable = ContactSet(rawValue: usable)
        var passedModel = ElectrodeModel(
            complianceMillivolts: passed(model.complianceMillivolts))
        for index in 0...StimulationLimits.contactCountMax {
            let impedance = passed(model.impedanceOhms(of: index))
            let area = passed(model.areaSquareMicrometres(of: index))
            if index < StimulationLimits.contactCountMax {
                passedModel.setContact(
                    index, impedanceOhms: impedance, areaSquareMicrometres: area,
                    isUsable: isUsable.contains(index))
            } else {
                passedModel.setCase(
                    impedanceOhms: impedance, areaSquareMicrometres: area,
                    isUsable: isUsable.contains(index))
            }
        }
        return passedModel
    }
}
