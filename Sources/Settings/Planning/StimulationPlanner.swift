import Foundation
import Stimulation

/// Makes the stimulator's plan, and its refusals readable.
struct StimulationPlanner {
    let settings: StimulationSettings

    init(_ settings: StimulationSettings) { self.settings = settings }

    func plan() throws(SettingsError) -> StimulationPlan {
        var therapies = TherapyList()
        if settings.mode == .on {
            for (index, therapy) in settings.therapies.enumerated() {
                let field = "stimulation.therapies[\(index)]"
                therapies.append(try program(therapy, field: field))
            }
            // The last one is repeated up to what an episode may have.
            while therapies.count > 0, therapies.count < settings.therapiesPerEpisode,
                therapies.append(therapies.therapy(therapies.count - 1))
            {}
        }
        do {
            return try StimulationPlan(
                therapies: therapies, electrodes: electrodes(), timing: timing, caps: caps)
        } catch {
            throw SettingsError(error)
        }
    }

    private var timing: TherapyTiming {
        TherapyTiming(
            startDelayMicroseconds: Int32((settings.startDelayMilliseconds * 1_000).rounded()),
            blankingMicroseconds: Int32((settings.blankingMilliseconds * 1_000).rounded()),
            redetectionMicroseconds: Int64((settings.redetectionSeconds * 1e6).rounded()),
            refractoryMicroseconds: Int64((settings.refractorySeconds * 1e6).rounded()))
    }

    private var caps: TherapyCaps {
        TherapyCaps(
            therapiesPerEpisode: Int32(settings.therapiesPerEpisode),
            therapiesPerHour: Int32(settings.therapiesPerHour),
            therapiesPerDay: Int32(settings.therapiesPerDay),
            chargePerDayPicocoulombs: Int64((settings.chargePerDayMicrocoulombs * 1e6).rounded()))
    }

    private func electrodes() -> ElectrodeModel {
        let electrodes = settings.electrodes
        var model = ElectrodeModel(
            complianceMillivolts: Int32((electrodes.complianceVolts * 1_000).rounded()))
        for contact in 0..<electrodes.contacts {
            model.setContact(
                contact, impedanceOhms: Int32(electrodes.impedanceOhms.rounded()),
                areaSquareMicrometres: Int32((electrodes.areaSquareMillimetres * 1e6).rounded()),
                isUsable: !electrodes.broken.contains(contact + 1))
        }
        model.setCase(
            impedanceOhms: Int32(electrodes.caseImpedanceOhms.rounded()),
            areaSquareMicrometres: Int32((electrodes.caseAreaSquareMillimetres * 1e6).rounded()))
        return model
    }

    private func program(
        _ therapy: TherapySettings, field: String
    ) throws(SettingsError) -> TherapyProgram {
        guard let first = therapy.bursts.first else {
            throw SettingsError(field: "\(field).bursts", problem: "one or two bursts are needed")
        }
        let burst = try program(first, field: "\(field).bursts[0]")
        guard therapy.bursts.count == 2 else { return TherapyProgram(burst) }
        return TherapyProgram(
            burst, pauseMicroseconds: Int32((therapy.pauseMilliseconds * 1_000).rounded()),
            then: try program(therapy.bursts[1], field: "\(field).bursts[1]"))
    }

    private func program(
        _ burst: BurstSettings, field: String
    ) throws(SettingsError) -> BurstProgram {
        let millihertz = Int64((burst.frequencyHertz * 1_000).rounded())
        let period = BurstProgram.periodMicroseconds(forMillihertz: millihertz) ?? Int64.max
        let pulses = (burst.durationMilliseconds * 1_000 / Double(period) + 1e-9).rounded(.down)
        return BurstProgram(
            amplitudeMicroamperes: Int32((burst.amplitudeMilliamperes * 1_000).rounded()),
            pulseWidthMicroseconds: Int32(burst.pulseWidthMicroseconds.rounded()),
            interphaseGapMicroseconds: Int32(burst.interphaseGapMicroseconds.rounded()),
            pulsePeriodMicroseconds: Int32(clamping: period),
            pulseCount: Int32(pulses),
            cathodes: try contacts(burst.cathodes, field: "\(field).cathodes"),
            anodes: try contacts(burst.anodes, field: "\(field).anodes"))
    }

    private func contacts(_ names: [String], field: String) throws(SettingsError) -> ContactSet {
        var set = ContactSet.none
        for name in names {
            if name == "case" {
                set = set.union(.caseElectrode)
            } else if let number = Int(name), number > 0,
                let contact = ContactSet(contact: number - 1)
            {
                set = set.union(contact)
            } else {
                throw SettingsError(
                    field: field,
                    problem: "contacts are numbers from 1 to \(StimulationLimits.contactCountMax) "
                        + "or 'case'; '\(name.printable)' found")
            }
        }
        return set
    }
}

extension SettingsError {
    /// A refusal of the stimulation's validator, as a sentence.
    init(_ error: StimulationPlanError) {
        var field = "stimulation"
        if error.therapyIndex >= 0 { field += ".therapies[\(error.therapyIndex)]" }
        if error.burstIndex >= 0 { field += ".bursts[\(error.burstIndex)]" }
        var subject = "\(error.field.name)"
        if error.electrodeIndex >= 0 {
            subject +=
                error.electrodeIndex == 16
                ? " of the case" : " of contact \(error.electrodeIndex + 1)"
        }
        let unit = "\(error.field.unit)".isEmpty ? "" : " \(error.field.unit)"
        let problem =
            switch error.problem {
            case .belowMinimum:
                "\(subject): \(error.value)\(unit) is below the limit of \(error.limit)\(unit)"
            case .aboveMaximum:
                "\(subject): \(error.value)\(unit) is above the limit of \(error.limit)\(unit)"
            case .empty: "\(subject): at least one is needed"
            case .overlapping:
                "\(subject): \(Self.names(error.value)) is cathode and anode at once"
            case .unusable: "\(subject): \(Self.names(error.value)) does not exist or is broken"
            }
        self.init(field: field, problem: problem)
    }

    private static func names(_ bits: Int64) -> String {
        (0...16).filter { bits >> Int64($0) & 1 == 1 }
            .map { $0 == 16 ? "case" : "\($0 + 1)" }.joined(separator: ", ")
    }
}
