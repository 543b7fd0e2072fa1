import ClosedLoop
import Evaluation
import Planning

/// Inputs measured while it is not yet known where the seizures are.
final class TrialLearning {
    private let stepper: LoopStepper
    private let channels: [String]
    private let inputCount: Int
    private let rateHertz: Double
    private let stride: Int64
    private let settledSeconds: Double
    private var seconds: [Double] = []
    private var inputs: [Int16] = []

    init(signal: SignalDescription, settings: Settings) throws {
        var settings = settings
        settings.stimulation.mode = .off
        let planned = try Planner.plan(measuringInputsFor: settings, signal: signal)
        stepper = LoopStepper(planned.plan, firstFrame: 0)
        channels = signal.channelNames
        inputCount = settings.detector.learned.features.inputCount
        rateHertz = signal.rateHertz
        stride = Int64(max(1, (RowCollector.rowSeconds / planned.hopSeconds).rounded()))
        settledSeconds = settings.detector.holdOffSeconds + settings.detector.settleSeconds
    }

    func feed(_ counts: [SIMD8<Int16>], frameCount: Int, firstFrame: Int64) {
        stepper.feed(counts, frameCount: frameCount, firstFrame: firstFrame) { decision, loop in
            let now = Double(decision.endFrame) / rateHertz
            guard decision.isMeasured, decision.safeStateReason == .none, now > settledSeconds,
                decision.hop % stride == 0
            else { return }
            seconds.append(now)
            for channel in channels.indices {
                let inputs = loop.inputs(ofGroup: channel / 8)
                for input in 0..<inputCount {
                    self.inputs.append(Int16(inputs[input][channel % 8]))
                }
            }
        }
    }

    /// Rows of known meaning up to what comes before a seizure too many, thinned where there are
    /// more than a fit takes.
    func rows(_ seizures: [Interval], count: Int) -> TrainingRows {
        let end = seizures.dropFirst(count).first.map { $0.start - RowCollector.secondsBefore }
        let seizures = Array(seizures.prefix(count))
        var rows = TrainingRows(channels: channels, inputCount: inputCount)
        let columnCount = rows.columnCount
        let share = max(
            1, (seconds.count + RowCollector.rowCountMax - 1) / RowCollector.rowCountMax)
        rows.spacingSeconds = RowCollector.rowSeconds * Double(share)
        for (index, now) in seconds.enumerated() {
            guard now <= end ?? now, let isSeizure = RowCollector.meaning(of: now, seizures),
                isSeizure || index % share == 0
            else { continue }
            let piece = Int32(seizures.firstIndex { now <= $0.end } ?? seizures.count)
            rows.append(
                .init(isSeizure: isSeizure, recording: 0, piece: piece),
                inputs[index * columnCount..<(index + 1) * columnCount])
        }
        return rows
    }
}
