import Acquisition
import Journal
import RunFolder
import SignalSources

/// What the clips of a capture are made of.
struct CaptureClips {
    private let request: ClipRequest
    private let tap: CaptureTap
    private let shape: RecordingShape
    /// As "TRIG rising": those of `--trigger`; a train of pulses or an edge that starts the recording
    /// is no reason for a clip.
    private let triggers: Set<String>

    /// Nil where no clips are asked for.
    ///
    /// - Parameter tap: that the source fills.
    init?(
        _ options: Capture.Options, _ settings: CaptureSettings, _ tap: CaptureTap?,
        _ shape: RecordingShape
    ) throws {
        guard let request = options.loop.clips, let tap else { return nil }
        self.request = request
        self.tap = tap
        self.shape = shape
        var wanted = TriggerPlan.Requests()
        wanted.triggers = options.triggers.triggers
        triggers = Set(
            try TriggerPlan(
                wanted, channelNames: settings.channelNames,
                microvoltsPerFullScale: settings.microvoltsPerFullScale
            ).lines.map { "\($0.name) \($0.slope.rawValue)" })
        try request.checkRoom(
            channels: shape.channels.count, rate: shape.rate, in: options.loop.output)
    }

    var remarks: [String] { [request.remark(channels: shape.channels.count, rate: shape.rate)] }

    /// Frames of those that the device gave, once the clips have ended, that a slow disk kept from them.
    func framesMissed(of read: Int64) -> Int64 { read - tap.framesTaken }

    func start(in folder: RunFolder, _ context: RunContext) throws -> ClipLog {
        try ClipLog(
            LiveClips(
                TapFeed(tap: tap),
                ClipRecording(request, shape, in: "\(folder.path)/\(ClipList.folderName)")),
            request, in: folder, context, triggers: triggers)
    }
}
