import ClosedLoop

/// What the loop tells the actuator after every hop.
public enum ActuatorCommand: Sendable, Equatable {
    /// Nothing is under way and nothing begins.
    case noStimulation
    /// A train begins, the plan's start delay after the command.
    case start
    /// The train under way goes on, or the amplifier recovers from one.
    case proceed
    /// The loop is in its safe state: what is under way is cut with its charge balanced.
    case cut

    init(_ decision: Decision) {
        if case .started = decision.response {
            self = .start
        } else {
            switch decision.state {
            case .blanked: self = .proceed
            case .safe: self = .cut
            case .holdOff, .watching, .inEpisode, .settling: self = .noStimulation
            }
        }
    }
}

/// The first thing that receives the loop's commands: a simulated output stage, on the loop's thread.
/// It stamps each command and refuses a train that would come too late. What the pulses look like is
/// the stimulator's, on the device clock.
struct Actuator {
    /// Longest time from a hop's first sample to a first pulse edge; nil where no clock sets one.
    let budgetNanoseconds: Int64?
    /// From a command to the first edge of its train.
    let startDelayNanoseconds: Int64
    private(set) var latest = ActuatorCommand.noStimulation

    init(budgetNanoseconds: Int64?, startDelayNanoseconds: Int64) {
        self.budgetNanoseconds = budgetNanoseconds
        self.startDelayNanoseconds = startDelayNanoseconds
    }

    /// Takes a command. False: it comes so late that a train it started would miss the budget, and
    /// none is started. Every hop is held to that, whether it starts a train or not: it could have.
    mutating func take(
        _ command: ActuatorCommand, _ stamps: inout HopStamps, at now: Int64
    ) -> Bool {
        stamps.commanded = now
        let edge = now + startDelayNanoseconds
        let isInTime = budgetNanoseconds.map { edge - stamps.acquiredFirst <= $0 } ?? true
        latest = isInTime ? command : .cut
        stamps.actuated = latest == .start ? edge : now
        return isInTime
    }
}
