import Acquisition
import Synchronization

#if canImport(CAlsa)
    import CAlsa
#else
    import CAlsaAbsent
#endif

/// A stream of a device that can be opened as it was asked for.
package protocol DeviceStream: Sendable {
    init(_ request: StreamRequest) throws(AlsaError)
    /// Starts what nobody should wait for; the frames that it then has to play.
    func begin() throws(AlsaError) -> Int
    /// Gives it up without waiting for it; nothing else may follow.
    func abandon(_ timeline: Timeline)
    var grant: StreamGrant { get }
}

/// A device that was lost, opened again and again until it is back as it was.
///
/// It is opened on a thread of its own: where a sound server has stopped, that can take half a minute,
/// and nobody should wait for it. Simulated time stands while a device is opened, so there it is
/// opened at once.
package struct Reopening<Stream: DeviceStream>: Sendable {
    package enum Outcome: Sendable {
        case away
        /// With so many frames of silence to play, if it plays.
        case back(Stream, frames: Int)
        /// It is there, but with something else.
        case changed(String)
    }

    private static var pauseNanoseconds: Int64 { 10_000_000 }

    private let request: StreamRequest
    private let grant: StreamGrant
    private var attempt: Attempt<Stream>?
    private var nextNanoseconds = Int64.min

    /// - Parameter grant: what it had: the same again, or nothing, because what is under way has one
    ///   format, one rate and one period.
    package init(_ request: StreamRequest, as grant: StreamGrant) {
        var request = request
        request.format = grant.format
        request.periodFrames = grant.periodFrames
        // A second attempt would wait as the first does.
        request.openSecondsMax = nil
        self.request = request
        self.grant = grant
    }

    /// Looks whether it is back, and never waits; begins to open it where nobody does.
    package mutating func look(_ timeline: Timeline) -> Outcome {
        guard let attempt else {
            guard timeline.now >= nextNanoseconds else { return .away }
            nextNanoseconds = timeline.now + Self.pauseNanoseconds
            self.attempt = Attempt(request, timeline)
            return .away
        }
        guard let result = attempt.result else { return .away }
        self.attempt = nil
        switch result {
        case .success(let (stream, frames)):
            guard stream.grant.format == grant.format else {
                return .changed(
                    "with format \(stream.grant.format.rawValue) instead of "
                        + grant.format.rawValue)
            }
            return .back(stream, frames: frames)
        case .failure(let error):
            guard case .notOffered(let what, let asked, let offered) = error.problem else {
                return .away
            }
            return .changed("with \(what) \(offered) instead of \(asked)")
        }
    }
}

/// One attempt to open a device.
private final class Attempt<Stream: DeviceStream>: Sendable {
    typealias Opened = (stream: Stream, frames: Int)

    private let outcome = Mutex<Result<Opened, AlsaError>?>(nil)

    init(_ request: StreamRequest, _ timeline: Timeline) {
        guard timeline.isMachine else {
            open(request, timeline)
            return
        }
        // Without a thread it stays away.
        if !runDetached({ self.open(request, timeline) }) {
            outcome.withLock { $0 = .failure(AlsaError(request.device, EAGAIN, "thread")) }
        }
    }

    /// Nil while it is under way.
    var result: Result<Opened, AlsaError>? { outcome.withLock { $0 } }

    private func open(_ request: StreamRequest, _ timeline: Timeline) {
        let opened: Result<Opened, AlsaError>
        do throws(AlsaError) {
            let stream = try Stream(request)
            do throws(AlsaError) {
                opened = .success((stream, try stream.begin()))
            } catch {
                // Its server may be gone again, and is not waited for.
                stream.abandon(timeline)
                throw error
            }
        } catch {
            opened = .failure(error)
        }
        outcome.withLock { $0 = opened }
    }
}
