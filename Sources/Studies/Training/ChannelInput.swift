import Detection
import Planning

/// A channel's input in a model's order, 1/1,024 octave.
///
/// - Parameters:
///   - lane: of the channel, within its group of eight.
///   - bands: of a travelling model, which counts bands from the highest that any rate has; nil where
///     the device's order is the model's.
func channelInput(
    _ input: Int, of inputs: LearnedLanes, lane: Int, _ bands: SharedBands?
) -> Int32 {
    guard let bands else { return inputs[input][lane] }
    return bands.deviceInput(of: input).map { inputs[$0][lane] } ?? 0
}
