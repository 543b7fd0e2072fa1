import Acquisition
import Alsa

/// A device that frames come from, and how it is asked. Nothing above knows which it is.
enum CaptureDevice: Sendable {
    case alsa(CaptureStream)

    var grant: StreamGrant {
        switch self {
        case .alsa(let stream): stream.grant
        }
    }

    /// Starts, or starts anew: what the device still held is gone.
    func start() -> StreamOutcome {
        switch self {
        case .alsa(let stream): stream.start()
        }
    }

    func stop() {
        switch self {
        case .alsa(let stream): stream.stop()
        }
    }

    /// Gives up a device that does not answer, without waiting for it; nothing else may follow.
    func abandon(_ timeline: Timeline) {
        switch self {
        case .alsa(let stream): stream.abandon(timeline)
        }
    }

    /// Waits until a period is there, at most so long.
    func wait(milliseconds: Int, _ timeline: Timeline) -> StreamOutcome {
        switch self {
        case .alsa(let stream): stream.wait(milliseconds: milliseconds, timeline)
        }
    }

    /// Where it stands; nil unless it runs.
    func position(_ timeline: Timeline) -> StreamPosition? {
        switch self {
        case .alsa(let stream): stream.position(timeline)
        }
    }

    /// Reads whole frames, as many as are there and fit.
    func read(into bytes: UnsafeMutableRawBufferPointer) -> StreamOutcome {
        switch self {
        case .alsa(let stream): unsafe stream.read(into: bytes)
        }
    }
}
