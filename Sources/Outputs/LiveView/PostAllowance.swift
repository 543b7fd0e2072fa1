/// How many posts there is room for: so many at once, and so many more a second.
struct PostAllowance {
    private var room = Double(ViewLimits.postsAtOnceMax)
    private var seconds: Double

    init(at seconds: Double) { self.seconds = seconds }

    /// Whether there is room for one, which then takes it.
    mutating func take(at now: Double) -> Bool {
        let more = (now - seconds) * ViewLimits.postsPerSecond
        room = min(Double(ViewLimits.postsAtOnceMax), room + more)
        seconds = now
        guard room >= 1 else { return false }
        room -= 1
        return true
    }
}
