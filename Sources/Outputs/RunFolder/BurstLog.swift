import ClosedLoop
import Journal
import Pipeline
import Stimulation

/// Bursts and refusals, put together from single pulses and answers.
struct BurstLog {
    struct Burst {
        var episode: Int
        var first: Pulse
        var last: Pulse
        var pulses = 1
        var chargePicocoulombs: Int64
        var imbalancePicocoulombs: Int64
        var densityMicrocoulombsPerSquareCentimetre: Double
        var cutBecause: String?

        var onsetSeconds: Double { Double(first.startMicroseconds) / 1e6 }
        var durationSeconds: Double {
            Double(last.endMicroseconds - first.startMicroseconds) / 1e6
        }
        /// Pulses per second; nil for a single one.
        var frequencyHertz: Double? {
            guard pulses > 1 else { return nil }
            let span = Double(last.startMicroseconds - first.startMicroseconds)
            return Double(pulses - 1) * 1e6 / span
        }
    }

    /// What became known of a burst.
    enum Change {
        /// Its first pulse was issued.
        case started(Burst)
        /// Whole or cut.
        case ended(Burst)
    }

    struct Refusal {
        var onsetSeconds: Double
        var reason: String
    }

    private(set) var bursts: [Burst] = []
    private(set) var refusals: [Refusal] = []
    private(set) var refusalsByReason: [String: Int] = [:]
    private var open: Burst?
    private let electrodes: ElectrodeModel

    init(_ plan: StimulationPlan) { electrodes = plan.electrodes }

    /// Takes a hop; returns the bursts that started or ended in it, in order, and the refusal worth
    /// telling.
    mutating func take(
        _ report: borrowing HopReport, _ context: RunContext, episode: Int
    ) -> (changes: [Change], refused: Refusal?) {
        var changes: [Change] = []
        for pulse in report.pulses {
            if let burst = open, !burst.last.continues(with: pulse) {
                changes.append(.ended(close(burst, report, context)))
            }
            if let burst = enter(pulse, episode: episode) { changes.append(.started(burst)) }
        }
        let decision = report.record.decision
        let isOver = decision.state != .blanked || decision.change != .none
        if let burst = open, isOver || report.record.isLast {
            // The train is over once the input counts again.
            changes.append(.ended(close(burst, report, context)))
        }
        return (changes, refusal(decision, context))
    }

    private mutating func close(
        _ burst: Burst, _ report: borrowing HopReport, _ context: RunContext
    ) -> Burst {
        var burst = burst
        if burst.last.wasCut || isCut(burst, context) {
            let reason = report.record.decision.safeStateReason
            // Nothing but the safe state cuts a burst.
            burst.cutBecause = reason == .none ? "telemetry lost" : "\(reason.name)"
        }
        bursts.append(burst)
        open = nil
        return burst
    }

    /// Whether fewer pulses came than the programme has.
    private func isCut(_ burst: Burst, _ context: RunContext) -> Bool {
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
            open = Burst(
                episode: episode, first: pulse, last: pulse, chargePicocoulombs: charge,
                imbalancePicocoulombs: pulse.imbalancePicocoulombs,
                densityMicrocoulombsPerSquareCentimetre: Double(density) / 1_000)
            return open
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

    /// The rows of `stimulation.tsv`, in order of time.
    var rows: [StimulationFile.Row] {
        var rows = bursts.map { burst in
            var row = StimulationFile.Row(
                onsetSeconds: burst.onsetSeconds, durationSeconds: burst.durationSeconds,
                kind: burst.cutBecause == nil ? .burst : .cut)
            row.therapy = Int(burst.first.therapyIndex) + 1
            row.burst = Int(burst.first.burstIndex) + 1
            row.pulses = burst.pulses
            row.amplitudeMicroamperes = Double(burst.first.amplitudeMicroamperes)
            row.pulseWidthMicroseconds = Double(burst.first.firstPhaseMicroseconds)
            row.frequencyHertz = burst.frequencyHertz
            row.chargePerPhaseMicrocoulombs = Double(burst.first.firstPhasePicocoulombs) / 1e6
            row.chargeDensityMicrocoulombsPerSquareCentimetre =
                burst.densityMicrocoulombsPerSquareCentimetre
            row.imbalancePicocoulombs = Double(burst.imbalancePicocoulombs)
            row.contacts = burst.contacts
            row.reason = burst.cutBecause
            return row
        }
        rows += refusals.map { refusal in
            var row = StimulationFile.Row(onsetSeconds: refusal.onsetSeconds, kind: .refusal)
            row.reason = refusal.reason
            return row
        }
        return rows.sorted { $0.onsetSeconds < $1.onsetSeconds }
    }
}

extension BurstLog.Burst {
    /// Such as `-1,2 +3,4`: cathodes of the first phase, then anodes.
    var contacts: String { "-\(Self.names(first.cathodes)) +\(Self.names(first.anodes))" }

    private static func names(_ set: ContactSet) -> String {
        (0...16).filter(set.contains).map { $0 == 16 ? "case" : "\($0 + 1)" }
            .joined(separator: ",")
    }
}

extension Pulse {
    /// Whether `next` belongs to the same burst.
    fileprivate func continues(with next: Pulse) -> Bool {
        next.therapyIndex == therapyIndex && next.burstIndex == burstIndex
            && next.pulseIndex == pulseIndex + 1
    }
}
