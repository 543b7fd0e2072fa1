import Acquisition

#if canImport(CAlsa)
    import CAlsa
#else
    import CAlsaAbsent
#endif

/// A capture device, open. One thread at a time uses it; no call but `init` and `stop` allocates.
package struct CaptureStream: DeviceStream {
    private let handle: PcmHandle

    /// Opens the device and agrees on everything; it does not start.
    package init(_ request: StreamRequest) throws(AlsaError) {
        handle = try PcmHandle.opened(request, SND_PCM_STREAM_CAPTURE)
    }

    package var device: String { handle.device }
    package var grant: StreamGrant { handle.grant }

    /// Starts, or starts anew after an overrun: what the device still held is gone.
    package func start() -> StreamOutcome {
        for code in [handle.prepare(), handle.start()] where code < 0 {
            return PcmHandle.outcome(code)
        }
        return .frames(0)
    }

    /// Nothing: what it acquired before it is looked at would be late.
    package func begin() -> Int { 0 }

    package func stop() { handle.drop() }

    /// Gives up a device that does not answer, without waiting for it; nothing else may follow.
    package func abandon(_ timeline: Timeline = .machine) { handle.abandon(timeline) }

    /// Waits until a period is there, at most so long.
    package func wait(milliseconds: Int, _ timeline: Timeline = .machine) -> StreamOutcome {
        handle.wait(milliseconds: milliseconds, timeline)
    }

    /// Frames acquired and not yet read, and when that was so; nil unless the stream runs.
    package func position(_ timeline: Timeline = .machine) -> StreamPosition? {
        handle.position(timeline)
    }

    /// Reads whole frames, as many as are there and fit.
    package func read(into bytes: UnsafeMutableRawBufferPointer) -> StreamOutcome {
        let room = bytes.count / grant.frameBytes
        guard room > 0 else { return .frames(0) }
        if let planes = handle.planes {
            let frames = min(room, planes.capacityFrames)
            let channels = unsafe planes.pointers.baseAddress
            let count =
                unsafe grant.isMapped
                ? snd_pcm_mmap_readn(handle.pcm, channels, snd_pcm_uframes_t(frames))
                : snd_pcm_readn(handle.pcm, channels, snd_pcm_uframes_t(frames))
            guard count >= 0 else { return PcmHandle.outcome(Int32(count)) }
            unsafe planes.interleave(count, into: bytes)
            return .frames(count)
        }
        let most = snd_pcm_uframes_t(room)
        let count =
            unsafe grant.isMapped
            ? snd_pcm_mmap_readi(handle.pcm, bytes.baseAddress, most)
            : snd_pcm_readi(handle.pcm, bytes.baseAddress, most)
        return count >= 0 ? .frames(count) : PcmHandle.outcome(Int32(count))
    }
}
