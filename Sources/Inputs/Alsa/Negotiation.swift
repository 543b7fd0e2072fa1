import Acquisition

#if canImport(CAlsa)
    import CAlsa
#else
    import CAlsaAbsent
#endif

/// Agrees with a device on format, rate, period and buffer: what it has, or an error that says so.
@safe
struct Negotiation {
    private let pcm: OpaquePointer
    private let request: StreamRequest

    @unsafe
    init(_ pcm: OpaquePointer, _ request: StreamRequest) {
        unsafe self.pcm = pcm
        self.request = request
    }

    func run() throws(AlsaError) -> StreamGrant {
        var allocated: OpaquePointer?
        guard unsafe snd_pcm_hw_params_malloc(&allocated) >= 0, let hardware = unsafe allocated
        else { throw AlsaError(request.device, ENOMEM, "parameters") }
        defer { unsafe snd_pcm_hw_params_free(hardware) }
        try check(unsafe snd_pcm_hw_params_any(pcm, hardware), "parameters")
        _ = unsafe snd_pcm_hw_params_set_rate_resample(pcm, hardware, 0)
        let access = try unsafe setAccess(hardware)
        let format = try unsafe setFormat(hardware)
        try unsafe setChannelsAndRate(hardware)
        try unsafe setPeriod(hardware)
        try unsafe setBuffer(hardware)
        try check(unsafe snd_pcm_hw_params(pcm, hardware), "parameters")
        var period: snd_pcm_uframes_t = 0
        var buffer: snd_pcm_uframes_t = 0
        var direction: CInt = 0
        _ = unsafe snd_pcm_hw_params_get_period_size(hardware, &period, &direction)
        _ = unsafe snd_pcm_hw_params_get_buffer_size(hardware, &buffer)
        let grant = StreamGrant(
            format: format, channels: request.channels, rateHertz: request.rateHertz,
            periodFrames: Int(period), bufferFrames: Int(buffer),
            isPlanar: access.isPlanar, isMapped: access.isMapped)
        try setWakeUp(grant)
        return grant
    }

    /// Whole frames, or else each channel by itself; read and written, or else mapped into memory.
    private func setAccess(
        _ hardware: OpaquePointer
    ) throws(AlsaError) -> (isPlanar: Bool, isMapped: Bool) {
        let ways = [
            (SND_PCM_ACCESS_RW_INTERLEAVED, isPlanar: false, isMapped: false),
            (SND_PCM_ACCESS_RW_NONINTERLEAVED, isPlanar: true, isMapped: false),
            (SND_PCM_ACCESS_MMAP_INTERLEAVED, isPlanar: false, isMapped: true),
            (SND_PCM_ACCESS_MMAP_NONINTERLEAVED, isPlanar: true, isMapped: true),
        ]
        var code: Int32 = 0
        for (access, isPlanar, isMapped) in ways {
            code = unsafe snd_pcm_hw_params_set_access(pcm, hardware, access)
            if code >= 0 { return (isPlanar, isMapped) }
        }
        throw Self.refusal(
            request.device, code,
            .notOffered(
                what: "access", asked: "interleaved or non-interleaved", offered: "others"))
    }

    private func setFormat(_ hardware: OpaquePointer) throws(AlsaError) -> SampleFormat {
        let offered = SampleFormat.allCases.filter {
            unsafe snd_pcm_hw_params_test_format(pcm, hardware, $0.code) == 0
        }
        let asked = request.format
        // The ways of writing the same samples are one, but the one asked for comes first.
        let wanted =
            offered.first { $0 == asked } ?? offered.first { asked?.hasSamples(of: $0) ?? true }
        guard let wanted else {
            let list = offered.map(\.rawValue).joined(separator: ", ")
            let code = unsafe snd_pcm_hw_params_test_format(
                pcm, hardware, SampleFormat.s16.code)
            throw Self.refusal(
                request.device, code,
                .notOffered(
                    what: "format", asked: asked?.rawValue ?? "s16, s24, s32 or float",
                    offered: list.isEmpty ? "others" : list))
        }
        try check(unsafe snd_pcm_hw_params_set_format(pcm, hardware, wanted.code), "format")
        return wanted
    }

    private func setChannelsAndRate(_ hardware: OpaquePointer) throws(AlsaError) {
        var least: CUnsignedInt = 0
        var most: CUnsignedInt = 0
        var direction: CInt = 0
        _ = unsafe snd_pcm_hw_params_get_channels_min(hardware, &least)
        _ = unsafe snd_pcm_hw_params_get_channels_max(hardware, &most)
        var code = unsafe snd_pcm_hw_params_set_channels(
            pcm, hardware, CUnsignedInt(request.channels))
        guard code >= 0 else {
            throw Self.refusal(
                request.device, code,
                .notOffered(
                    what: "channels", asked: "\(request.channels)",
                    offered: least == most ? "\(least)" : "\(least) to \(most)"))
        }
        _ = unsafe snd_pcm_hw_params_get_rate_min(hardware, &least, &direction)
        _ = unsafe snd_pcm_hw_params_get_rate_max(hardware, &most, &direction)
        code = unsafe snd_pcm_hw_params_set_rate(
            pcm, hardware, CUnsignedInt(request.rateHertz), 0)
        guard code >= 0 else {
            throw Self.refusal(
                request.device, code,
                .notOffered(
                    what: "rate", asked: "\(request.rateHertz) Hz",
                    offered: least == most ? "\(least) Hz" : "\(least) to \(most) Hz"))
        }
    }

    private func setPeriod(_ hardware: OpaquePointer) throws(AlsaError) {
        var direction: CInt = 0
        if let asked = request.periodFrames {
            let code = unsafe snd_pcm_hw_params_set_period_size(
                pcm, hardware, snd_pcm_uframes_t(asked), 0)
            guard code >= 0 else {
                var nearest = snd_pcm_uframes_t(asked)
                _ = unsafe snd_pcm_hw_params_set_period_size_near(
                    pcm, hardware, &nearest, &direction)
                throw Self.refusal(
                    request.device, code,
                    .notOffered(
                        what: "period", asked: "\(asked) frames",
                        offered: "\(nearest) frames and others"))
            }
            return
        }
        var least: snd_pcm_uframes_t = 0
        _ = unsafe snd_pcm_hw_params_get_period_size_min(hardware, &least, &direction)
        // 0.002 s at 48 kHz are 96 frames, whatever the product's last bit says.
        let wished = (request.periodSecondsMin * Double(request.rateHertz) - 1e-6).rounded(.up)
        var wanted = max(least, snd_pcm_uframes_t(max(1, wished)))
        let multiple = snd_pcm_uframes_t(max(1, request.frameMultiple))
        let divisor = (wanted...max(wanted, multiple)).first {
            unsafe multiple % $0 == 0
                && snd_pcm_hw_params_test_period_size(pcm, hardware, $0, 0) == 0
        }
        if let divisor { wanted = divisor }
        try check(
            unsafe snd_pcm_hw_params_set_period_size_near(pcm, hardware, &wanted, &direction),
            "period")
    }

    private func setBuffer(_ hardware: OpaquePointer) throws(AlsaError) {
        var period: snd_pcm_uframes_t = 0
        var direction: CInt = 0
        _ = unsafe snd_pcm_hw_params_get_period_size(hardware, &period, &direction)
        let wished = snd_pcm_uframes_t(request.bufferSeconds * Double(request.rateHertz))
        // Whole periods, as some hardware demands.
        var wanted = max(2, (wished + max(period, 1) - 1) / max(period, 1)) * max(period, 1)
        try check(
            unsafe snd_pcm_hw_params_set_buffer_size_near(pcm, hardware, &wanted), "buffer")
    }

    /// Wakes up at each period, starts when told, and stamps with the monotonic clock.
    private func setWakeUp(_ grant: StreamGrant) throws(AlsaError) {
        var allocated: OpaquePointer?
        guard unsafe snd_pcm_sw_params_malloc(&allocated) >= 0, let software = unsafe allocated
        else { throw AlsaError(request.device, ENOMEM, "parameters") }
        defer { unsafe snd_pcm_sw_params_free(software) }
        try check(unsafe snd_pcm_sw_params_current(pcm, software), "wake-up")
        let period = snd_pcm_uframes_t(grant.periodFrames)
        try check(unsafe snd_pcm_sw_params_set_avail_min(pcm, software, period), "wake-up")
        try check(
            unsafe snd_pcm_sw_params_set_start_threshold(
                pcm, software, snd_pcm_uframes_t(CLong.max)),
            "start threshold")
        // Not every layer stamps; what it gives is checked as it comes.
        _ = unsafe snd_pcm_sw_params_set_tstamp_mode(pcm, software, SND_PCM_TSTAMP_ENABLE)
        _ = unsafe snd_pcm_sw_params_set_tstamp_type(pcm, software, SND_PCM_TSTAMP_TYPE_MONOTONIC)
        try check(unsafe snd_pcm_sw_params(pcm, software), "wake-up")
    }

    /// Why the device refused: it has something else, unless the number says that it went away while it
    /// was asked.
    static func refusal(
        _ device: String, _ code: Int32, _ problem: AlsaError.Problem
    ) -> AlsaError {
        switch -code {
        case ENODEV, ENXIO, EIO: AlsaError(device, code, "parameters")
        default: AlsaError(device, problem)
        }
    }

    private func check(_ code: Int32, _ call: String) throws(AlsaError) {
        if code < 0 { throw AlsaError(request.device, code, call) }
    }
}
