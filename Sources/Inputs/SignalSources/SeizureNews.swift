import Synchronization
import VirtualPatient

/// What a virtual patient's own state says of its seizures while a run goes on: told by the source's
/// thread, a few words a seizure, for whoever draws what the detector made of them.
public final class SeizureNews: Sendable {
    /// A change of the state.
    public struct Change: Sendable, Equatable {
        /// Of the first frame by which it was known.
        public var knownFrame: Int64
        /// Of the seizure, by which it is known.
        public var onsetFrame: Int64
        /// What is known now.
        public var kind: Kind
    }

    /// What became known of a seizure.
    public enum Kind: Sendable, Equatable {
        case began
        /// Where it was over, some time ago.
        case ended(frame: Int64)
        /// It was too short to count.
        case wasNone
    }

    private let changes = Mutex<[Change]>([])
    private let count = Atomic(0)

    /// Nothing is known yet.
    public init() {}

    /// What was known by a frame and has not been taken yet, in order.
    public func take(knownBy frame: Int64) -> [Change] {
        guard count.load(ordering: .acquiring) > 0 else { return [] }
        return changes.withLock { changes in
            let known = Array(changes.prefix { $0.knownFrame <= frame })
            changes.removeFirst(known.count)
            count.store(changes.count, ordering: .releasing)
            return known
        }
    }

    func tell(_ change: Change) {
        changes.withLock { changes in
            changes.append(change)
            count.store(changes.count, ordering: .releasing)
        }
    }
}

/// Finds the changes from one hop of a patient to the next.
struct SeizureWatch: Sendable {
    let news: SeizureNews
    private var openOnset: Int64?

    init(_ news: SeizureNews) { self.news = news }

    mutating func look(at patient: VirtualPatient) {
        let onset = patient.openSeizure?.onsetFrame
        guard onset != openOnset else { return }
        let frame = patient.frameIndex
        if let before = openOnset {
            let last = patient.closedSeizures.last
            let end = last?.onsetFrame == before ? last?.offsetFrame : nil
            news.tell(
                .init(
                    knownFrame: frame, onsetFrame: before,
                    kind: end.map { .ended(frame: $0) } ?? .wasNone))
        }
        if let onset { news.tell(.init(knownFrame: frame, onsetFrame: onset, kind: .began)) }
        openOnset = onset
    }
}
