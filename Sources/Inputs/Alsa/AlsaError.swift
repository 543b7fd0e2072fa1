#if canImport(CAlsa)
    import CAlsa
#else
    import CAlsaAbsent
#endif

/// Why a device cannot be used, in one line that says what to do.
package struct AlsaError: Error, Equatable, CustomStringConvertible {
    package enum Problem: Sendable, Equatable {
        /// The system's error number and the call that gave it.
        case system(code: Int32, call: String)
        /// The name leads through a layer that resamples, converts or mixes.
        case converts(layer: String)
        /// No name that ALSA can look up; some of them end the program inside it.
        case badName(String)
        /// The device has something else.
        case notOffered(what: String, asked: String, offered: String)
    }

    /// The error number of a device or server that does not answer.
    package static let noAnswer = EIO

    package let device: String
    package let problem: Problem

    init(_ device: String, _ problem: Problem) {
        self.device = device
        self.problem = problem
    }

    init(_ device: String, _ code: Int32, _ call: String) {
        self.init(device, .system(code: abs(code), call: call))
    }

    package var description: String {
        switch problem {
        case .system(let code, let call):
            "\(device): \(Self.words(code)) (\(call), errno \(code))"
        case .converts(let layer):
            "\(device): goes through ALSA's '\(layer)' layer, which may resample, convert or mix; "
                + "name the device itself, such as hw:1,0 (`quench devices` lists them)"
        case .badName(let why):
            "\(device.prefix(40)): \(why); `quench devices` lists the names there are"
        case .notOffered(let what, let asked, let offered):
            "\(device): offers \(what) \(offered), not \(asked); nothing is converted"
        }
    }

    private static func words(_ code: Int32) -> String {
        switch code {
        case ENOENT:
            "no device of that name, or no server behind it; `quench devices` lists those there "
                + "are"
        case ENODEV: "the device is not there, or was unplugged"
        case ENXIO:
            "the device is not there, was unplugged, or lacks its plug-in for ALSA"
        case EBUSY: "another program has the device; close it"
        case EACCES, EPERM: "not permitted; join the group 'audio'"
        case ETIMEDOUT: "no frame came for two seconds: the device has stopped"
        case EIO:
            "the device or its server does not answer, or lacks a port that its configuration "
                + "names"
        case ENOSYS:
            "built without ALSA; install libasound2-dev, `make clean`, and build again"
        case EINVAL: "the device's configuration is not valid"
        default: unsafe String(cString: snd_strerror(-code))
        }
    }
}
