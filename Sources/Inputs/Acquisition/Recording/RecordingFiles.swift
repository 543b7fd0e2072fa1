import Foundation
import Recordings

/// The recording of a capture, in one file or in one after the other, from the first frame or from
/// an edge on. A replay of one file that holds the whole capture makes the same decisions.
package struct RecordingFiles: ~Copyable, Sendable {
    /// What is on the disk when all is closed.
    package struct Outcome: Sendable {
        package var framesRecorded: Int64 = 0
        package var filesComplete = 0
        /// Whether what was to start the recording came.
        package var hasStarted = false
        /// Frames from before what was to be recorded.
        package var framesPassedOver: Int64 = 0
        package var problem: RecordingError?
        /// The disk did not answer in time; more may be on it than is counted.
        package var isUnfinished = false
    }

    /// What is asked from outside while the recording goes on.
    package struct Signals: Sendable {
        /// The frame that starts the recording, once that is known.
        package var startFrame: @Sendable () -> Int64? = { 0 }
        /// How many times a new file was asked for.
        package var rotations: @Sendable () -> Int = { 0 }

        package init() {}
    }

    /// What the loop says of a moment is known so long after it at most: until then a file that is
    /// over takes annotations.
    private static let lateSeconds = 30.0

    private let plan: RecordingPlan
    private let signals: Signals
    /// Nil where there is one file.
    private let archive: RecordingArchive?
    private var file: CaptureRecording?
    /// The file before, while it takes annotations.
    private var previous: CaptureRecording?
    /// Where the file under way ends.
    private var endFrame = Int64.max
    /// What is said of frames beyond that end, which the loop had first.
    private var ahead: [RecordingAnnotation] = []
    private var latestFrame: Int64 = 0
    private var rotationsDone = 0
    private var nextLookFrame: Int64 = 0
    private var isReserveReached = false
    /// Until the recording starts, where that is later.
    private var early: EarlyFrames?
    private var outcome = Outcome()

    /// Makes the first file, or, where the recording starts later, sees whether it can be made.
    ///
    /// - Parameter archive: completes the files of a plan that rotates.
    package init(
        _ plan: RecordingPlan, _ signals: Signals = Signals(), archive: RecordingArchive? = nil
    ) throws(RecordingError) {
        precondition((plan.rotateSeconds == nil) == (archive == nil), "files need an archive")
        self.plan = plan
        self.signals = signals
        self.archive = archive
        try open(at: 0)
        guard plan.beforeSeconds != nil else { return }
        early = EarlyFrames(plan)
        _ = file.take()?.abandon()
        try? FileManager.default.removeItem(atPath: plan.path(ofFrame: 0))
    }

    /// Whether there is a file.
    package var hasStarted: Bool {
        switch file {
        case .some: true
        case .none: false
        }
    }

    /// Writes what has come in since the last time.
    package mutating func write(from tap: CaptureTap) throws(RecordingError) {
        if let problem = archive?.problem { throw problem }
        try tap.drain { (firstFrame, frames, counts) throws(RecordingError) in
            let piece = FramePiece(firstFrame: firstFrame, frames: frames, counts: counts)
            latestFrame = piece.endFrame
            if hasStarted { return try put(piece) }
            early?.add(piece)
            guard let frame = signals.startFrame() else {
                early?.forget(before: plan.firstFrame(latestFrame), plan)
                return
            }
            try start(at: plan.firstFrame(frame))
        }
        retirePrevious(ifOlderThan: Self.lateSeconds)
        hearRotations()
        try watchDisk()
    }

    /// Adds an annotation to the file that it lies in.
    package mutating func annotate(_ annotation: RecordingAnnotation) throws(RecordingError) {
        guard let start = file?.firstFrame else {
            early?.annotate(annotation)
            return
        }
        if annotation.onsetSeconds < plan.seconds(start) {
            try previous?.annotate(annotation)
        } else if annotation.onsetSeconds >= plan.seconds(endFrame) {
            ahead.append(annotation)
        } else {
            try file?.annotate(annotation)
        }
    }

    /// Completes what is under way.
    package consuming func close() -> Outcome {
        passOverEarly()
        outcome.hasStarted = hasStarted
        // No file comes that has them.
        for annotation in ahead { try? file?.annotate(annotation) }
        guard let archive else {
            if let (summary, problem) = file.take()?.close() {
                outcome.framesRecorded += summary.frameCount
                outcome.filesComplete = problem == nil ? 1 : 0
                outcome.problem = problem
            }
            return outcome
        }
        // The first is whole even where the last could not be.
        if let old = previous.take() { archive.take(old) }
        if let last = file.take() { archive.take(last) }
        let archived = archive.finish()
        outcome.framesRecorded = archived.framesRecorded
        outcome.filesComplete = archived.filesComplete
        outcome.problem = archived.problem
        outcome.isUnfinished = archived.isUnfinished
        return outcome
    }

    /// Leaves what could not be written any more as whole as it can be.
    package consuming func abandon(because problem: RecordingError) -> Outcome {
        var frames: Int64 = 0
        let hasStarted = hasStarted
        // With the reserve there is room to complete it.
        if !isReserveReached, let summary = file.take()?.abandon() { frames = summary.frameCount }
        var outcome = close()
        outcome.hasStarted = hasStarted
        outcome.framesRecorded += frames
        outcome.problem = problem
        return outcome
    }

    private mutating func open(at frame: Int64) throws(RecordingError) {
        let first = plan.wholeSecond(frame)
        file = try CaptureRecording(
            creating: plan.path(ofFrame: first), plan.shape, firstFrame: first)
        endFrame = plan.rotateSeconds.map { first + plan.frame(ofSecond: Int64($0)) } ?? .max
    }

    private mutating func put(_ piece: FramePiece) throws(RecordingError) {
        if let head = piece.part(in: Int64.min..<endFrame) { try file?.write(head) }
        guard let tail = piece.part(in: endFrame..<Int64.max) else { return }
        retirePrevious(ifOlderThan: 0)
        previous = file.take()
        try open(at: tail.firstFrame)
        let annotations = ahead
        ahead = []
        for annotation in annotations { try annotate(annotation) }
        try put(tail)
    }

    private mutating func retirePrevious(ifOlderThan seconds: Double) {
        guard let end = file?.firstFrame, plan.seconds(latestFrame - end) >= seconds else { return }
        if let old = previous.take() { archive?.take(old) }
    }

    /// Ends the file at the next whole second where somebody asks for it.
    private mutating func hearRotations() {
        let asked = signals.rotations()
        guard asked != rotationsDone, hasStarted, archive != nil else { return }
        rotationsDone = asked
        endFrame = min(endFrame, plan.wholeSecond(latestFrame) + plan.frame(ofSecond: 1))
    }

    /// Once a second: a disk that would be full soon ends the recording in good order.
    private mutating func watchDisk() throws(RecordingError) {
        guard let reserve = plan.reserve, latestFrame >= nextLookFrame else { return }
        nextLookFrame = latestFrame + plan.frame(ofSecond: 1)
        guard hasStarted, let free = reserve.free(), free < reserve.bytes else { return }
        isReserveReached = true
        let texts = DiskReserve.texts([free, reserve.bytes])
        throw RecordingError(
            plan.path,
            .cannotWrite(
                reason: "\(texts[0]) are left on its disk, and \(texts[1]) are its reserve"))
    }

    private mutating func start(at frame: Int64) throws(RecordingError) {
        outcome.framesPassedOver += early?.pass(to: frame) ?? 0
        // Frames may be missing there.
        guard let waiting = early, let first = waiting.first(from: frame) else { return }
        early = nil
        try open(at: first)
        for annotation in waiting.annotations { try annotate(annotation) }
        for piece in waiting.pieces(from: first) { try put(piece) }
    }

    private mutating func passOverEarly() {
        outcome.framesPassedOver += early?.pass(to: .max) ?? 0
    }
}
