/// Some frames of all channels, in counts laid out [channel][frames].
struct FramePiece: Sendable {
    var firstFrame: Int64
    var frames: Int
    var counts: [Int16]

    var endFrame: Int64 { firstFrame + Int64(frames) }

    /// The part of it that lies in a stretch; nil where none does.
    func part(in stretch: Range<Int64>) -> FramePiece? {
        let first = max(firstFrame, stretch.lowerBound)
        let end = min(endFrame, stretch.upperBound)
        guard first < end else { return nil }
        guard end - first < frames else { return self }
        let places = Int(first - firstFrame)..<Int(end - firstFrame)
        let channels = counts.count / frames
        return FramePiece(
            firstFrame: first, frames: places.count,
            counts: (0..<channels).flatMap { channel in
                counts[
                    (channel * frames + places.lowerBound)..<(channel * frames + places.upperBound)]
            })
    }
}
