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
    private(set) var problem: String?

    /// What is played beside the pulses, and listened for; nil for nothing.
    let probe: RoundTripProbe?

    private let stream: PlaybackStream
    private let timeline: Timeline
    private var opened: OutputReport
    private var track: PulseTrack
    private var clock: DeviceClock
    private var rate: RateWatch
    private var isRunning = false
    private var bytes: [UInt8]

    /// Room for compute latency and for the wake-up, beyond what the device holds.
    private static let marginSeconds = 0.005

    /// Opens the device.
    ///
    /// - Parameter milliamperesFullScale: the current that is the device's full scale.
    package init(
        _ request: StreamRequest, milliamperesFullScale: Double = 12,
        probe: RoundTripProbe? = nil, timeline: Timeline = .machine
    ) throws(AlsaError) {
        var request = request
        request.bufferSeconds = max(0.01, 2 * request.periodSecondsMin)
        stream = try PlaybackStream(request)
        device = request.device
        self.probe = probe
        self.timeline = timeline
        let grant = stream.grant
        let scale = OutputScale(
            rateHertz: grant.rateHertz, bits: grant.format.bits,
            milliamperesFullScale: milliamperesFullScale)
        track = PulseTrack(scale)
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
        report.pulsesResumed = track.pulsesResumed
        report.netCounts = track.netCounts
        report.phaseCountsMax = track.phaseCountsMax
        report.isCertain = problem == nil
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
        guard problem == nil, isRunning, clock.isUsable else { return leaveOut() }
        let leaves = nanoseconds + Int64(opened.latencySeconds * 1e9)
        let frame = Int64(clock.frames(atNanoseconds: leaves).rounded())
        track.add(OutputPulse(pulse, firstFrame: frame, opened.scale))
    }

    /// Hands the device what it has room for.
    func serve() {
        guard problem == nil else { return }
        if !isRunning { start() }
        if let position = stream.position(timeline) { observe(position) }
        switch stream.room {
        case .frames(let count): if count > 0 { write(count) }
        case .broken: restart()
        case .lost(let code): problem = "errno \(code)"
        case .timedOut: break
        }
    }

    private func observe(_ position: StreamPosition) {
        let played = track.written - Int64(position.frames)
        clock.observe(frames: played, nanoseconds: position.nanoseconds)
        rate.observe(frames: played, nanoseconds: position.nanoseconds)
        guard rate.isWrong, let measured = rate.measuredHertz else { return }
        problem =
            "it takes \(Int(min(measured, 1e9))) frames a second, measured, but its nominal rate is "
            + "\(opened.grant.rateHertz) Hz"
    }

    /// A pulse has no place on the device.
    func leaveOut() { track.leaveOut() }

    /// Lets the device play the pulses that it was given, which the run accounts for, then stops it.
    func finish() {
        let deadline = timeline.now + Int64((2 * opened.latencySeconds + 2) * 1e9)
        // Silence behind it: when that much is written, the pulse is played.
        var last = track.endFrame + Int64(opened.grant.bufferFrames)
        while problem == nil, isRunning, track.written < last, timeline.now < deadline {
            let underruns = opened.underruns
            _ = stream.wait(milliseconds: 2, timeline)
            serve()
            // A stream that began anew counts from 0.
            if opened.underruns > underruns {
                last = track.endFrame + Int64(opened.grant.bufferFrames)
            }
        }
        if problem == nil, track.isUnderWay || isRunning && track.written < last {
            problem = "it did not take the end of a pulse"
        }
        if problem != nil { track.leaveOutRest() }
        stream.stop()
    }

    private func start() {
        switch stream.prepare() {
        case .frames: isRunning = true
        case .lost(let code):
            problem = "errno \(code)"
            return
        case .broken, .timedOut: return
        }
        clock = DeviceClock(rateHertz: Double(opened.grant.rateHertz))
        rate = RateWatch(
            rateHertz: opened.grant.rateHertz, periodSeconds: opened.grant.periodSeconds)
        write(opened.grant.bufferFrames)
        if case .lost(let code) = stream.start() { problem = "errno \(code)" }
    }

    private func restart() {
        opened.underruns += 1
        probe?.restart(written: track.written)
        track.restart()
        isRunning = false
        start()
    }

    private func write(_ count: Int) {
        let grant = opened.grant
        let frames = min(count, grant.bufferFrames)
        for index in 0..<frames * grant.frameBytes { bytes[index] = 0 }
        draw(frames)
        let outcome = unsafe bytes.withUnsafeBytes { all in
            unsafe stream.write(
                UnsafeRawBufferPointer(rebasing: all[..<(frames * grant.frameBytes)]))
        }
        switch outcome {
        case .frames(let taken): track.wrote(taken)
        case .broken: restart()
        case .lost(let code): problem = "errno \(code)"
        case .timedOut: break
        }
    }

    /// Counts become samples by a shift, which loses nothing; a stimulus lies under the pulses.
    private func draw(_ frames: Int) {
        let grant = opened.grant
        let shift = Int64(32 - grant.format.bits)
        unsafe bytes.withUnsafeMutableBytes { bytes in
            probe?.draw(frames: frames, from: track.written) { place, sample, isMarked in
                let offset = place * grant.frameBytes
                unsafe grant.format.put(sample, in: bytes, at: offset)
                guard grant.channels > 1, isMarked else { return }
                unsafe grant.format.put(1 << 30, in: bytes, at: offset + grant.format.byteCount)
            }
            track.draw(frames: frames) { place, count in
                let offset = place * grant.frameBytes
                let drawn = UnsafeRawBufferPointer(bytes)
                let under = Int64(unsafe grant.format.sample(in: drawn, at: offset))
                unsafe grant.format.put(
                    Int32(clamping: under + count << shift), in: bytes, at: offset)
                guard grant.channels > 1 else { return }
                unsafe grant.format.put(1 << 30, in: bytes, at: offset + grant.format.byteCount)
            }
        }
    }
}
