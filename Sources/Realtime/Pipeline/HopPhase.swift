import SignalSources

/// Where in a hop the source stands, so that no block of a paced source reaches beyond a hop's end:
/// the hop's decision would have to wait for the frames after it.
struct HopPhase {
    let hopFrames: Int
    let blockFrames: Int
    private var framesInHop = 0
    private var nextFrame: Int64

    /// - Parameters:
    ///   - blockFrames: most frames of a block.
    ///   - firstFrame: index of the first frame to come.
    init(hopFrames: Int, blockFrames: Int, firstFrame: Int64) {
        self.hopFrames = hopFrames
        self.blockFrames = blockFrames
        nextFrame = firstFrame
    }

    /// Most frames that the next block may have.
    var framesMax: Int { min(blockFrames, hopFrames - framesInHop) }

    /// Whether the frames so far end with a hop, so that the loop is deciding.
    var isAtHopEnd: Bool { framesInHop == 0 }

    /// Notes frames that come next; the loop begins a new hop after a gap.
    mutating func take(_ frames: SourceFrames) {
        if frames.firstFrame != nextFrame { framesInHop = 0 }
        nextFrame = frames.firstFrame + Int64(frames.frameCount)
        framesInHop = (framesInHop + frames.frameCount) % hopFrames
    }

    /// Notes that the full ring dropped these frames: the loop begins a new hop at the next block
    /// that goes through.
    mutating func drop() { framesInHop = 0 }
}
