import Foundation
import Planning

/// Doses that a step may lead to: within its share, the space and what the validator of settings lets pass.
struct DoseReach {
    let settings: Settings
    private let space: TherapySpace

    init(settings: Settings, space: TherapySpace) {
        self.settings = settings
        self.space = space.without(contactsMissingIn: settings.stimulation.electrodes).space
    }

    /// Why the validator refuses a dose; nil where it lets it pass.
    func problem(_ dose: TherapyDose) -> String? {
        do throws(SettingsError) {
            _ = try Planner.plan(dose.settings(over: settings).stimulation)
            return nil
        } catch {
            return "\(error)"
        }
    }

    /// One or two coordinates a step down or up, so that what a step does can be told; or other contacts
    /// that share one with today's.
    func around(_ dose: TherapyDose, share: Double) -> [TherapyDose] {
        var doses = [(dose: dose, moved: 0)]
        for axis in TherapyDose.Axis.allCases {
            let values = Set([false, true].map { moved(dose, axis, share: share, up: $0) })
                .subtracting([dose[axis]]).sorted()
            doses += doses.filter { $0.moved < 2 }.flatMap { dose, count in
                values.map { value in
                    var other = dose
                    other[axis] = value
                    return (other, count + 1)
                }
            }
        }
        return (doses.map(\.dose) + contacts(near: dose)).filter {
            $0 != dose && problem($0) == nil
        }
    }

    /// The dose by the first other contacts that no run has tried.
    func untried(near dose: TherapyDose, _ tried: [TherapyDose]) -> TherapyDose? {
        contacts(near: dose).first { other in
            !tried.contains { $0.hasContacts(of: other) } && problem(other) == nil
        }
    }

    /// The dose by other contacts that share one with today's, in the order of the space; refused ones too.
    private func contacts(near dose: TherapyDose) -> [TherapyDose] {
        space.contacts.compactMap { choice in
            let own = Set(dose.cathodes + dose.anodes).subtracting(["case"])
            guard !own.isDisjoint(with: choice.cathodes + choice.anodes) else { return nil }
            var other = dose
            (other.cathodes, other.anodes) = (choice.cathodes, choice.anodes)
            return other.hasContacts(of: dose) ? nil : other
        }
    }

    /// One step of a coordinate: two digits, rounded to what is not further away, within the space.
    private func moved(_ dose: TherapyDose, _ axis: TherapyDose.Axis, share: Double, up: Bool)
        -> Double
    {
        let value = dose[axis]
        let wanted = up ? value * (1 + share) : value / (1 + share)
        let unit = max(unit(axis), pow(10, (log10(wanted)).rounded(.down) - 1))
        // A hair more than the quotient: 2.5 in tenths is 24.999999999999996.
        let rounded =
            up ? (wanted / unit + 1e-9).rounded(.down) : (wanted / unit - 1e-9).rounded(.up)
        let bounds = space.bounds(axis.ofSpace)
        // Outside the space it may come back, not go further.
        let least = min(value, bounds.lowerBound)
        let most = max(value, bounds.upperBound)
        let exact = (rounded * unit * 1e6).rounded() / 1e6
        return min(max(exact, least), most)
    }

    private func unit(_ axis: TherapyDose.Axis) -> Double {
        axis == .amplitudeMilliamperes ? 0.01 : 1
    }

    /// What differs between two doses, each with what it alone is expected to do.
    func changes(
        from old: TherapyDose, to new: TherapyDose, isBack: Bool, share: Double,
        _ model: ResponseModel
    ) -> [Continuation.Change] {
        var changes = TherapyDose.Axis.allCases.filter { old[$0] != new[$0] }.map { axis in
            var alone = old
            alone[axis] = new[axis]
            return Continuation.Change(
                name: axis.rawValue, from: old[axis].brief, to: new[axis].brief,
                expected: model.difference(alone, from: old),
                heldBy: isBack
                    ? "what was given before"
                    : holder(of: new, axis, up: new[axis] > old[axis], share: share))
        }
        if !old.hasContacts(of: new) {
            var alone = old
            (alone.cathodes, alone.anodes) = (new.cathodes, new.anodes)
            changes.append(
                Continuation.Change(
                    name: "contacts", from: old.contacts, to: new.contacts,
                    expected: model.difference(alone, from: old),
                    heldBy: isBack
                        ? "what was given before" : "the step: nothing else moves with contacts"))
        }
        return changes
    }

    /// What keeps a coordinate from one step more.
    private func holder(
        of dose: TherapyDose, _ axis: TherapyDose.Axis, up: Bool, share: Double
    ) -> String {
        let bounds = space.bounds(axis.ofSpace)
        if dose[axis] == (up ? bounds.upperBound : bounds.lowerBound) {
            return "the space, \(dose[axis].brief) at \(up ? "most" : "least")"
        }
        var further = dose
        further[axis] = moved(dose, axis, share: share, up: up)
        if let problem = problem(further) {
            return "the step of \((share * 100).brief) %; beyond it \(problem)"
        }
        return "the step of \((share * 100).brief) %"
    }
}
