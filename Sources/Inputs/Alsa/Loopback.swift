import Acquisition

#if canImport(CAlsa)
    import CAlsa
#else
    import CAlsaAbsent
#endif

/// Measures how long it takes from a sample to an action and back to a sample: a mark is played as
/// soon as some frame has been acquired, and comes back over a cable.
///
/// The way is that of the closed loop with a detector that takes no time: the end of the input's
/// period, this program, the output's buffer, the converters on both sides.
package struct Loopback {
    package struct Result: Sendable {
        /// From the acquisition of the latest frame when the mark was decided on, to the acquisition
        /// of the mark; sorted, in seconds.
        package var seconds: [Double] = []
        /// Marks that did not come back within a second, or could not be played in one.
        package var lost = 0
        package var overruns = 0
        package var underruns = 0

        /// Nearest rank.
        package func percentile(_ percent: Double) -> Double? {
            guard !seconds.isEmpty else { return nil }
            let rank = (percent / 100 * Double(seconds.count)).rounded(.up)
            return seconds[min(seconds.count - 1, max(0, Int(rank) - 1))]
        }
    }

    private let input: CaptureStream
    private let output: PlaybackStream
    /// A device that breaks so often in a row without a frame is lost.
    private static let restartsInVainMax = 10
    private var random: UInt64 = 88_172_645_463_325_252

    package var inputGrant: StreamGrant { input.grant }
    package var outputGrant: StreamGrant { output.grant }

    /// Opens both devices.
    package init(input: StreamRequest, output: StreamRequest) throws(AlsaError) {
        self.input = try CaptureStream(input)
        self.output = try PlaybackStream(output)
    }

    /// Plays `count` marks, one after the other, at irregular times.
    ///
    /// - Parameters:
    ///   - isStopped: asked after every period.
    ///   - progress: called after each mark with the number so far.
    package mutating func run(
        marks count: Int, isStopped: () -> Bool, progress: (Int) -> Void
    ) throws(AlsaError) -> Result {
        var result = Result()
        var bytes = [UInt8](
            repeating: 0, count: input.grant.bufferFrames * input.grant.frameBytes)
        // One second of silence first: its loudest sample is the noise that a mark must exceed.
        var state = State(
            threshold: 0, framesToPause: Int64(input.grant.rateHertz))
        try startBoth()
        var marks = 0
        var restartsInVain = 0
        while marks < count, !isStopped() {
            switch input.wait(milliseconds: 2_000) {
            case .frames: break
            case .broken:
                result.overruns += 1
                restartsInVain += 1
                guard restartsInVain <= Self.restartsInVainMax else {
                    throw AlsaError(input.device, AlsaError.noAnswer, "start")
                }
                try startBoth()
                continue
            case .timedOut: throw AlsaError(input.device, calsa_timed_out, "wait")
            case .lost(let code): throw AlsaError(input.device, code, "wait")
            }
            let outcome = unsafe bytes.withUnsafeMutableBytes { unsafe input.read(into: $0) }
            guard case .frames(let frames) = outcome else { continue }
            restartsInVain = 0
            let found = state.take(bytes, frames, input.grant)
            if let latency = found {
                result.seconds.append(Double(latency) / Double(input.grant.rateHertz))
            } else if state.isOverdue(input.grant.rateHertz) {
                result.lost += 1
                state.giveUp()
            }
            if found != nil || state.hasGivenUp {
                state.pause(pauseFrames())
                marks += 1
                progress(marks)
            }
            if try !serve(&state) { result.underruns += 1 }
        }
        input.stop()
        output.stop()
        result.seconds.sort()
        return result
    }

    /// 20 to 60 ms, so that marks meet every phase of both devices' periods.
    private mutating func pauseFrames() -> Int64 {
        random ^= random << 13
        random ^= random >> 7
        random ^= random << 17
        let rate = Int64(input.grant.rateHertz)
        return rate / 50 + Int64(random % UInt64(max(1, rate / 25)))
    }

    private func startBoth() throws(AlsaError) {
        if case .lost(let code) = input.start() { throw AlsaError(input.device, code, "start") }
        try startOutput()
    }

    private func startOutput() throws(AlsaError) {
        if case .lost(let code) = output.prepare() {
            throw AlsaError(output.device, code, "prepare")
        }
        _ = play(output.grant.bufferFrames, mark: false)
        if case .lost(let code) = output.start() { throw AlsaError(output.device, code, "start") }
    }

    /// Keeps the output's buffer full, with the mark in front where one is due. False: an underrun.
    private func serve(_ state: inout State) throws(AlsaError) -> Bool {
        switch output.room {
        case .frames(let room):
            guard room > 0 else { return true }
            let isMark = state.wantsMark
            if play(room, mark: isMark), isMark { state.markPlayed() }
            return true
        case .broken:
            try startOutput()
            return false
        case .lost(let code): throw AlsaError(output.device, code, "play")
        case .timedOut: return true
        }
    }

    /// A mark is half of full scale for a millisecond, at least for a frame.
    private func play(_ frames: Int, mark: Bool) -> Bool {
        let grant = output.grant
        var bytes = [UInt8](repeating: 0, count: frames * grant.frameBytes)
        unsafe bytes.withUnsafeMutableBytes { bytes in
            for frame in 0..<(mark ? min(frames, max(1, grant.rateHertz / 1_000)) : 0) {
                for channel in 0..<grant.channels {
                    unsafe grant.format.put(
                        1 << 30, in: bytes,
                        at: frame * grant.frameBytes + channel * grant.format.byteCount)
                }
            }
        }
        let outcome = unsafe bytes.withUnsafeBytes { unsafe output.write($0) }
        if case .frames(let count) = outcome { return count > 0 }
        return false
    }
}
