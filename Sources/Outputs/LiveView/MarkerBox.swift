import RunFolder
import Synchronization

/// Markers on their way from the server's thread to the run's, which takes them with its next hop. Few
/// a second have room; neither thread waits for the other but the swap of two arrays.
final class MarkerBox: Sendable {
    enum Answer: Equatable {
        /// The marker is on its way to the record.
        case taken(RunMarker)
        case tooMany
        /// No run is under way that takes markers.
        case closed
    }

    private struct State {
        var isOpen = false
        /// The end of the newest hop that the run's thread knows.
        var frame: Int64 = 0
        var arrived = MarkersArrived()
        var allowance = PostAllowance(at: 0)
    }

    private let state = Mutex(State())
    private let seconds: @Sendable () -> Double

    /// - Parameter seconds: a clock that runs on.
    init(seconds: @escaping @Sendable () -> Double) { self.seconds = seconds }

    /// A run begins at this frame.
    func open(at frame: Int64) {
        let now = seconds()
        state.withLock { state in
            state = State()
            state.isOpen = true
            state.frame = frame
            state.allowance = PostAllowance(at: now)
        }
    }

    /// Takes a text that may be a marker's.
    func put(_ text: String, from address: String) -> Answer {
        let now = seconds()
        return state.withLock { state in
            guard state.isOpen else { return .closed }
            guard state.allowance.take(at: now),
                state.arrived.markers.count < ViewLimits.markersWaitingMax
            else {
                state.arrived.refused += 1
                return .tooMany
            }
            let marker = RunMarker(text: text, frame: state.frame, from: address)
            state.arrived.markers.append(marker)
            return .taken(marker)
        }
    }

    /// There is no record any more.
    func close() { state.withLock { $0.isOpen = false } }

    /// What came since the last time, for the run's record of a hop that ends at this frame; with the last
    /// one no more is taken.
    func take(at frame: Int64, isLast: Bool) -> MarkersArrived {
        state.withLock { state in
            defer { state.arrived = MarkersArrived() }
            state.frame = frame
            if isLast { state.isOpen = false }
            return state.arrived
        }
    }
}
