import Acquisition
import ClosedLoop
import Detection
import Planning
import Recordings
import SignalSources
import Training

/// The stimulus through the same front end and loop, offline: how long the detector needs of each burst
/// before it decides, whatever the machine.
struct RoundTripRehearsal {
    private let plans: CapturePlans
    private let stimulus: RoundTripStimulus
    private let cable: Int

    /// - Parameters:
    ///   - stimulus: at the loop's rate.
    ///   - cable: the device's channel that has the stimulus, from 0 on; others have the noise.
    init(_ plans: CapturePlans, _ stimulus: RoundTripStimulus, cable: Int) {
        self.plans = plans
        self.stimulus = stimulus
        self.cable = cable
    }

    /// From each burst's first sample to the end of the hop that decides, sorted, s; nil where a burst
    /// raises no detection while it lasts.
    ///
    /// - Throws: where something is detected before the first burst.
    func run() throws -> [Double]? {
        let detections = onsets()
        guard detections.allSatisfy({ $0 > stimulus.starts[0] }) else {
            throw RunError(
                "by these settings the loop detects something in faint noise, before any stimulus: "
                    + "raise the detector's thresholds")
        }
        var found: [Double] = []
        for start in stimulus.starts {
            let burst = start..<start + Int64(stimulus.burstFrames)
            guard let onset = detections.first(where: { burst.contains($0) }) else { return nil }
            found.append(Double(onset - start) / plans.planned.signal.rateHertz)
        }
        return found.sorted()
    }

    /// The frames after the hops that began an episode.
    private func onsets() -> [Int64] {
        let frames = stimulus.rateHertz
        let frontEndPlan = plans.frontEnd
        var frontEnd = FrontEnd(frontEndPlan, blockFramesMax: frames)
        var block = SampleBlock(
            channelCount: frontEndPlan.inputs.count, capacityFrames: frames)
        var counts = [SIMD8<Int16>](repeating: SIMD8(), count: frames * frontEnd.groupCount)
        let stepper = LoopStepper(plans.planned.plan, firstFrame: 0)
        var onsets: [Int64] = []
        for first in stride(from: 0, to: stimulus.endFrame, by: frames) {
            block.refill(firstFrame: first) { (values: inout [Float]) in
                for (row, input) in frontEndPlan.inputs.enumerated() {
                    for frame in 0..<frames {
                        values[row * frames + frame] = microvolts(first + Int64(frame), input)
                    }
                }
            }
            var span = counts.mutableSpan
            frontEnd.convert(block, frames: 0..<frames, into: &span)
            stepper.feed(counts, frameCount: frames, firstFrame: first) { decision, loop in
                if decision.change == .onset { onsets.append(decision.endFrame) }
            }
        }
        return onsets
    }

    /// What a cable without loss brings.
    private func microvolts(_ frame: Int64, _ input: Int) -> Float {
        let isCable = input == cable
        let latest = stimulus.starts.lastIndex(where: { $0 <= frame }) ?? -1
        let trial = isCable ? latest : -1
        // The noise of another time on the other channels.
        let sample = stimulus.sample(
            at: isCable ? frame : frame + Int64(input + 1) << 32, trial: trial)
        return Float(Double(sample) / 2_147_483_648 * plans.capture.microvoltsPerFullScale)
    }
}
