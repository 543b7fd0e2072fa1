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
    private let status: OpaquePointer
    private let descriptors: UnsafeMutableBufferPointer<pollfd>
    private var isAbandoned = false

    init(
        _ request: StreamRequest, _ stream: snd_pcm_stream_t
    ) throws(AlsaError) {
        calsa_be_silent()
        device = request.device
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
        unsafe pcm = handle
        unsafe status = memory
        let count = unsafe max(1, Int(snd_pcm_poll_descriptors_count(handle)))
        unsafe descriptors = .allocate(capacity: count)
        unsafe descriptors.initialize(repeating: pollfd())
    }

    deinit {
        unsafe descriptors.deallocate()
        unsafe snd_pcm_status_free(status)
        if !isAbandoned { unsafe snd_pcm_close(pcm) }
    }

    /// Closes the device on a thread of its own, which may take as long as it likes: a sound server
    /// that has stopped is asked to close, and libpulse waits half a minute for its answer.
    func abandon() {
        guard !isAbandoned else { return }
        isAbandoned = true
        // Without a thread it stays open until the program ends.
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
        ]
        let type = unsafe snd_pcm_type(pcm)
        let name = unsafe String(cString: snd_pcm_type_name(type)).lowercased()
        let isDefault = device == "default" || device.hasPrefix("sysdefault")
        guard !layers.contains(type), !isDefault else {
            throw AlsaError(device, .converts(layer: isDefault ? device : name))
        }
    }

    func prepare() -> Int32 { unsafe snd_pcm_prepare(pcm) }
    func start() -> Int32 { unsafe snd_pcm_start(pcm) }
    func drop() { _ = unsafe snd_pcm_drop(pcm) }

    /// Waits until a period is there, or has room.
    ///
    /// Not by `snd_pcm_wait`, which begins its time-out anew whenever a plug-in wakes up for nothing:
    /// a server that stopped answering could hold it for ever.
    func wait(milliseconds: Int) -> StreamOutcome {
        let deadline = Self.now + Int64(milliseconds) * 1_000_000
        while true {
            let available = unsafe snd_pcm_avail_update(pcm)
            if available < 0 { return Self.outcome(Int32(available)) }
            // A device that is gone may still say how much it had.
            if let trouble { return trouble }
            if available >= grant.periodFrames { return .frames(0) }
            let left = deadline - Self.now
            guard left > 0 else { return .timedOut }
            let count = unsafe snd_pcm_poll_descriptors(
                pcm, descriptors.baseAddress, CUnsignedInt(descriptors.count))
            guard count > 0 else { return .lost(EIO) }
            let time = CInt((left + 999_999) / 1_000_000)
            let ready = unsafe poll(descriptors.baseAddress, nfds_t(count), time)
            if ready == 0 { return .timedOut }
            var events: CUnsignedShort = 0
            let code = unsafe snd_pcm_poll_descriptors_revents(
                pcm, descriptors.baseAddress, CUnsignedInt(count), &events)
            if code < 0 { return Self.outcome(code) }
            if Int32(events) & (POLLERR | POLLNVAL) != 0 { return trouble ?? .lost(EIO) }
            if Int32(events) & (POLLIN | POLLOUT) != 0 { return .frames(0) }
        }
    }

    /// What the stream suffers from, if anything.
    var trouble: StreamOutcome? {
        switch unsafe snd_pcm_state(pcm) {
        case SND_PCM_STATE_XRUN: .broken
        case SND_PCM_STATE_SUSPENDED: .lost(ESTRPIPE)
        case SND_PCM_STATE_DISCONNECTED: .lost(ENODEV)
        default: nil
        }
    }

    private static var now: Int64 {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    /// The device's own view of where it stands; nil where it gives none.
    func position(_ now: () -> Int64) -> StreamPosition? {
        guard unsafe snd_pcm_status(pcm, status) >= 0,
            unsafe snd_pcm_status_get_state(status) == SND_PCM_STATE_RUNNING
        else { return nil }
        let own = now()
        var time = snd_htimestamp_t()
        unsafe snd_pcm_status_get_htstamp(status, &time)
        let stamp = Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
        // A stamp of another clock, or none at all, is of no use.
        let isUsable = stamp <= own && own - stamp < 1_000_000_000
        let isCapture = unsafe snd_pcm_stream(pcm) == SND_PCM_STREAM_CAPTURE
        let delay = unsafe Int(snd_pcm_status_get_delay(status))
        let available = unsafe Int(snd_pcm_status_get_avail(status))
        // The delay counts what the device holds beyond its buffer as well.
        return StreamPosition(
            nanoseconds: isUsable ? stamp : own,
            frames: isCapture ? max(available, delay) : max(0, delay), isDeviceTime: isUsable)
    }

    static func outcome(_ code: Int32) -> StreamOutcome {
        switch -code {
        case EPIPE: .broken
        case EAGAIN: .frames(0)
        default: .lost(abs(code))
        }
    }
}
