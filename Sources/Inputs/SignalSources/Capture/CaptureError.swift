/// Why a capture ended early, in one line that says what to look at.
package struct CaptureError: Error, Equatable, CustomStringConvertible {
    package enum Problem: Sendable, Equatable {
        /// The device is gone; the system's error number.
        case lost(Int32)
        /// The device had not come back when the run was to end.
        case away
        case silent(seconds: Double)
        case zeros(seconds: Double)
        case overruns(count: Int)
        /// A floating-point sample that is no number, or an infinite one.
        case noNumber(channel: String, deviceFrame: Int64)
        /// The device gives frames at another rate than it claims.
        case rate(measured: Double, nominal: Int)
        /// The device came back with something else.
        case changed(String)
        /// The device that plays the pulses is gone; the system's error number, or
        /// `PulseOutput.stillCode` where it takes no more frames.
        case outputLost(Int32)
        /// It plays, but not what it is given.
        case outputFailed(String)
    }

    package let device: String
    package let problem: Problem
    /// Whether who asked for the capture could have asked for `--reconnect`.
    var offersReconnect = true

    private var advice: String { offersReconnect ? ", or give --reconnect" : "" }

    private static func hertz(_ value: Double) -> String {
        value < 1e7 ? "\((value * 10).rounded() / 10)" : "millions of"
    }

    /// Why a device of pulses is away.
    package static func loss(_ code: Int32) -> String {
        code == PulseOutput.stillCode
            ? "it has taken no frame for \(PulseOutput.stillSecondsMax) s" : "errno \(code)"
    }

    package var description: String {
        switch problem {
        case .lost(let code):
            "\(device): the device was lost (errno \(code)); check its cable or server"
                + advice
        case .away:
            "\(device): the device was lost and not back at the run's end; check its cable or server"
        case .silent(let seconds):
            "\(device): no frame for \(seconds) s: the device or its server has stopped; check it"
                + advice
        case .zeros(let seconds):
            "\(device): exact zeros on every channel for \(seconds) s: a converter never gives "
                + "that; check inputs, mixer and channel map"
        case .overruns(let count):
            "\(device): \(count) overruns within a minute: this machine cannot keep up; ask for "
                + "longer periods or fewer channels"
        case .noNumber(let channel, let frame):
            "\(device): frame \(frame) of the device has a sample on \(channel) that is no number, or "
                + "infinite: no converter gives that; check the program or server behind the device"
        case .rate(let measured, let nominal):
            "\(device): gives \(Self.hertz(measured)) frames a second, measured, but its nominal "
                + "rate is \(nominal) Hz: it is no converter at that rate; name the device itself, "
                + "with the rate it has"
        case .changed(let what):
            "\(device): came back \(what); start a new run"
        case .outputLost(let code):
            "\(device): the pulses can no longer be played: \(Self.loss(code)); check its cable or "
                + "server" + advice
        case .outputFailed(let what):
            "\(device): the pulses can no longer be played: \(what)"
        }
    }
}
