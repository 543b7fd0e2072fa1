import Acquisition

#if canImport(CAlsa)
    import CAlsa
#else
    import CAlsaAbsent
#endif

/// An open stream of libasound. One thread at a time uses it.
@safe
final class PcmHandle: @unchecked Sendable {
    let device: String
    let pcm: OpaquePointer
    let grant: StreamGrant
    /// Nil where the device moves whole frames.
    let planes: ChannelPlanes?
    private let status: OpaquePointer
    private let descriptors: UnsafeMutableBufferPointer<pollfd>
    private var isAbandoned = false
    /// libjack uses memory that it has freed where it closes a client whose server went away.
    private let isJack: Bool

    init(
        _ request: StreamRequest, _ stream: snd_pcm_stream_t
    ) throws(AlsaError) {
        try DeviceName.check(request.device)
        calsa_be_silent()
        device = request.device
        isJack = unsafe calsa_prepare_server(request.device)
        var opened: OpaquePointer?
        let code = unsafe snd_pcm_open(&opened, request.device, stream, calsa_open_mode)
        guard code >= 0, let handle = unsafe opened else {
            throw AlsaError(request.device, code, "open")
        }
        do throws(AlsaError) {
            try unsafe Self.refuseLayers(handle, request.device)
            grant = try unsafe Negotiation(handle, request).run()
        } catch {
            unsafe snd_pcm_close(handle)
            throw error
        }
        var allocated: OpaquePointer?
        guard unsafe snd_pcm_status_malloc(&allocated) >= 0, let memory = unsafe allocated else {
            unsafe snd_pcm_close(handle)
            throw AlsaError(request.device, ENOMEM, "status")
        }
        planes = grant.isPlanar ? ChannelPlanes(grant) : nil
        unsafe pcm = handle
        unsafe status = memory
        let count = unsafe max(1, Int(snd_pcm_poll_descriptors_count(handle)))
        unsafe descriptors = .allocate(capacity: count)
        unsafe descriptors.initialize(repeating: pollfd())
    }

    deinit {
        unsafe descriptors.deallocate()
        unsafe snd_pcm_status_free(status)
        guard !isAbandoned else { return }
        // A server that has stopped is not waited for.
        let open = unsafe Open(pcm)
        _ = Answer.of(within: Answer.stopSecondsMax) { open.close() }
    }

    /// A stream that another thread closes.
    @safe
    private struct Open: @unchecked Sendable {
        private let pcm: OpaquePointer
        @unsafe init(_ pcm: OpaquePointer) { unsafe self.pcm = pcm }
        func close() { unsafe snd_pcm_close(pcm) }
    }

    /// Closes the device on a thread of its own, which may take as long as it likes: a sound server
    /// that has stopped is asked to close, and libpulse waits half a minute for its answer. Simulated
    /// time stands meanwhile: there it is closed with the last who holds it.
    func abandon(_ timeline: Timeline) {
        guard timeline.isMachine, !isAbandoned else { return }
        isAbandoned = true
        // Without a thread it stays open until the program ends.
        guard !isJack else { return }
        _ = runDetached { unsafe snd_pcm_close(self.pcm) }
    }

    /// A name that leads through a converting layer would give samples that no converter made.
    private static func refuseLayers(
        _ pcm: OpaquePointer, _ device: String
    ) throws(AlsaError) {
        let layers: [snd_pcm_type_t] = [
            SND_PCM_TYPE_PLUG, SND_PCM_TYPE_RATE, SND_PCM_TYPE_ROUTE, SND_PCM_TYPE_LINEAR,
            SND_PCM_TYPE_DMIX, SND_PCM_TYPE_DSNOOP, SND_PCM_TYPE_DSHARE, SND_PCM_TYPE_SOFTVOL,
            SND_PCM_TYPE_LINEAR_FLOAT, SND_PCM_TYPE_ADPCM, SND_PCM_TYPE_MULAW, SND_PCM_TYPE_ALAW,
            // No device at all: they have no clock.
            SND_PCM_TYPE_NULL, SND_PCM_TYPE_FILE,
        ]
        let type = unsafe snd_pcm_type(pcm)
        let name = unsafe String(cString: snd_pcm_type_name(type)).lowercased()
        let isDefault = device == "default" || device.hasPrefix("sysdefault")
        guard !layers.contains(type), !isDefault else {
            throw AlsaError(device, .converts(layer: isDefault ? device : name))
        }
    }

    func prepare() -> Int32 {
        guard !isAbandoned else { return -AlsaError.noAnswer }
        return unsafe snd_pcm_prepare(pcm)
    }

    func start() -> Int32 {
        guard !isAbandoned else { return -AlsaError.noAnswer }
        return unsafe snd_pcm_start(pcm)
    }

    /// Stops what goes on; a server that does not answer is given up.
    func drop() {
        guard !isAbandoned else { return }
        let code = Answer.of(within: Answer.stopSecondsMax) { unsafe snd_pcm_drop(self.pcm) }
        if code == nil { isAbandoned = true }
    }

    /// Waits until a period is there, or has room.
    ///
    /// Not by `snd_pcm_wait`, which begins its time-out anew whenever a plug-in wakes up for nothing:
    /// a server that stopped answering could hold it for ever. After such a wake-up the thread
    /// sleeps: a plug-in whose descriptor stays readable would keep it busy.
    func wait(milliseconds: Int, _ timeline: Timeline) -> StreamOutcome {
        let deadline = timeline.now + Int64(milliseconds) * 1_000_000
        var isAwakeForNothing = false
        while true {
            let available = unsafe snd_pcm_avail_update(pcm)
            if available < 0 { return Self.outcome(Int32(available)) }
            // A device that is gone may still say how much it had.
            if let trouble { return trouble }
            if available >= grant.periodFrames { return .frames(0) }
            let now = timeline.now
            guard now < deadline else { return .timedOut }
            if isAwakeForNothing || !timeline.isMachine {
                timeline.sleep(until: min(deadline, now + pause(available, timeline)))
                isAwakeForNothing = false
                continue
            }
            // What comes after a time-out is looked at once more: the program may have been stopped.
            guard let events = awaitEvents(nanoseconds: deadline - now) else { continue }
            if let outcome = events { return outcome }
            isAwakeForNothing = true
        }
    }

    /// How long to sleep while frames are missing: half of what they take, at most a quarter of a
    /// period, at least 100 µs. Simulated time goes on by a sixteenth of a frame, so that a wait that
    /// began between two frames ends with the next one, not as long after it.
    private func pause(_ available: Int, _ timeline: Timeline) -> Int64 {
        let frame = 1_000_000_000 / Int64(grant.rateHertz)
        guard timeline.isMachine else { return max(1_000, frame / 16) }
        let missing = Int64(grant.periodFrames - available) * 1_000_000_000
        let nanoseconds = missing / Int64(grant.rateHertz)
        return max(100_000, min(nanoseconds / 2, Int64(grant.periodSeconds * 2.5e8)))
    }

    /// Sleeps until the device has something to say: an outcome that ends the wait, or none; nil
    /// after the whole time.
    private func awaitEvents(nanoseconds: Int64) -> StreamOutcome?? {
        let count = unsafe snd_pcm_poll_descriptors(
            pcm, descriptors.baseAddress, CUnsignedInt(descriptors.count))
        guard count > 0 else { return .some(.lost(EIO)) }
        let time = CInt((nanoseconds + 999_999) / 1_000_000)
        if unsafe poll(descriptors.baseAddress, nfds_t(count), time) == 0 { return nil }
        var events: CUnsignedShort = 0
        let code = unsafe snd_pcm_poll_descriptors_revents(
            pcm, descriptors.baseAddress, CUnsignedInt(count), &events)
        if code < 0 { return .some(Self.outcome(code)) }
        if Int32(events) & (POLLERR | POLLNVAL) != 0 { return .some(trouble ?? .lost(EIO)) }
        return .some(nil)
    }

    /// What the stream suffers from, if anything.
    var trouble: StreamOutcome? {
        switch unsafe snd_pcm_state(pcm) {
        case SND_PCM_STATE_XRUN: .broken
        case SND_PCM_STATE_SUSPENDED: .broken
        case SND_PCM_STATE_DISCONNECTED: .lost(ENODEV)
        default: nil
        }
    }

    /// Where the device stands; nil unless it runs.
    func position(_ timeline: Timeline) -> StreamPosition? {
        let isCapture = unsafe snd_pcm_stream(pcm) == SND_PCM_STREAM_CAPTURE
        guard unsafe snd_pcm_status(pcm, status) >= 0 else { return plainPosition(timeline) }
        guard unsafe snd_pcm_status_get_state(status) == SND_PCM_STATE_RUNNING else { return nil }
        let own = timeline.now
        var time = snd_htimestamp_t()
        unsafe snd_pcm_status_get_htstamp(status, &time)
        let stamp = Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
        let delay = unsafe Int(snd_pcm_status_get_delay(status))
        let available = unsafe Int(snd_pcm_status_get_avail(status))
        var position = StreamPosition(
            nanoseconds: own, stampNanoseconds: timeline.isMachine && stamp > 0 ? stamp : nil,
            counted: isCapture ? available : grant.bufferFrames - available, delayed: delay,
            areOfOneMoment: unsafe snd_pcm_type(pcm) == SND_PCM_TYPE_HW)
        if !isCapture { (position.frames, position.framesHeldBack) = (max(0, delay), 0) }
        return position
    }

    /// Of a layer that has no status.
    private func plainPosition(_ timeline: Timeline) -> StreamPosition? {
        let available = unsafe snd_pcm_avail_update(pcm)
        guard available >= 0, unsafe snd_pcm_state(pcm) == SND_PCM_STATE_RUNNING else {
            return nil
        }
        let isCapture = unsafe snd_pcm_stream(pcm) == SND_PCM_STREAM_CAPTURE
        return StreamPosition(
            nanoseconds: timeline.now, stampNanoseconds: nil,
            frames: isCapture ? available : max(0, grant.bufferFrames - available))
    }

    static func outcome(_ code: Int32) -> StreamOutcome {
        switch -code {
        // ESTRPIPE: the machine was suspended; the device is started again just so.
        case EPIPE, ESTRPIPE: .broken
        case EAGAIN: .frames(0)
        default: .lost(abs(code))
        }
    }
}
