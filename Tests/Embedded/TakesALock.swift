// Refused: the compiler must not accept a lock in a function marked @_noLocks. Reading a global that
// is made when it is first asked for takes one.
final class Shared: Sendable {
    let limit: Int32

    @inline(never)
    init(limit: Int32) { self.limit = limit }

    static let standard = Shared(limit: 12)
}

@_noLocks
func step(_ score: Int32) -> Bool { score > Shared.standard.limit }
