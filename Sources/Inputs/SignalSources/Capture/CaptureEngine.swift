import Acquisition
import Alsa
import Recordings
import Stimulation

/// The device at work: reads what is there, makes counts of it, and goes on after what is lost. One
/// thread at a time uses it.
final class CaptureEngine: @unchecked Sendable {
    enum Fetched { case frames, silent, stopped }

    let settings: CaptureSettings
    let timeline: Timeline
    /// The loop's frames end here; earlier once an edge has ended the run.
    var endFrame: Int64
    let isStopped: @Sendable () -> Bool
    /// Called whenever the thread has waited, in vain or not.
    var supervise: @Sendable () -> Void = {}
    let output: PulseOutput?
    /// Each takes what comes in.
    let taps: [CaptureTap]
    /// Nil without a trigger.
    let triggers: TriggerWatch?
    private let holdNanoseconds: Int64

    /// Nil while the device is away.
    var device: CaptureDevice?
    /// Looks for the device while it is away; nil until it first is.
    var reopening: Reopening<CaptureStream>?
    /// While a stream that was started again has not told where it begins.
    var resumed: ResumedIndex?
    var index: FrameIndex
    var report: CaptureReport
    /// Times of the latest overruns.
    var overrunTimes: [Int64] = []
    /// Times that the device was started again since it last gave a frame.
    var restartsInVain = 0

    /// Device frames from the index's `nextDeviceFrame` on.
    var bytes: [UInt8]
    var converter: CaptureConverter
    /// Frames of the block that are filled and taken.
    var filledFrames = 0
    var takenFrames = 0
    var firstFrame: Int64 = 0

    /// The device frame that the latest reading began with: the first of a period.
    var readFrom: Int64 = 0
    /// Frames that the device had acquired then and kept back.
    var framesHeldBack = 0

    /// For whoever asks while the run goes on.
    let moment = CaptureMoment()

    private var isBegun = false
    var latestFrameNanoseconds: Int64 = 0
    /// How long the device was waited for in vain. Only waits count: a program that was stopped in
    /// one has not listened.
    var silence: Int64 = 0
    var isHeld = false
    var zeroFrames: Int64 = 0

    init(
        _ settings: CaptureSettings, _ plan: FrontEndPlan, endFrame: Int64, gapFramesMin: Int,
        holdSeconds: Double, taps: [CaptureTap], output: PulseOutput?, timeline: Timeline,
        isStopped: @escaping @Sendable () -> Bool
    ) throws(AlsaError) {
        let device = CaptureDevice.alsa(try CaptureStream(settings.request))
        let grant = device.grant
        self.settings = settings
        self.timeline = timeline
        self.endFrame = endFrame
        self.isStopped = isStopped
        self.output = output
        self.taps = taps
        self.device = device
        triggers =
            settings.triggers.lines.isEmpty
            ? nil : TriggerWatch(settings.triggers, rateHertz: grant.rateHertz)
        holdNanoseconds = Int64(holdSeconds * 1e9)
        index = FrameIndex(grant, settings.conversion, gapFramesMin: gapFramesMin)
        report = CaptureReport(grant: grant)
        overrunTimes.reserveCapacity(settings.overrunsPerMinuteMax + 1)
        output?.probe?.listen(to: grant)
        let conversion = settings.conversion
        let capacity = CaptureEngine.blockFrames(grant, conversion)
        // Of so many device frames never more than the capacity can be made.
        let held = max(1, Int(Int64(capacity + 1) * conversion.down / conversion.up - 1))
        bytes = [UInt8](repeating: 0, count: held * grant.frameBytes)
        converter = CaptureConverter(
            settings, plan, grant, capacityFrames: capacity, deviceFramesMax: held)
    }

    /// Frames of the loop that are made at once: a few periods, at least one frame.
    static func blockFrames(_ grant: StreamGrant, _ conversion: RateConversion) -> Int {
        let deviceFrames = Int64(min(4_096, max(64, 4 * grant.periodFrames)))
        return max(1, Int(deviceFrames * conversion.up / conversion.down))
    }

    /// What the front end reads.
    var block: SampleBlock { converter.block }

    var readyFrames: Int { filledFrames - takenFrames }
    var nextFrame: Int64 {
        readyFrames > 0 ? firstFrame + Int64(takenFrames) : index.nextFrame
    }

    func take(_ count: Int) {
        takenFrames += count
        report.ledger.read += Int64(count)
    }

    /// When the signal of a frame of the loop was complete at the device, in nanoseconds of the
    /// monotonic clock: before the frame itself was, by the group delay. Never later than it was
    /// handed over.
    func acquired(_ frame: Int64) -> Int64 {
        let conversion = settings.conversion
        let time = index.nanoseconds(
            ofFrames: conversion.deviceFrames(ofFrames: frame + 1 - conversion.delayFrames))
        return min(time, latestFrameNanoseconds)
    }

    /// How long the device kept a frame of the loop to itself after it was complete there: until the
    /// period that has its end was over, and what the device keeps back of all.
    func held(_ frame: Int64) -> Int64 {
        let end = settings.conversion.deviceFrames(ofFrames: frame + 1)
        let complete = min(index.nanoseconds(ofFrames: end), latestFrameNanoseconds)
        let period = Int64(report.grant.periodFrames)
        let periods = max(0, end - readFrom + period - 1) / period
        let given = max(end, readFrom + periods * period) + Int64(framesHeldBack)
        let time = min(index.nanoseconds(ofFrames: given), latestFrameNanoseconds)
        return max(0, time - complete)
    }

    func hear(_ pulse: Pulse) {
        guard let output else { return }
        guard index.clock.isUsable else { return output.leaveOut() }
        let first = settings.conversion.leadFrames
        output.add(
            pulse, at: index.nanoseconds(ofMicroseconds: pulse.startMicroseconds, from: first))
        output.serve()
    }

    var finishedReport: CaptureReport {
        var finished = report
        let drift = index.clock.driftPartsPerMillion
        finished.isDeviceTime = index.isDeviceTime
        finished.deviceFramesSetAside = index.framesSetAside
        finished.driftPartsPerMillion = drift
        finished.measuredHertz = index.rate.measuredHertz
        if let drift, abs(drift) > RateWatch.warningPartsPerMillion {
            finished.measuredHertz = Double(report.grant.rateHertz) * (1 + drift * 1e-6)
        }
        finished.output = output?.report
        return finished
    }

    /// Waits until there is at least one frame of the loop, the run is stopped, or the device has
    /// been silent for too long: then says so, once and whenever the output is lost or back, and waits
    /// on.
    func fetch() throws(CaptureError) -> Fetched {
        if !isBegun { try begin() }
        defer { tellMoment() }
        while true {
            if isStopped() { return .stopped }
            supervise()
            try serveOutput()
            if isHeld, output?.hasNews == true { return .silent }
            guard let device else {
                if hold() { return .silent }
                try reconnect()
                continue
            }
            if try listen(to: device) { return .frames }
            if silence > holdNanoseconds, hold() { return .silent }
            if Double(silence) > settings.silenceSecondsMax * 1e9 { try giveUp() }
        }
    }

    private func tellMoment() {
        moment.tell(
            driftPartsPerMillion: index.clock.driftPartsPerMillion, isAway: isHeld,
            reconnects: report.reconnects, overruns: report.overruns)
    }

    /// Waits for the device a moment; true when a frame of the loop is complete.
    private func listen(to device: CaptureDevice) throws(CaptureError) -> Bool {
        let before = timeline.now
        let milliseconds = output == nil ? 20 : 2
        switch device.wait(milliseconds: milliseconds, timeline) {
        case .frames:
            if try read(device) { return true }
        case .timedOut:
            if resumed != nil { try findIndex(device) }
            silence += min(timeline.now - before, 2_000_000 * Int64(milliseconds))
        case .broken:
            try recover(device)
        case .lost(let code):
            try lose(code)
        }
        return false
    }

    private func begin() throws(CaptureError) {
        isBegun = true
        latestFrameNanoseconds = timeline.now
        index.note(suspended: timeline.suspended)
        if case .lost(let code) = device?.start() { try lose(code) }
    }

    /// Ends what goes on at the device; one that is silent is not waited for.
    func finish() {
        if isHeld { device?.abandon(timeline) } else { device?.stop() }
    }

    /// True the first time that the device is silent for too long.
    private func hold() -> Bool {
        guard !isHeld else { return false }
        isHeld = true
        report.holds += 1
        return true
    }

    /// The device has been silent for too long: the end of the run, or it is opened anew.
    private func giveUp() throws(CaptureError) {
        device?.abandon(timeline)
        device = nil
        silence = 0
        guard settings.reconnects else {
            throw CaptureError(
                device: settings.request.device,
                problem: .silent(seconds: settings.silenceSecondsMax))
        }
    }

    private func serveOutput() throws(CaptureError) {
        guard let output else { return }
        output.serve()
        tellBurst(of: output)
        if let problem = output.problem {
            throw CaptureError(device: output.device, problem: problem)
        }
    }
}
