import ClosedLoop
import Detection
import Planning

extension TrainedModel {
    /// Runs the recordings through the device and, beside it, through the floating-point model on the
    /// same inputs and the same adapting threshold, and keeps in the model how their episodes differ.
    ///
    /// - Parameter progress: told of the seconds of signal that have passed.
    package mutating func measureEventLoss(
        on set: TrainingSet, progress: (Double) -> Void = { _ in }
    ) throws {
        var settings = set.settings
        settings.stimulation.mode = .off
        var done = 0.0
        for recording in set.recordings {
            let signal = try recording.signal(settings)
            let planned = try Planner.plan(settings, for: signal, model: model)
            let travels = model.family == .travelling
            let places =
                travels
                ? Array(signal.channelNames.indices)
                : model.channels.compactMap { channel in
                    signal.channelNames.firstIndex { $0.lowercased() == channel.lowercased() }
                }
            let bands = travels ? SharedBands(rateHertz: signal.rateHertz) : nil
            var logic = EpisodeLogic()
            var ours: Set<Int64> = []
            var exacts: Set<Int64> = []
            try LoopReplay(source: try recording.source(settings), plan: planned.plan).run {
                decision, loop in
                if decision.hop % 512 == 0 {
                    progress(done + Double(decision.endFrame) / signal.rateHertz)
                }
                guard decision.state == .watching || decision.state == .inEpisode else {
                    logic.passHop()
                    return
                }
                let score = exact.score(
                    Self.row(of: loop, places, bands, inputCount: model.inputCount))
                let isPositive =
                    score * LearnedDesign.scoreUnit >= Double(decision.votes.needed[0])
                if decision.change == .onset { ours.insert(decision.hop) }
                if logic.step(isPositive: isPositive, planned.plan.detection) == .onset {
                    exacts.insert(decision.hop)
                }
            }
            model.training.episodes += ours.count
            model.training.episodesInFloatingPoint += exacts.count
            model.training.episodesThatDiffer += ours.symmetricDifference(exacts).count
            done += recording.durationSeconds
        }
    }

    private static func row(
        of loop: borrowing ClosedLoop, _ places: [Int], _ bands: SharedBands?, inputCount: Int
    ) -> [Float] {
        var row: [Float] = []
        row.reserveCapacity(places.count * inputCount)
        for place in places {
            let inputs = loop.inputs(ofGroup: place / 8)
            for input in 0..<inputCount {
                row.append(Float(channelInput(input, of: inputs, lane: place % 8, bands)))
            }
        }
        return row
    }
}
