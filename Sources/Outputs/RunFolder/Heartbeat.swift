/// Says when a minute of a run has passed.
struct Heartbeat {
    private static let everySeconds = 60.0
    private var dueSeconds: Double

    init(fromSeconds: Double) { dueSeconds = fromSeconds + Self.everySeconds }

    /// True once a minute, and once where several have passed.
    mutating func isDue(atSeconds seconds: Double) -> Bool {
        guard seconds >= dueSeconds else { return false }
        while dueSeconds <= seconds { dueSeconds += Self.everySeconds }
        return true
    }
}
