/// Decides whether a device's time stamps are to be believed: one that stands still while frames come
/// would make all frames after it look late, and a gap be found where there is none.
struct StampTrust: Sendable {
    /// How far a stamp may lie behind the program's own time. What lies further was kept from the
    /// program by the scheduler or is of another clock; the program's time, late as it is, does no
    /// harm, because only the earliest answers count.
    private let toleranceNanoseconds: Int64
    private var latestFrames = Int64.min
    private var latestStamp = Int64.min
    /// Once a stamp has stood still none is believed any more.
    private(set) var isTrusted = true

    init(periodSeconds: Double) {
        toleranceNanoseconds = Int64(periodSeconds * 1e9) + 5_000_000
    }

    /// When the device had `frames`, and whether that is by its own stamp.
    mutating func time(_ position: StreamPosition, frames: Int64) -> (Int64, isDeviceTime: Bool) {
        let own = position.nanoseconds
        guard isTrusted, let stamp = position.stampNanoseconds, stamp <= own else {
            return (own, false)
        }
        if frames > latestFrames, stamp <= latestStamp {
            isTrusted = false
            return (own, false)
        }
        latestFrames = frames
        latestStamp = stamp
        let time = believed(position)
        return (time, time == stamp)
    }

    /// The stamp, where it can be one of this clock and this moment.
    func believed(_ position: StreamPosition) -> Int64 {
        guard isTrusted, let stamp = position.stampNanoseconds,
            stamp <= position.nanoseconds,
            position.nanoseconds - stamp <= toleranceNanoseconds
        else { return position.nanoseconds }
        return stamp
    }

    mutating func restart() { latestFrames = .min }
}
