import Alsa
import Realtime
import Stimulation

/// The pulse train as a signal on a playback device, for an oscilloscope or a cable back to the
/// input. It is a picture of the simulated current, scaled; it must never lead to a person.
///
/// Channel 1 has the pulses, the first phase negative; channel 2, if there is one, is up while a
/// pulse is under way. Every pulse leaves the same time after its simulated edge, which is as long as
/// what the device holds and a little more; one that comes too late for that is left out.
public final class PulseOutput: @unchecked Sendable {
    public let device: String
    public private(set) var report: OutputReport
    /// Why there can be no more pulses.
    private(set) var problem: String?

    private let stream: PlaybackStream
    private let milliamperesFullScale: Double
    private var clock: DeviceClock
    private var isRunning = false
    /// Frames handed to the device since it started.
    private var written: Int64 = 0
    private var pulses: [OutputPulse] = []
    private var bytes: [UInt8]

    /// Room for compute latency and for the wake-up, beyond what the device holds.
    private static let marginSeconds = 0.005
    private static let pulsesMax = 1_024

    /// Opens the device.
    ///
    /// - Parameter milliamperesFullScale: the current that is the device's full scale.
    public init(
        _ request: StreamRequest, milliamperesFullScale: Double = 12
    ) throws(AlsaError) {
        var request = request
        request.bufferSeconds = max(0.01, 2 * request.periodSecondsMin)
        stream = try PlaybackStream(request)
        device = request.device
        self.milliamperesFullScale = milliamperesFullScale
        let grant = stream.grant
        clock = DeviceClock(rateHertz: Double(grant.rateHertz))
        bytes = [UInt8](repeating: 0, count: grant.bufferFrames * grant.frameBytes)
        report = OutputReport(
            grant: grant,
            latencySeconds: Double(grant.bufferFrames) / Double(grant.rateHertz)
                + Self.marginSeconds)
        pulses.reserveCapacity(Self.pulsesMax)
    }

    /// A phase of `microseconds` lasts so many frames of the device.
    public func frames(ofMicroseconds microseconds: Int) -> Int {
        OutputPulse.frames(microseconds, report.grant.rateHertz)
    }

    /// When the device began to play, by its clock; nil before.
    var startedNanoseconds: Int64? {
        isRunning && clock.isUsable ? clock.nanoseconds(ofFrames: 0) : nil
    }

    /// Takes a pulse whose simulated first edge is at an instant of the monotonic clock.
    func add(_ pulse: Pulse, at nanoseconds: Int64) {
        guard isRunning, clock.isUsable, pulses.count < Self.pulsesMax else {
            report.pulsesLate += 1
            return
        }
        let leaves = nanoseconds + Int64(report.latencySeconds * 1e9)
        let frame = Int64(clock.frames(atNanoseconds: leaves).rounded())
        guard frame >= written else {
            report.pulsesLate += 1
            return
        }
        pulses.append(
            OutputPulse(
                pulse, firstFrame: frame, rateHertz: report.grant.rateHertz,
                milliamperesFullScale: milliamperesFullScale))
    }

    /// Hands the device what it has room for.
    func serve() {
        guard problem == nil else { return }
        if !isRunning { start() }
        if let position = stream.position({ MonotonicClock.now }) {
            clock.observe(
                frames: written - Int64(position.frames), nanoseconds: position.nanoseconds)
        }
        switch stream.room {
        case .frames(let count): if count > 0 { write(count) }
        case .broken: restart()
        case .lost(let code): problem = "errno \(code)"
        case .timedOut: break
        }
    }

    /// Leaves out the pulses that have not begun. One under way is finished, so that what is played
    /// adds up to 0.
    func cut() { pulses.removeAll { $0.firstFrame >= written } }

    /// Lets the pulse under way end and the device play what it holds, then stops it.
    func finish() {
        cut()
        let deadline =
            MonotonicClock.now + Int64((2 * report.latencySeconds + 0.02) * 1e9)
        let end = pulses.map(\.endFrame).max() ?? written
        let last = end + Int64(report.grant.bufferFrames)
        // Silence behind it: when that much is written, the pulse is played.
        while problem == nil, isRunning, written < last, MonotonicClock.now < deadline {
            _ = stream.wait(milliseconds: 2)
            serve()
        }
        stream.stop()
    }

    private func start() {
        guard case .frames = stream.prepare() else { return }
        isRunning = true
        written = 0
        clock = DeviceClock(rateHertz: Double(report.grant.rateHertz))
        write(report.grant.bufferFrames)
        if case .lost(let code) = stream.start() { problem = "errno \(code)" }
    }

    private func restart() {
        report.underruns += 1
        report.pulsesLate += pulses.count
        pulses.removeAll(keepingCapacity: true)
        isRunning = false
        start()
    }

    private func write(_ count: Int) {
        let grant = report.grant
        let frames = min(count, grant.bufferFrames)
        for index in 0..<frames * grant.frameBytes { bytes[index] = 0 }
        for pulse in pulses { draw(pulse, frames: frames) }
        let outcome = unsafe bytes.withUnsafeBytes { all in
            unsafe stream.write(
                UnsafeRawBufferPointer(rebasing: all[..<(frames * grant.frameBytes)]))
        }
        switch outcome {
        case .frames(let taken):
            written += Int64(taken)
            report.pulsesPlayed += pulses.count { $0.endFrame <= written }
            pulses.removeAll { $0.endFrame <= written }
        case .broken: restart()
        case .lost(let code): problem = "errno \(code)"
        case .timedOut: break
        }
    }

    private func draw(_ pulse: OutputPulse, frames: Int) {
        let grant = report.grant
        let from = max(pulse.firstFrame, written)
        let to = min(pulse.endFrame, written + Int64(frames))
        guard from < to else { return }
        unsafe bytes.withUnsafeMutableBytes { bytes in
            for frame in from..<to {
                let place = Int(frame - written) * grant.frameBytes
                unsafe grant.format.put(pulse.sample(at: frame), in: bytes, at: place)
                guard grant.channels > 1 else { continue }
                unsafe grant.format.put(
                    1 << 30, in: bytes, at: place + grant.format.byteCount)
            }
        }
    }
}
