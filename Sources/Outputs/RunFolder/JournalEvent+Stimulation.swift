import Journal
import Stimulation

/// What the journal says of a therapy and its bursts.
extension JournalEvent {
    static func of(
        _ program: TherapyProgram, number: Int, episode: Int, frame: Int64, timeSeconds: Double
    ) -> JournalEvent {
        let bursts = (0..<program.burstCount).map(program.burst)
        let largest = bursts.map(\.chargePerPhasePicocoulombs).max() ?? 0
        return .therapyStarted(
            frame: frame, timeSeconds: timeSeconds, episode: episode, therapy: number,
            bursts: bursts.count, pulses: bursts.reduce(0) { $0 + Int($1.pulseCount) },
            chargeMicrocoulombs: Double(program.chargePicocoulombs) / 1e6,
            chargePerPulseMicrocoulombs: Double(largest) / 1e6)
    }

    /// - Parameter therapies: the programmes, of which any may be the next.
    static func allowing(
        _ therapies: TherapyList, frame: Int64, timeSeconds: Double
    ) -> JournalEvent {
        let programs = (0..<therapies.count).map(therapies.therapy)
        let bursts = programs.map { program in (0..<program.burstCount).map(program.burst) }
        return .therapyAllowed(
            frame: frame, timeSeconds: timeSeconds,
            pulses: bursts.map { $0.reduce(0) { $0 + Int($1.pulseCount) } }.max() ?? 0,
            chargeMicrocoulombs: Double(programs.map(\.chargePicocoulombs).max() ?? 0) / 1e6,
            chargePerPulseMicrocoulombs: Double(
                bursts.joined().map(\.chargePerPhasePicocoulombs).max() ?? 0) / 1e6)
    }

    /// - Parameters:
    ///   - frame: the end of the hop that told of it.
    ///   - timeSeconds: the frame's time.
    static func of(
        _ change: BurstLog.Change, frame: Int64, timeSeconds: Double, isTrainOver: Bool
    ) -> JournalEvent {
        switch change {
        case .started(let burst): .burstStarted(burst, frame: frame, timeSeconds: timeSeconds)
        case .ended(let burst):
            .burstEnded(burst, frame: frame, timeSeconds: timeSeconds, isTrainOver: isTrainOver)
        }
    }
}
