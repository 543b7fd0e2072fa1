import Synchronization

/// Whether a run is to end in order, because someone outside wants it or the run itself does.
final class StopRequest: Sendable {
    private let isWanted: @Sendable () -> Bool
    private let isMade = Atomic(false)

    init(_ isWanted: @escaping @Sendable () -> Bool) { self.isWanted = isWanted }

    var isSet: Bool { isMade.load(ordering: .relaxed) || isWanted() }

    func make() { isMade.store(true, ordering: .relaxed) }
}
