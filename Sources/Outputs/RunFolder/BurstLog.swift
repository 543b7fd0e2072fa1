import ClosedLoop
import Journal
import Pipeline
import Stimulation

/// Bursts and refusals, put together from single pulses and answers.
struct BurstLog {
    /// A burst under way.
    private struct Open {
        let episode: Int
        let first: Pulse
        var last: Pulse
        var pulses = 1
        var chargePicocoulombs: Int64
        var imbalancePicocoulombs: Int64
        let densityMicrocoulombsPerSquareCentimetre: Double

        /// What was issued so far.
        var burst: Burst {
            var burst = Burst()
            burst.episode = episode
            burst.therapy = Int(first.therapyIndex) + 1
            burst.number = Int(first.burstIndex) + 1
            burst.onsetSeconds = Double(first.startMicroseconds) / 1e6
            burst.durationSeconds = Double(last.endMicroseconds - first.startMicroseconds) / 1e6
            burst.pulses = pulses
            burst.amplitudeMicroamperes = Double(first.amplitudeMicroamperes)
            burst.pulseWidthMicroseconds = Double(first.firstPhaseMicroseconds)
            if pulses > 1 {
                let span = Double(last.startMicroseconds - first.startMicroseconds)
                burst.frequencyHertz = Double(pulses - 1) * 1e6 / span
            }
            burst.chargePerPhaseMicrocoulombs = Double(first.firstPhasePicocoulombs) / 1e6
            burst.chargeDensityMicrocoulombsPerSquareCentimetre =
                densityMicrocoulombsPerSquareCentimetre
            burst.chargeMicrocoulombs = Double(chargePicocoulombs) / 1e6
            burst.imbalancePicocoulombs = Double(imbalancePicocoulombs)
            burst.contacts = "-\(Self.names(first.cathodes)) +\(Self.names(first.anodes))"
            return burst
        }

        private static func names(_ set: ContactSet) -> String {
            (0...16).filter(set.contains).map { $0 == 16 ? "case" : "\($0 + 1)" }
                .joined(separator: ",")
        }
    }

    /// What became known of a burst.
    enum Change {
        /// Its first pulse was issued.
        case started(Burst)
        /// Whole or cut.
        case ended(Burst)
    }

    private(set) var bursts: [Burst] = []
    private(set) var refusals: [Refusal] = []
    private(set) var refusalsByReason: [String: Int] = [:]
    private var open: Open?
    /// The output was lost while the train went on.
    private var wasOutputLost = false
    private let electrodes: ElectrodeModel

    init(_ plan: StimulationPlan) { electrodes = plan.electrodes }

    /// Takes a hop; returns the bursts that started or ended in it, in order, and the refusal worth
    /// telling.
    mutating func take(
        _ report: borrowing HopReport, _ context: RunContext, episode: Int
    ) -> (changes: [Change], refused: Refusal?) {
        var changes: [Change] = []
        if report.record.outputLoss != 0 { wasOutputLost = true }
        for pulse in report.pulses {
            if let burst = open, !burst.last.continues(with: pulse) {
                changes.append(.ended(close(burst, report, context)))
            }
            if let burst = enter(pulse, episode: episode) { changes.append(.started(burst)) }
        }
        let decision = report.record.decision
        if let burst = open, !report.record.isDelivering {
            changes.append(.ended(close(burst, report, context)))
        }
        if open == nil, !report.record.isDelivering { wasOutputLost = false }
        return (changes, refusal(decision, context))
    }

    private mutating func close(
        _ issued: Open, _ report: borrowing HopReport, _ context: RunContext
    ) -> Burst {
        var burst = issued.burst
        if issued.last.wasCut || isCut(issued, context) {
            let reason = report.record.decision.safeStateReason
            // Nothing but the safe state cuts a burst, or the loss of what it is played on.
            let other = wasOutputLost ? "output lost" : "telemetry lost"
            burst.cutBecause = reason == .none ? other : "\(reason.name)"
        }
        bursts.append(burst)
        open = nil
        return burst
    }

    /// Whether fewer pulses came than the programme has.
    private func isCut(_ burst: Open, _ context: RunContext) -> Bool {
        let therapies = context.planned.plan.stimulation.therapies
        let program = therapies.therapy(Int(burst.first.therapyIndex))
            .burst(Int(burst.first.burstIndex))
        return burst.pulses < Int(program.pulseCount)
    }

    /// Returns the burst that begins with the pulse.
    private mutating func enter(_ pulse: Pulse, episode: Int) -> Burst? {
        let charge = pulse.firstPhasePicocoulombs
        let density = max(
            electrodes.densityNanocoulombsPerSquareCentimetre(
                chargePicocoulombs: charge, contacts: pulse.cathodes),
            electrodes.densityNanocoulombsPerSquareCentimetre(
                chargePicocoulombs: charge, contacts: pulse.anodes))
        guard var burst = open else {
            let first = Open(
                episode: episode, first: pulse, last: pulse, chargePicocoulombs: charge,
                imbalancePicocoulombs: pulse.imbalancePicocoulombs,
                densityMicrocoulombsPerSquareCentimetre: Double(density) / 1_000)
            open = first
            return first.burst
        }
        burst.last = pulse
        burst.pulses += 1
        burst.chargePicocoulombs += charge
        burst.imbalancePicocoulombs += pulse.imbalancePicocoulombs
        open = burst
        return nil
    }

    private mutating func refusal(_ decision: Decision, _ context: RunContext) -> Refusal? {
        guard case .refused(let reason, let isRepeated) = decision.response,
            !isRepeated, !reason.isProgrammedPause, reason != .disabled
        else { return nil }
        let refusal = Refusal(
            onsetSeconds: context.seconds(ofFrame: decision.endFrame), reason: "\(reason.name)")
        refusals.append(refusal)
        refusalsByReason[refusal.reason, default: 0] += 1
        return refusal
    }
}

extension Pulse {
    /// Whether `next` belongs to the same burst.
    fileprivate func continues(with next: Pulse) -> Bool {
        next.therapyIndex == therapyIndex && next.burstIndex == burstIndex
            && next.pulseIndex == pulseIndex + 1
    }
}
