/// Holds the rate at which a device gives frames against the one it claims.
///
/// Of each quarter of a second the count that was least late is kept; the lateness gained between
/// two of them that lie two seconds apart is how much slower the device is. Most of the latest eight
/// such pairs must agree, so that neither a stall nor a loss is taken for another rate.
package struct RateWatch: Sendable {
    package static let warningPartsPerMillion = 1_000.0
    package static let errorPartsPerMillion = 20_000.0
    private static let windowNanoseconds: Int64 = 250_000_000
    private static let lag = 8
    /// What a device may have held when it started.
    private static let headStartSeconds = 0.5

    private let rateHertz: Double
    /// The device moves in steps of a period; a pair's lateness is known to that.
    private let granularity: Double
    private var firstFrames: Int64 = 0
    private var firstNanoseconds = Int64.min
    private var windowEnd: Int64 = 0
    /// Nanoseconds and lateness from the first observation.
    private var current = (elapsed: 0.0, lateness: Double.infinity)
    private var points = InlineArray<16, (elapsed: Double, lateness: Double)>(
        repeating: (0, .infinity))
    private var pointCount = 0
    /// What the device gives in a second, where that is beyond the limits.
    package private(set) var measuredHertz: Double?
    /// Beyond the larger limit: the device is another than it says.
    package private(set) var isWrong = false

    package init(rateHertz: Int, periodSeconds: Double) {
        self.rateHertz = Double(rateHertz)
        granularity = periodSeconds * 1e9 / 2
    }

    /// Notes that `frames` had been acquired at an instant, counted with gaps. O(1) but for eight
    /// pairs four times a second.
    package mutating func observe(frames: Int64, nanoseconds: Int64) {
        if firstNanoseconds == .min {
            firstFrames = frames
            firstNanoseconds = nanoseconds
            windowEnd = nanoseconds + Self.windowNanoseconds
        }
        let elapsed = Double(nanoseconds - firstNanoseconds)
        let given = Double(frames - firstFrames)
        let most = elapsed * 1e-9 * 1.02 + Self.headStartSeconds
        if given > most * rateHertz { return refuse(given / max(elapsed * 1e-9, 1e-6)) }
        let lateness = elapsed - given * 1e9 / rateHertz
        if lateness < current.lateness { current = (elapsed, lateness) }
        guard nanoseconds >= windowEnd else { return }
        points[pointCount % 16] = current
        pointCount += 1
        current.lateness = .infinity
        windowEnd = nanoseconds + Self.windowNanoseconds
        judge()
    }

    private mutating func refuse(_ hertz: Double) {
        measuredHertz = hertz
        isWrong = true
    }

    private mutating func judge() {
        let pairs = min(8, pointCount - Self.lag)
        guard pairs >= 4 else { return }
        var slow = (warning: 0, wrong: 0)
        var fast = (warning: 0, wrong: 0)
        var sum = 0.0
        for pair in 0..<pairs {
            let later = points[(pointCount - 1 - pair) % 16]
            let earlier = points[(pointCount - 1 - pair - Self.lag) % 16]
            let gained = later.lateness - earlier.lateness
            let span = later.elapsed - earlier.elapsed
            sum += gained / span
            let room = granularity
            let beyond = { (limit: Double) in abs(gained) > span * limit * 1e-6 + room }
            let isWarning = beyond(Self.warningPartsPerMillion)
            let isWrong = beyond(Self.errorPartsPerMillion)
            if gained > 0 {
                if isWarning { slow.warning += 1 }
                if isWrong { slow.wrong += 1 }
            } else {
                if isWarning { fast.warning += 1 }
                if isWrong { fast.wrong += 1 }
            }
        }
        let hertz = rateHertz * (1 - sum / Double(pairs))
        let needed = (pairs * 3 + 3) / 4
        if max(slow.warning, fast.warning) >= needed { measuredHertz = hertz }
        if max(slow.wrong, fast.wrong) >= max(needed, 4) { refuse(hertz) }
    }
}
