import Acquisition

#if canImport(CAlsa)
    import CAlsa
#else
    import CAlsaAbsent
#endif

/// A capture or playback device and what it has, asked of the hardware itself.
package struct Device: Sendable, Equatable {
    package enum Direction: String, Sendable { case capture, playback }

    package var name: String
    package var description: String
    package var direction: Direction
    /// Nil where the device could not be asked; `problem` says why.
    package var channels: ClosedRange<Int>?
    package var ratesHertz: ClosedRange<Int>?
    package var periodFrames: ClosedRange<Int>?
    package var formats: [SampleFormat] = []
    package var problem: String?
    /// Neither opened nor refused.
    private var isMute = false

    /// Sound cards, and devices of ALSA's configuration that are marked to be shown and convert
    /// nothing. Each is opened for a moment, unless another program has it. Throws where this program
    /// was built without ALSA.
    package static func all() throws(AlsaError) -> [Device] {
        guard calsa_is_built_in() != 0 else { throw AlsaError("devices", ENOSYS, "build") }
        calsa_be_silent()
        return hardware() + configured()
    }

    private static func hardware() -> [Device] {
        var devices: [Device] = []
        var card: CInt = -1
        while unsafe snd_card_next(&card) >= 0, card >= 0 {
            var control: OpaquePointer?
            guard unsafe snd_ctl_open(&control, "hw:\(card)", 0) >= 0 else { continue }
            defer { unsafe snd_ctl_close(control) }
            var information: OpaquePointer?
            guard unsafe snd_pcm_info_malloc(&information) >= 0 else { continue }
            defer { unsafe snd_pcm_info_free(information) }
            var device: CInt = -1
            while unsafe snd_ctl_pcm_next_device(control, &device) >= 0, device >= 0 {
                for direction in [Direction.capture, .playback] {
                    unsafe snd_pcm_info_set_device(information, CUnsignedInt(device))
                    unsafe snd_pcm_info_set_subdevice(information, 0)
                    unsafe snd_pcm_info_set_stream(information, direction.stream)
                    guard unsafe snd_ctl_pcm_info(control, information) >= 0 else { continue }
                    let title = unsafe snd_pcm_info_get_name(information)
                    devices.append(
                        probe(
                            "hw:\(card),\(device)",
                            unsafe title.map { unsafe String(cString: $0) } ?? "",
                            direction))
                }
            }
        }
        return devices
    }

    private static func configured() -> [Device] {
        var hints: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
        guard unsafe snd_device_name_hint(-1, "pcm", &hints) >= 0, let first = unsafe hints
        else { return [] }
        defer { unsafe snd_device_name_free_hint(first) }
        var devices: [Device] = []
        var place = unsafe first
        while let hint = unsafe place.pointee {
            unsafe place += 1
            guard let name = unsafe text(hint, "NAME"), !isLayer(name) else { continue }
            let description = unsafe text(hint, "DESC")?
                .split(separator: "\n").first.map(String.init)
            let only = unsafe text(hint, "IOID")
            for direction in [Direction.capture, .playback]
            where only == nil || (only == "Input") == (direction == .capture) {
                let device = answered(name, description ?? "", direction)
                // A device without a direction of its own is listed where it opens, or might.
                let isListed = only != nil || device.problem == nil || device.isMute
                if isListed { devices.append(device) }
                if device.isMute { break }
            }
        }
        return devices
    }

    /// Names of ALSA's own that convert, mix or are a sound card under another name.
    private static func isLayer(_ name: String) -> Bool {
        let prefix = name.split(separator: ":").first.map(String.init) ?? name
        return [
            "default", "sysdefault", "plughw", "plug", "dmix", "dsnoop", "null", "hw", "front",
            "rear", "center_lfe", "side", "surround21", "surround40", "surround41", "surround50",
            "surround51", "surround71", "iec958", "spdif", "hdmi", "modem", "phoneline",
            "usbstream", "lavrate", "samplerate", "speexrate", "upmix", "vdownmix", "speex", "oss",
            "jack", "pulse", "pipewire",
        ].contains(prefix)
    }

    private static func text(_ hint: UnsafeRawPointer, _ key: String) -> String? {
        guard let found = unsafe snd_device_name_get_hint(hint, key) else { return nil }
        defer { unsafe free(found) }
        return unsafe String(cString: found)
    }

    /// Asks a device whose server may have stopped, and waits no longer than a moment.
    private static func answered(
        _ name: String, _ description: String, _ direction: Direction
    ) -> Device {
        let asked = Answer.of(within: Answer.probeSecondsMax) {
            Self.probe(name, description, direction)
        }
        if let asked { return asked }
        var device = Device(name: name, description: description, direction: direction)
        device.isMute = true
        device.problem = AlsaError(name, AlsaError.noAnswer, "open").description
        return device
    }

    private static func probe(
        _ name: String, _ description: String, _ direction: Direction
    ) -> Device {
        var device = Device(name: name, description: description, direction: direction)
        _ = unsafe calsa_prepare_server(name)
        var opened: OpaquePointer?
        let code = unsafe snd_pcm_open(&opened, name, direction.stream, calsa_open_mode)
        guard code >= 0, let pcm = unsafe opened else {
            device.problem = AlsaError(name, code, "open").description
            return device
        }
        defer { unsafe snd_pcm_close(pcm) }
        var allocated: OpaquePointer?
        guard unsafe snd_pcm_hw_params_malloc(&allocated) >= 0, let hardware = unsafe allocated
        else { return device }
        defer { unsafe snd_pcm_hw_params_free(hardware) }
        guard unsafe snd_pcm_hw_params_any(pcm, hardware) >= 0 else { return device }
        _ = unsafe snd_pcm_hw_params_set_rate_resample(pcm, hardware, 0)
        device.formats = SampleFormat.allCases.filter {
            unsafe snd_pcm_hw_params_test_format(pcm, hardware, $0.code) == 0
        }
        var least: CUnsignedInt = 0
        var most: CUnsignedInt = 0
        var direction: CInt = 0
        _ = unsafe snd_pcm_hw_params_get_channels_min(hardware, &least)
        _ = unsafe snd_pcm_hw_params_get_channels_max(hardware, &most)
        device.channels = Int(least)...Int(max(least, most))
        _ = unsafe snd_pcm_hw_params_get_rate_min(hardware, &least, &direction)
        _ = unsafe snd_pcm_hw_params_get_rate_max(hardware, &most, &direction)
        device.ratesHertz = Int(least)...Int(max(least, most))
        var fewest: snd_pcm_uframes_t = 0
        var greatest: snd_pcm_uframes_t = 0
        _ = unsafe snd_pcm_hw_params_get_period_size_min(hardware, &fewest, &direction)
        _ = unsafe snd_pcm_hw_params_get_period_size_max(hardware, &greatest, &direction)
        let bounded = min(UInt(Int32.max), greatest)
        device.periodFrames = max(1, Int(min(fewest, bounded)))...max(1, Int(bounded))
        return device
    }
}

extension Device.Direction {
    var stream: snd_pcm_stream_t {
        self == .capture ? SND_PCM_STREAM_CAPTURE : SND_PCM_STREAM_PLAYBACK
    }
}
