import Acquisition
import Alsa
import Stimulation

/// The pulse train as a signal on a playback device, for an oscilloscope or a cable back to the
/// input. It is a picture of the simulated current, scaled; it must never lead to a person.
///
/// Channel 1 has the pulses, the first phase negative; channel 2, if there is one, is up while a
/// pulse is under way. Every pulse leaves the same time after its simulated edge, which is as long as
/// what the device holds and a little more; one that comes too late for that is left out.
package final class PulseOutput: @unchecked Sendable {
    package let device: String
    /// Why there can be no more pulses.
    var problem: CaptureError.Problem?

    /// What is played beside the pulses, and listened for; nil for nothing.
    let probe: RoundTripProbe?

    /// Nil while the device is away.
    var stream: PlaybackStream?
    let timeline: Timeline
    let reconnects: Bool
    var reopening: Reopening<PlaybackStream>
    /// Why the device is away: 0 while it plays, which one that is open again does once it has taken
    /// frames.
    var loss: Int32 = 0
    /// The same of what was not told yet, and whether it was away when that was told last.
    var lossToTell: Int32 = 0
    var wasToldAway = false
    var opened: OutputReport
    var track: PulseTrack
    private var clock: DeviceClock
    private var rate: RateWatch
    var isRunning = false
    /// Times that the device was started again since it last took frames while it ran.
    var restartsInVain = 0
    /// For how long it was served in vain, and when last.
    private var stillNanoseconds: Int64 = 0
    private var servedNanoseconds: Int64 = 0
    private var bytes: [UInt8]

    /// Room for compute latency and for the wake-up, beyond what the device holds.
    private static let marginSeconds = 0.005
    /// A device that takes no frame for so long counts as lost, and what stands for that among error
    /// numbers: none of the system's.
    static let stillSecondsMax = 2.0
    static let stillCode: Int32 = -1
    private static let restartsInVainMax = 10
    /// Only looks count: a program that was stopped between two of them has not looked.
    private static let lookNanosecondsMax: Int64 = 50_000_000

    /// Opens the device.
    ///
    /// - Parameters:
    ///   - milliamperesFullScale: the current that is the device's full scale.
    ///   - reconnects: open the device again when it comes back.
    package init(
        _ request: StreamRequest, milliamperesFullScale: Double = 12, reconnects: Bool = false,
        probe: RoundTripProbe? = nil, timeline: Timeline = .machine
    ) throws(AlsaError) {
        var request = request
        request.bufferSeconds = max(0.01, 2 * request.periodSecondsMin)
        let stream = try PlaybackStream(request)
        let grant = stream.grant
        self.stream = stream
        self.reconnects = reconnects
        self.probe = probe
        self.timeline = timeline
        device = request.device
        reopening = Reopening(request, as: grant)
        let scale = OutputScale(
            rateHertz: grant.rateHertz, bits: grant.format.bits,
            milliamperesFullScale: milliamperesFullScale)
        track = PulseTrack(scale, heldFrames: grant.bufferFrames)
        clock = DeviceClock(rateHertz: Double(grant.rateHertz))
        rate = RateWatch(rateHertz: grant.rateHertz, periodSeconds: grant.periodSeconds)
        bytes = [UInt8](repeating: 0, count: grant.bufferFrames * grant.frameBytes)
        opened = OutputReport(
            grant: grant, scale: scale,
            latencySeconds: Double(grant.bufferFrames) / Double(grant.rateHertz)
                + Self.marginSeconds)
    }

    /// What came of it so far.
    package var report: OutputReport {
        var report = opened
        report.pulsesPlayed = track.pulsesPlayed
        report.pulsesLate = track.pulsesLeftOut
        report.pulsesWhileAway = track.pulsesWhileAway
        report.pulsesInDoubt = track.pulsesInDoubt
        report.pulsesResumed = track.pulsesResumed
        report.netCounts = track.netCounts
        report.doubtCounts = track.doubtCounts
        return report
    }

    /// When the device began to play, by its clock; nil before.
    var startedNanoseconds: Int64? {
        isRunning && clock.isUsable ? clock.nanoseconds(ofFrames: 0) : nil
    }

    /// When the stimulus's next burst to be told of left; nil before it has.
    var burstLeftNanoseconds: Int64? {
        guard let frame = probe?.nextStart, isRunning, clock.isUsable,
            clock.frames(atNanoseconds: timeline.now) >= Double(frame)
        else { return nil }
        return clock.nanoseconds(ofFrames: frame)
    }

    /// Takes a pulse whose simulated first edge is at an instant of the monotonic clock.
    func add(_ pulse: Pulse, at nanoseconds: Int64) {
        guard problem == nil, isRunning, !isAway, clock.isUsable else { return leaveOut() }
        let leaves = nanoseconds + Int64(opened.latencySeconds * 1e9)
        let frame = Int64(clock.frames(atNanoseconds: leaves).rounded())
        track.add(OutputPulse(pulse, firstFrame: frame, opened.scale))
    }

    /// A pulse has no place on the device.
    func leaveOut() {
        if isAway { track.leaveOutAway() } else { track.leaveOut() }
    }

    /// Hands the device what it has room for; looks for it while it is away. Waits for nothing but what a
    /// server says to being started again, where the device ran dry.
    func serve() {
        guard problem == nil else { return }
        let now = timeline.now
        stillNanoseconds += min(now - servedNanoseconds, Self.lookNanosecondsMax)
        servedNanoseconds = now
        guard let stream else { return reconnect() }
        if !isRunning { start() }
        guard isRunning else { return }
        switch stream.room {
        case .frames(let count):
            if count > 0 {
                if let position = stream.position(timeline) { observe(position) }
                guard problem == nil else { return }
                if let taken = write(count), taken > 0 { notePlaying() }
            }
            if Double(stillNanoseconds) > Self.stillSecondsMax * 1e9 { lose(Self.stillCode) }
        case .broken: restart()
        case .lost(let code): lose(code)
        case .timedOut: break
        }
    }

    /// What takes frames while it runs is not away, and had not been when it broke before.
    private func notePlaying() {
        loss = 0
        stillNanoseconds = 0
        restartsInVain = 0
        track.goOn()
    }

    private func observe(_ position: StreamPosition) {
        let played = track.written - Int64(position.frames)
        track.note(delayFrames: position.frames)
        clock.observe(frames: played, nanoseconds: position.nanoseconds)
        rate.observe(frames: played, nanoseconds: position.nanoseconds)
        guard rate.isWrong, let measured = rate.measuredHertz else { return }
        fail(
            "it takes \(Int(min(measured, 1e9))) frames a second, measured, but its nominal rate is "
                + "\(opened.grant.rateHertz) Hz")
    }

    /// Lets the device play the pulses that it was given, which the run accounts for, then stops it.
    func finish() {
        let deadline = timeline.now + Int64((2 * opened.latencySeconds + 2) * 1e9)
        // Silence behind it: when that much is written, the pulse is played.
        var last = track.endFrame + track.heldFrames
        while problem == nil, isRunning, let stream, track.written < last, timeline.now < deadline {
            let underruns = opened.underruns
            _ = stream.wait(milliseconds: 2, timeline)
            serve()
            // A stream that began anew counts from 0.
            if opened.underruns > underruns {
                last = track.endFrame + track.heldFrames
            }
        }
        if problem == nil, !isAway, track.isUnderWay || isRunning && track.written < last {
            fail("it did not take the end of a pulse")
        }
        if isAway { stream?.abandon(timeline) } else { stream?.stop() }
    }

    /// Makes the device ready, fills it and starts it, at first or after it broke.
    ///
    /// A plug-in shows a server that is gone as it shows an underrun. Whether it can be made ready tells
    /// the two apart; PipeWire's can, but breaks whenever it is started.
    func start() {
        guard let stream else { return }
        guard restartsInVain <= Self.restartsInVainMax else { return lose(AlsaError.noAnswer) }
        switch stream.prepare() {
        case .frames: break
        case .lost(let code): return lose(code)
        case .broken, .timedOut:
            restartsInVain += 1
            return
        }
        if track.written > 0 { resume() }
        beginStream()
        guard write(opened.grant.bufferFrames) != nil else { return }
        if case .lost(let code) = stream.start() { lose(code) }
    }

    /// A stream begins, which tells its own time.
    func beginStream() {
        isRunning = true
        stillNanoseconds = 0
        clock = DeviceClock(rateHertz: Double(opened.grant.rateHertz))
        rate = RateWatch(
            rateHertz: opened.grant.rateHertz, periodSeconds: opened.grant.periodSeconds)
    }

    /// The frames taken; nil where the device broke or was lost.
    private func write(_ count: Int) -> Int? {
        guard let stream else { return nil }
        let grant = opened.grant
        let frames = min(count, grant.bufferFrames)
        for index in 0..<frames * grant.frameBytes { bytes[index] = 0 }
        unsafe bytes.withUnsafeMutableBytes { unsafe draw(frames, into: $0) }
        let outcome = unsafe bytes.withUnsafeBytes { all in
            unsafe stream.write(
                UnsafeRawBufferPointer(rebasing: all[..<(frames * grant.frameBytes)]))
        }
        switch outcome {
        case .frames(let taken):
            track.wrote(taken)
            return taken
        case .broken: restart()
        case .lost(let code): lose(code)
        case .timedOut: return 0
        }
        return nil
    }
}
