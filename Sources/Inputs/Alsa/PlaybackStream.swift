import Acquisition

#if canImport(CAlsa)
    import CAlsa
#else
    import CAlsaAbsent
#endif

/// A playback device, open. One thread at a time uses it; no call but `init`, `begin` and `stop` allocates.
package struct PlaybackStream: DeviceStream {
    private let handle: PcmHandle

    /// Opens the device and agrees on everything; it starts when told, with frames in its buffer.
    package init(_ request: StreamRequest) throws(AlsaError) {
        handle = try PcmHandle.opened(request, SND_PCM_STREAM_PLAYBACK)
    }

    package var device: String { handle.device }
    package var grant: StreamGrant { handle.grant }

    /// Makes ready for the first frames, at first or after an underrun.
    package func prepare() -> StreamOutcome { Self.outcome(handle.prepare()) }
    package func start() -> StreamOutcome { Self.outcome(handle.start()) }
    package func stop() { handle.drop() }

    /// Starts it with silence. A sound server answers each of these calls, and the first question for a
    /// position, so nobody should wait for them who is in a hurry.
    package func begin() throws(AlsaError) -> Int {
        let silence = [UInt8](repeating: 0, count: grant.bufferFrames * grant.frameBytes)
        _ = try frames(prepare(), "prepare")
        let count = try frames(unsafe silence.withUnsafeBytes { unsafe write($0) }, "write")
        _ = try frames(start(), "start")
        _ = handle.position(.machine)
        return count
    }

    private func frames(_ outcome: StreamOutcome, _ call: String) throws(AlsaError) -> Int {
        switch outcome {
        case .frames(let count): return count
        case .lost(let code): throw AlsaError(device, code, call)
        case .broken, .timedOut: throw AlsaError(device, EPIPE, call)
        }
    }

    /// Gives up a device that does not answer, without waiting for it; nothing else may follow.
    package func abandon(_ timeline: Timeline = .machine) { handle.abandon(timeline) }

    /// Waits until a period has room, at most so long.
    package func wait(milliseconds: Int, _ timeline: Timeline = .machine) -> StreamOutcome {
        handle.wait(milliseconds: milliseconds, timeline)
    }

    /// Frames written and not yet played, and when that was so; nil unless the stream runs.
    package func position(_ timeline: Timeline = .machine) -> StreamPosition? {
        handle.position(timeline)
    }

    /// Frames that could be written at once.
    package var room: StreamOutcome {
        let count = unsafe snd_pcm_avail_update(handle.pcm)
        // A device that is gone may still say how much room it had.
        if let trouble = handle.trouble { return trouble }
        return count >= 0 ? .frames(count) : Self.outcome(Int32(count))
    }

    /// Writes whole frames, as many as fit.
    package func write(_ bytes: UnsafeRawBufferPointer) -> StreamOutcome {
        let frames = bytes.count / grant.frameBytes
        guard frames > 0 else { return .frames(0) }
        if let planes = handle.planes {
            let most = min(frames, planes.capacityFrames)
            unsafe planes.separate(bytes, frames: most)
            let channels = unsafe planes.pointers.baseAddress
            let count =
                unsafe grant.isMapped
                ? snd_pcm_mmap_writen(handle.pcm, channels, snd_pcm_uframes_t(most))
                : snd_pcm_writen(handle.pcm, channels, snd_pcm_uframes_t(most))
            return count >= 0 ? .frames(count) : Self.outcome(Int32(count))
        }
        let most = snd_pcm_uframes_t(frames)
        let count =
            unsafe grant.isMapped
            ? snd_pcm_mmap_writei(handle.pcm, bytes.baseAddress, most)
            : snd_pcm_writei(handle.pcm, bytes.baseAddress, most)
        return count >= 0 ? .frames(count) : Self.outcome(Int32(count))
    }

    private static func outcome(_ code: Int32) -> StreamOutcome {
        code >= 0 ? .frames(0) : PcmHandle.outcome(code)
    }
}
