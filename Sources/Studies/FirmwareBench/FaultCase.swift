import ClosedLoop
import Foundation
import Planning
import SignalSources
import Stimulation

/// A fault played to the firmware, and what must come of it.
public struct FaultCase: Sendable {
    public enum Expectation: Sendable {
        /// The loop is in its safe state for this reason.
        case safeState(SafeStateReason)
        /// The device is reset, and detects but does not stimulate any more.
        case reset(cause: UInt32)
        /// The device does not start.
        case refused(code: UInt32)
    }

    public let name: String
    public let fault: PlayedFault?
    public let blockFrames: Int?
    public let expectation: Expectation
    /// Changes the plan's image.
    let corrupt: @Sendable (inout [UInt8]) -> Void

    init(
        _ name: String, _ fault: PlayedFault? = nil, blockFrames: Int? = nil,
        leadsTo expectation: Expectation,
        corrupt: @escaping @Sendable (inout [UInt8]) -> Void = { _ in }
    ) {
        self.name = name
        self.fault = fault
        self.blockFrames = blockFrames
        self.expectation = expectation
        self.corrupt = corrupt
    }

    /// All of them, for a hop of `hopFrames` frames. Those that may catch a therapy wait for one.
    public static func all(hopFrames: Int) -> [FaultCase] {
        let hop = UInt32(hopFrames)
        return [
            FaultCase(
                "ring full in a pulse",
                PlayedFault(.hog, waits: .pulse, atFrame: 0, edges: 6 * hop),
                leadsTo: .safeState(.ringOverrun)),
            FaultCase(
                "hop not finished before the next",
                PlayedFault(.hog, waits: .pulse, atFrame: 0, edges: 2 * hop),
                blockFrames: hopFrames, leadsTo: .safeState(.missedDeadline)),
            FaultCase(
                "converters stuck at a value",
                PlayedFault(.stuckValue, waits: .therapy, atFrame: 0, edges: 150 * hop),
                leadsTo: .safeState(.tooFewChannels)),
            FaultCase(
                "converters deliver nothing, in a pulse",
                PlayedFault(.stuckClock, waits: .pulse, atFrame: 0, edges: 50 * hop),
                leadsTo: .safeState(.sourceLost)),
            FaultCase(
                "brown-out in a pulse", PlayedFault(.brownOut, waits: .pulse, atFrame: 0),
                leadsTo: .reset(cause: 2)),
            FaultCase(
                "processor taken for good, in a pulse",
                PlayedFault(.hog, waits: .pulse, atFrame: 0, edges: 1 << 30),
                leadsTo: .reset(cause: 3)),
            FaultCase(
                "undefined instruction in a pulse", PlayedFault(.crash, waits: .pulse, atFrame: 0),
                leadsTo: .reset(cause: 3)),
            FaultCase("plan: a bit flipped", leadsTo: .refused(code: 4)) { $0[200] ^= 4 },
            FaultCase("plan: of another version", leadsTo: .refused(code: 3)) { $0[4] &+= 1 },
            FaultCase("plan: erased", leadsTo: .refused(code: 2)) { image in
                for index in image.indices { image[index] = 0xFF }
            },
        ]
    }

    /// What did not come as it must; nil where all did.
    public func problem(in run: FirmwareRun) -> String? {
        for pulse in run.pulses where pulse.imbalancePicocoulombs != 0 {
            return "a pulse at \(pulse.startMicroseconds) µs leaves charge behind"
        }
        switch expectation {
        case .safeState(let reason): return problem(in: run, reason)
        case .reset(let cause): return problem(in: run, resetCause: cause)
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

    private func problem(in run: FirmwareRun, resetCause: UInt32) -> String? {
        var resetAt: Int64?
        var hasRestarted = false
        for record in run.records {
            switch record {
            case .reset(let cause, let nextFrame):
                guard cause == resetCause else { return "it was reset for another cause, \(cause)" }
                guard resetAt == nil else { return "it was reset again" }
                resetAt = run.planned.plan.clock.tick(ofFrame: nextFrame)
            case .started(let cause): hasRestarted = hasRestarted || cause == resetCause
            case .pulse(let pulse):
                if let resetAt, pulse.startMicroseconds >= resetAt { return "a pulse after it" }
            default: continue
            }
        }
        guard resetAt != nil, hasRestarted else { return "it was not reset" }
        return run.end == nil ? "the device did not run on" : nil
    }
}
