import ClosedLoop
import Foundation
import Planning
import SignalSources
import Stimulation

/// A fault played to the firmware, and what must come of it.
package struct FaultCase: Sendable {
    package enum Expectation: Sendable {
        /// The loop is in its safe state for this reason.
        case safeState(SafeStateReason)
        /// The device is reset, finds the doses given before, and goes on: with a therapy where the
        /// reason is nil, else with none for that reason.
        case reset(cause: UInt32, doses: DosesFound, refusal: RefusalReason?)
        /// The device starts with these doses given before, and gives no therapy for this reason.
        case start(doses: DosesFound, refusal: RefusalReason)
        /// The limiter refuses a pulse that then never reaches the generator, and stays tripped.
        case limited
        /// The device does not start.
        case refused(code: UInt32)
    }

    package let name: String
    package let fault: PlayedFault?
    package let blockFrames: Int?
    package let expectation: Expectation
    /// Therapies in a day; nil for the settings' own.
    package let therapiesPerDay: Int?
    /// Copies of the page of doses that are damaged when the device is switched on, as in
    /// `PlayedFault.pageDamage`; nil for a new page.
    package let pageDamage: UInt32?
    /// Changes the plan's image.
    let corrupt: @Sendable (inout [UInt8]) -> Void

    init(
        _ name: String, _ fault: PlayedFault? = nil, blockFrames: Int? = nil,
        therapiesPerDay: Int? = nil, pageDamage: UInt32? = nil,
        leadsTo expectation: Expectation,
        corrupt: @escaping @Sendable (inout [UInt8]) -> Void = { _ in }
    ) {
        self.name = name
        self.fault = fault
        self.blockFrames = blockFrames
        self.therapiesPerDay = therapiesPerDay
        self.pageDamage = pageDamage
        self.expectation = expectation
        self.corrupt = corrupt
    }

    /// What did not come as it must; nil where all did.
    package func problem(in run: FirmwareRun) -> String? {
        for pulse in run.pulses where pulse.imbalancePicocoulombs != 0 {
            return "a pulse at \(pulse.startMicroseconds) µs leaves charge behind"
        }
        switch expectation {
        case .safeState(let reason): return problem(in: run, reason)
        case .reset(let cause, let doses, let refusal):
            return problem(in: run, resetCause: cause, doses, refusal)
        case .start(let doses, let refusal): return problem(in: run, doses, refusal)
        case .limited: return limiterProblem(in: run)
        case .refused(let code):
            guard case .refused(code) = run.records.first else { return "it was not refused" }
            return run.records.count == 1 ? nil : "something happened after it was refused"
        }
    }

    private func problem(in run: FirmwareRun, _ reason: SafeStateReason) -> String? {
        let hops = run.hops
        let bit = UInt32(1) << UInt32(reason.rawValue)
        let safe = LoopState.safe.rawValue
        guard
            let first = hops.firstIndex(where: {
                $0.state == safe
                    && ($0.safeStateReason == reason.rawValue || $0.failures & bit != 0)
            })
        else { return "the safe state was not entered for this reason" }
        guard let left = hops[first...].firstIndex(where: { $0.state != safe }) else {
            return "the safe state was never left"
        }
        let settling = Double(left - first) * run.planned.hopSeconds
        let planned = Double(run.planned.plan.safeStateHops) * run.planned.hopSeconds
        guard settling >= planned - run.planned.hopSeconds else {
            return "the safe state was left after \(settling) s"
        }
        let clock = run.planned.plan.clock
        let from = clock.tick(ofFrame: hops[first].endFrame)
        let until = clock.tick(ofFrame: hops[left].endFrame)
        for pulse in run.pulses where pulse.startMicroseconds >= from {
            guard pulse.startMicroseconds >= until else { return "a pulse in the safe state" }
        }
        return nil
    }

    private func problem(
        in run: FirmwareRun, resetCause: UInt32, _ doses: DosesFound, _ refusal: RefusalReason?
    ) -> String? {
        var resetAt: Int64?
        var hasRestarted = false
        var hasStimulated = false
        for record in run.records {
            switch record {
            case .reset(let cause, let nextFrame):
                guard cause == resetCause else { return "it was reset for another cause, \(cause)" }
                guard resetAt == nil else { return "it was reset again" }
                resetAt = run.planned.plan.clock.tick(ofFrame: nextFrame)
            case .started(let cause, let found) where cause == resetCause:
                hasRestarted = true
                guard found == doses else { return "it found other doses: \(found)" }
            case .pulse(let pulse):
                if let resetAt, pulse.startMicroseconds >= resetAt { hasStimulated = true }
            default: continue
            }
        }
        guard resetAt != nil, hasRestarted else { return "it was not reset" }
        guard run.end != nil else { return "the device did not run on" }
        if hasStimulated != (refusal == nil) {
            return hasStimulated ? "a pulse after it" : "no therapy after it"
        }
        guard let refusal else { return nil }
        return run.hops.contains { $0.refusal == refusal } ? nil : "not refused: \(refusal.name)"
    }

    private func problem(
        in run: FirmwareRun, _ doses: DosesFound, _ refusal: RefusalReason
    ) -> String? {
        guard case .started(_, doses) = run.records.first else { return "it found other doses" }
        if let difference = run.difference { return difference }
        guard run.pulses.isEmpty else { return "a pulse" }
        return run.hops.contains { $0.refusal == refusal } ? nil : "not refused: \(refusal.name)"
    }

    private func limiterProblem(in run: FirmwareRun) -> String? {
        let limiter = SafeStateReason.limiter.rawValue
        let hops = run.hops
        guard let first = hops.firstIndex(where: { $0.safeStateReason == limiter }) else {
            return "the limiter did not trip"
        }
        guard hops[first...].allSatisfy({ $0.safeStateReason == limiter }) else {
            return "the limiter did not stay tripped"
        }
        guard hops.allSatisfy({ $0.failures & 1 << UInt32(limiter) == 0 }) else {
            return "a pulse had reached the generator, which refused it"
        }
        let from = run.planned.plan.clock.tick(ofFrame: hops[first].endFrame)
        let planned = run.planned.plan.stimulation.therapies.therapy(0).burst(0)
        for pulse in run.pulses {
            guard pulse.amplitudeMicroamperes == planned.amplitudeMicroamperes else {
                return "a pulse of \(pulse.amplitudeMicroamperes) µA"
            }
            guard pulse.startMicroseconds < from else { return "a pulse in the safe state" }
        }
        for (pulse, next) in zip(run.pulses, run.pulses.dropFirst())
        where next.startMicroseconds - pulse.startMicroseconds
            < Int64(StimulationLimits.pulsePeriodMicrosecondsMin)
        {
            return "pulses faster than the limit"
        }
        return nil
    }
}
