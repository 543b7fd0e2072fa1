import FixedPoint

/// Frames of a signal, one value of each channel and frame; unused lanes are 0.
func frames(
    _ range: Range<Int>, channelCount: Int, _ count: (_ channel: Int, _ frame: Int) -> Int
) -> [CountLanes] {
    let groupCount = laneGroups(channelCount: channelCount)
    var frames = [CountLanes](repeating: CountLanes(), count: range.count * groupCount)
    for (place, frame) in range.enumerated() {
        for channel in 0..<channelCount {
            frames[place * groupCount + channel / 8][channel % 8] =
                Int16(clamping: max(-32_768, count(channel, frame)))
        }
    }
    return frames
}

/// White noise made of whole numbers only, the same for the same channel and frame, up to an
/// amplitude.
func hiss(_ channel: Int, _ frame: Int, amplitude: Int) -> Int {
    var mixed = UInt64(bitPattern: Int64(frame)) &* 0x9E37_79B9_7F4A_7C15
    mixed = (mixed ^ UInt64(channel) ^ (mixed >> 29)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 32)) &* 0x94D0_49BB_1331_11EB
    return Int((mixed >> 33) % UInt64(2 * amplitude + 1)) - amplitude
}
