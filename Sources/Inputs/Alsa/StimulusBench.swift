import Acquisition

#if canImport(CAlsa)
    import CAlsa
#else
    import CAlsaAbsent
#endif

/// A capture device of which frames are kept, and where there is one a playback device that plays a
/// wave meanwhile. Nothing here is in a hurry: what the output holds is waited for.
package struct StimulusBench {
    package enum Outcome {
        /// Whole frames without a gap.
        case frames([UInt8])
        case stopped
        /// Frames were lost at this device, again and again.
        case broken(device: String)
        /// A floating-point sample of a channel, from 0 on, that is no number, or an infinite one.
        case noNumber(channel: Int)
    }

    private let input: CaptureStream
    private let output: PlaybackStream?
    private let timeline: Timeline
    private var isRunning = false
    /// Output frames of the wave written so far.
    private var played = 0

    package var inputGrant: StreamGrant { input.grant }
    package var outputGrant: StreamGrant? { output?.grant }

    /// What the output plays before what is written next; 0 without one.
    package var heldSeconds: Double {
        output.map { Double($0.grant.bufferFrames) / Double($0.grant.rateHertz) } ?? 0
    }

    private static let attempts = 4

    /// Opens both devices.
    package init(
        input: StreamRequest, output: StreamRequest?, timeline: Timeline
    ) throws(AlsaError) {
        self.input = try CaptureStream(input)
        self.output = try output.map { request throws(AlsaError) in try PlaybackStream(request) }
        self.timeline = timeline
    }

    /// Plays `wave` and keeps `frames` frames of the input, from the moment on at which it has been
    /// heard for so long. Where frames are lost it begins anew, a few times.
    ///
    /// - Parameters:
    ///   - wave: shares of full scale by seconds from its first sample on, on all channels of the output.
    ///   - progress: called after each period with the frames that have come so far.
    package mutating func record(
        frames: Int, settleSeconds: Double, playing wave: (Double) -> Double,
        isStopped: () -> Bool, progress: (Int) -> Void
    ) throws(AlsaError) -> Outcome {
        var broken = input.device
        for _ in 0..<Self.attempts {
            let outcome = try attempt(frames, settleSeconds, wave, isStopped, progress)
            guard case .broken(let device) = outcome else { return outcome }
            broken = device
            isRunning = false
        }
        return .broken(device: broken)
    }

    package func stop() {
        input.stop()
        output?.stop()
    }

    private mutating func attempt(
        _ frames: Int, _ settleSeconds: Double, _ wave: (Double) -> Double, _ isStopped: () -> Bool,
        _ progress: (Int) -> Void
    ) throws(AlsaError) -> Outcome {
        played = 0
        if !isRunning { try start(wave) }
        let grant = input.grant
        let settled = Int(
            ((settleSeconds + heldSeconds) * Double(grant.rateHertz)).rounded(.up))
        var toDiscard = settled
        var floats = FloatCheck()
        var kept: [UInt8] = []
        kept.reserveCapacity(frames * grant.frameBytes)
        var room = [UInt8](repeating: 0, count: grant.bufferFrames * grant.frameBytes)
        while kept.count < frames * grant.frameBytes {
            if isStopped() { return .stopped }
            switch input.wait(milliseconds: 2_000, timeline) {
            case .frames: break
            case .broken: return .broken(device: input.device)
            case .timedOut: throw AlsaError(input.device, calsa_timed_out, "wait")
            case .lost(let code): throw AlsaError(input.device, code, "wait")
            }
            let outcome = unsafe room.withUnsafeMutableBytes { unsafe input.read(into: $0) }
            guard case .frames(let count) = outcome else { continue }
            if let (_, channel) = floats.take(room, at: 0, frames: count, grant) {
                return .noNumber(channel: channel)
            }
            let discarded = min(toDiscard, count)
            toDiscard -= discarded
            let taken = min(count - discarded, frames - kept.count / grant.frameBytes)
            let first = discarded * grant.frameBytes
            kept += room[first..<first + taken * grant.frameBytes]
            if let output, try !serve(output, wave) { return .broken(device: output.device) }
            progress(settled - toDiscard + kept.count / grant.frameBytes)
        }
        return .frames(kept)
    }

    private mutating func start(_ wave: (Double) -> Double) throws(AlsaError) {
        // The one that did not break still runs.
        stop()
        if case .lost(let code) = input.start() { throw AlsaError(input.device, code, "start") }
        if let output {
            if case .lost(let code) = output.prepare() {
                throw AlsaError(output.device, code, "prepare")
            }
            _ = write(output.grant.bufferFrames, to: output, wave)
            if case .lost(let code) = output.start() {
                throw AlsaError(output.device, code, "start")
            }
        }
        isRunning = true
    }

    /// Keeps the output's buffer full; false where it ran dry.
    private mutating func serve(
        _ output: PlaybackStream, _ wave: (Double) -> Double
    ) throws(AlsaError) -> Bool {
        switch output.room {
        case .frames(let room): return room == 0 || write(room, to: output, wave)
        case .broken: return false
        case .lost(let code): throw AlsaError(output.device, code, "play")
        case .timedOut: return true
        }
    }

    private mutating func write(
        _ frames: Int, to output: PlaybackStream, _ wave: (Double) -> Double
    ) -> Bool {
        let grant = output.grant
        var bytes = [UInt8](repeating: 0, count: frames * grant.frameBytes)
        unsafe bytes.withUnsafeMutableBytes { bytes in
            for frame in 0..<frames {
                let share = wave(Double(played + frame) / Double(grant.rateHertz))
                let sample = Int32(min(max(share, -1), 1) * Double(Int32.max))
                for channel in 0..<grant.channels {
                    unsafe grant.format.put(
                        sample, in: bytes,
                        at: frame * grant.frameBytes + channel * grant.format.byteCount)
                }
            }
        }
        let outcome = unsafe bytes.withUnsafeBytes { unsafe output.write($0) }
        guard case .frames(let count) = outcome else { return false }
        played += count
        return true
    }
}
