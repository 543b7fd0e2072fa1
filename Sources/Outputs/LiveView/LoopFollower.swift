import Pipeline

/// A run's loop a second time, behind it: its state is kept each minute, so that what would have been since
/// then can be computed from the kept frames. Each decision is checked against the run's.
struct LoopFollower {
    static let secondsBetween = 60.0

    /// The loop as it stood at a frame, before the cue of a number.
    struct State {
        let frame: Int64
        let cueNumber: Int
        let loop: LoopCopy
    }

    /// Of the last minutes, and the cues since the first of them, in order.
    private(set) var states: [State] = []
    private(set) var cues: [LoopCue] = []
    /// The number of the first of them.
    private(set) var firstCue = 0
    /// Why nothing can be followed any more.
    private(set) var problem: String?
    private let loop: LoopCopy
    private let file: CountsFile
    private let framesBetween: Int64
    private var waiting: [LoopCue] = []

    /// Cues at once, so that a run that was stopped is not waited for.
    static let cuesMax = 256
    /// What is read for them at once, but for a single hop, bytes.
    static let readBytesMax = 4 << 20

    init(_ start: LoopStart, _ file: CountsFile, rateHertz: Double) {
        loop = LoopCopy(start)
        self.file = file
        framesBetween = min(Int64(Self.secondsBetween * rateHertz), file.capacityFrames / 4)
        keepState()
    }

    /// The end of what has been followed, a frame.
    var endFrame: Int64 { loop.nextFrame }

    mutating func hear(_ cues: [LoopCue]) {
        guard problem == nil else { return }
        waiting += cues
        if waiting.count > LoopCue.waitingMax { fail("the run went by too fast") }
    }

    /// The oldest state from which all frames are kept.
    var oldest: State? {
        let first = file.kept.firstFrame
        return states.first { $0.frame >= first }
    }

    mutating func fail(_ problem: String) {
        self.problem = self.problem ?? problem
        states = []
        cues = []
        waiting = []
    }

    /// Follows some of the cues whose frames are kept; whether there was anything to do.
    mutating func follow() -> Bool {
        let kept = file.kept
        if let problem = kept.problem { fail(problem) }
        guard problem == nil else { return false }
        let taken = piece(
            of: waiting.prefix { $0.endFrame <= kept.nextFrame }, from: loop.nextFrame)
        guard !taken.isEmpty else { return false }
        var isSame = true
        let isWhole = loop.take(taken, from: file) { step, cue in
            isSame = isSame && step.decisionHash == cue.decisionHash
        }
        guard isWhole, isSame else {
            fail("frames or decisions of the run did not come through to the view")
            return false
        }
        cues += taken
        waiting.removeFirst(taken.count)
        if let last = states.last, loop.nextFrame >= last.frame + framesBetween { keepState() }
        forget(before: kept.firstFrame)
        return true
    }

    /// The first of some cues: as many as are taken at once from a frame on.
    func piece(of cues: ArraySlice<LoopCue>, from frame: Int64) -> ArraySlice<LoopCue> {
        let end = frame + Int64(Self.readBytesMax / file.frameBytes)
        let count = cues.prefix(Self.cuesMax).prefix { $0.endFrame <= end }.count
        return cues.prefix(max(1, count))
    }

    private mutating func keepState() {
        states.append(
            State(
                frame: loop.nextFrame, cueNumber: firstCue + cues.count,
                loop: LoopCopy(copying: loop)))
    }

    private mutating func forget(before frame: Int64) {
        guard let first = states.firstIndex(where: { $0.frame >= frame }), first > 0 else { return }
        states.removeFirst(first)
        cues.removeFirst(states[0].cueNumber - firstCue)
        firstCue = states[0].cueNumber
    }
}
