/// Finds the bursts of a `RoundTripStimulus` and the pulses among what comes back, sample by sample:
/// to the sample, whatever a cable makes of their size and sign.
///
/// A burst begins where the signal, after a second's silence, first reaches half of what it reaches
/// within its first quarter of a period; that height is the measure of the pulse, which is four times
/// as large and begins where twice the height is exceeded, against the burst's own sign.
package struct EchoFinder: Sendable {
    package enum Found: Sendable, Equatable {
        case burst(frame: Int64)
        case pulse(frame: Int64)
        /// The burst was at the converter's rail.
        case clipped(frame: Int64)
    }

    private enum Phase { case settling, listening, silent, rising, sounding }

    /// Least height of a burst, a share of full scale.
    package static let shareMin = 0.001
    private let rail: Int64
    private let settlesAt: Int64
    private let listensUntil: Int64
    private let silenceFrames: Int64
    private var phase = Phase.settling
    /// Of the noise before the first burst.
    package private(set) var loudest: Int64 = 0
    private var threshold: Int64 = 0
    private var height: Int64 = 0
    private var sign: Int64 = 1
    private var hasPulse = false
    private var isClipped = false
    private var silence: Int64 = 0
    /// Since the threshold was crossed.
    private var rise: [Int64]
    private var riseCount = 0
    private var riseFrame: Int64 = 0

    /// - Parameters:
    ///   - bits: of the device's samples.
    ///   - quietSeconds: from the first frame on nothing but noise comes; its second half is listened to.
    package init(rateHertz: Int, bits: Int, quietSeconds: Double) {
        let rate = Double(rateHertz)
        rail = 1 << 31 - 1 << Int64(32 - bits)
        settlesAt = Int64(quietSeconds / 2 * rate)
        listensUntil = Int64(quietSeconds * rate)
        silenceFrames = Int64(rateHertz)
        rise = [Int64](
            repeating: 0, count: max(2, Int(rate / RoundTripStimulus.hertz / 4)))
    }

    /// What this sample of 32 bits settles, if anything; frames come in order. Allocates nothing; O(1) but
    /// for a burst's quarter of a period.
    package mutating func take(_ sample: Int32, frame: Int64) -> Found? {
        let value = Int64(sample)
        switch phase {
        case .settling:
            if frame >= settlesAt { phase = .listening }
        case .listening:
            loudest = max(loudest, abs(value))
            if frame >= listensUntil {
                threshold = max(Int64(Self.shareMin * 2_147_483_648), 4 * loudest)
                phase = .silent
            }
        case .silent:
            guard abs(value) > threshold else { return nil }
            phase = .rising
            riseCount = 0
            riseFrame = frame
            return takeRise(value)
        case .rising:
            return takeRise(value)
        case .sounding:
            return takeSound(value, frame)
        }
        return nil
    }

    /// Samples are missing: what was under way is not known any more.
    package mutating func forget() {
        guard phase == .rising || phase == .sounding else { return }
        phase = .sounding
        hasPulse = true
        silence = 0
    }

    private mutating func takeRise(_ value: Int64) -> Found? {
        rise[riseCount] = value
        riseCount += 1
        guard riseCount == rise.count else { return nil }
        height = rise.reduce(0) { max($0, abs($1)) }
        let first = rise.firstIndex { 2 * abs($0) >= height } ?? 0
        sign = rise[first] < 0 ? -1 : 1
        isClipped = height >= rail
        hasPulse = false
        silence = 0
        phase = .sounding
        return .burst(frame: riseFrame + Int64(first))
    }

    private mutating func takeSound(_ value: Int64, _ frame: Int64) -> Found? {
        silence = abs(value) > threshold ? 0 : silence + 1
        if silence >= silenceFrames { phase = .silent }
        if isClipped {
            // Its rise was too high already; told once.
            isClipped = false
            hasPulse = true
            return .clipped(frame: riseFrame)
        }
        guard !hasPulse, value * sign < -2 * height else { return nil }
        hasPulse = true
        return .pulse(frame: frame)
    }
}
