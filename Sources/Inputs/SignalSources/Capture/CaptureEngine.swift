import Alsa
import Realtime
import Recordings
import Stimulation

/// The device at work: reads what is there, makes counts of it, and keeps the frame index true to the
/// device's clock whatever is lost. One thread at a time uses it.
final class CaptureEngine: @unchecked Sendable {
    enum Fetched { case frames, silent, stopped }

    let settings: CaptureSettings
    /// The loop's frames end here.
    let endFrame: Int64
    let gapFramesMin: Int64
    let isStopped: @Sendable () -> Bool
    let output: PulseOutput?
    let tap: CaptureTap?
    private let holdNanoseconds: Int64

    /// Nil while the device is away.
    var stream: CaptureStream?
    /// Under way while the device is away.
    var opening: CaptureOpening?
    var clock: DeviceClock
    var watch: LossWatch
    var report: CaptureReport
    /// Times of the latest overruns.
    var overrunTimes: [Int64] = []

    /// Index of the first device frame that no frame of the loop holds yet, gaps counted.
    var nextDeviceFrame: Int64 = 0
    /// Device frames in `bytes`, from that one on.
    var heldFrames = 0
    /// Device frames to come that belong to a gap.
    var framesToDiscard: Int64 = 0
    var bytes: [UInt8]
    var converter: CaptureConverter
    /// Frames of the block that are filled and taken.
    var filledFrames = 0
    var takenFrames = 0
    var firstFrame: Int64 = 0

    var latestFrameNanoseconds: Int64 = 0
    var isHeld = false
    var zeroFrames: Int64 = 0

    init(
        _ settings: CaptureSettings, _ plan: FrontEndPlan, endFrame: Int64, gapFramesMin: Int,
        holdSeconds: Double, tap: CaptureTap?, output: PulseOutput?,
        isStopped: @escaping @Sendable () -> Bool
    ) throws(AlsaError) {
        let stream = try CaptureStream(settings.request)
        let grant = stream.grant
        self.settings = settings
        self.endFrame = endFrame
        self.gapFramesMin = Int64(max(1, gapFramesMin))
        self.isStopped = isStopped
        self.output = output
        self.tap = tap
        self.stream = stream
        holdNanoseconds = Int64(holdSeconds * 1e9)
        clock = DeviceClock(rateHertz: Double(grant.rateHertz))
        watch = LossWatch(
            nanosecondsPerFrame: 1e9 / Double(grant.rateHertz),
            toleranceNanoseconds: max(20_000_000, 3e9 * grant.periodSeconds))
        report = CaptureReport(grant: grant)
        let capacity = CaptureEngine.blockFrames(grant, settings.framesAveraged)
        bytes = [UInt8](
            repeating: 0, count: ((capacity + 1) * settings.framesAveraged - 1) * grant.frameBytes)
        converter = CaptureConverter(settings, plan, grant, capacityFrames: capacity)
    }

    /// Frames of the loop that are made at once: a few periods, at least one frame.
    static func blockFrames(_ grant: StreamGrant, _ framesAveraged: Int) -> Int {
        max(1, min(4_096, max(64, 4 * grant.periodFrames)) / framesAveraged)
    }

    /// What the front end reads.
    var block: SampleBlock { converter.block }

    var readyFrames: Int { filledFrames - takenFrames }
    var nextFrame: Int64 {
        readyFrames > 0
            ? firstFrame + Int64(takenFrames) : nextDeviceFrame / Int64(settings.framesAveraged)
    }

    func take(_ count: Int) { takenFrames += count }

    /// When a frame of the loop was complete at the device, in nanoseconds of the monotonic clock;
    /// never later than it was handed over.
    func acquired(_ frame: Int64) -> Int64 {
        let time = clock.nanoseconds(ofFrames: (frame + 1) * Int64(settings.framesAveraged))
        return min(time, latestFrameNanoseconds)
    }

    func hear(_ pulse: Pulse) {
        guard let output, clock.isUsable else { return }
        let frames = Double(pulse.startMicroseconds) * 1e-6 * Double(report.grant.rateHertz)
        output.add(pulse, at: clock.nanoseconds(ofFrames: Int64(frames.rounded())))
        output.serve()
    }

    var finishedReport: CaptureReport {
        var finished = report
        finished.driftPartsPerMillion = clock.driftPartsPerMillion
        finished.output = output?.report
        return finished
    }

    /// Waits until there is at least one frame of the loop, the run is stopped, or the device has
    /// been silent for too long: then once says so, and waits on.
    func fetch() throws(CaptureError) -> Fetched {
        if latestFrameNanoseconds == 0 { try begin() }
        while true {
            if isStopped() { return .stopped }
            try serveOutput()
            guard let stream else {
                if hold() { return .silent }
                try reconnect()
                continue
            }
            switch stream.wait(milliseconds: output == nil ? 20 : 2) {
            case .frames:
                if try read(stream) { return .frames }
            case .timedOut:
                break
            case .broken:
                try recover(stream)
            case .lost(let code):
                try lose(code)
            }
            let silence = MonotonicClock.now - latestFrameNanoseconds
            if silence > holdNanoseconds, hold() { return .silent }
            if Double(silence) > settings.silenceSecondsMax * 1e9 { try giveUp() }
        }
    }

    private func begin() throws(CaptureError) {
        latestFrameNanoseconds = MonotonicClock.now
        if case .lost(let code) = stream?.start() { try lose(code) }
        latestFrameNanoseconds = MonotonicClock.now
    }

    /// Ends what goes on at the devices; one that is silent is not waited for.
    func finish() {
        if isHeld { stream?.abandon() } else { stream?.stop() }
        output?.finish()
    }

    /// True the first time that the device is silent for too long.
    private func hold() -> Bool {
        guard !isHeld else { return false }
        isHeld = true
        output?.cut()
        report.holds += 1
        return true
    }

    /// The device has been silent for too long: the end of the run, or it is opened anew.
    private func giveUp() throws(CaptureError) {
        stream?.abandon()
        stream = nil
        guard settings.reconnects else {
            throw CaptureError(
                device: settings.request.device,
                problem: .silent(seconds: settings.silenceSecondsMax))
        }
    }

    private func serveOutput() throws(CaptureError) {
        guard let output else { return }
        output.serve()
        if let problem = output.problem {
            throw CaptureError(device: output.device, problem: .outputLost(problem))
        }
    }
}
