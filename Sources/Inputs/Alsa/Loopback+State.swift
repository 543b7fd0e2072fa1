import Acquisition

extension Loopback {
    /// Where the measurement stands, in frames of the input.
    struct State {
        private enum Phase { case listening, pausing, wanting(since: Int64), waiting(since: Int64) }

        private var phase = Phase.listening
        private var framesRead: Int64 = 0
        private var loudest: Int64 = 0
        private var threshold: Int64
        private var pauseEnd: Int64
        private(set) var hasGivenUp = false

        init(threshold: Int64, framesToPause: Int64) {
            self.threshold = threshold
            pauseEnd = framesToPause
        }

        var wantsMark: Bool { if case .wanting = phase { true } else { false } }

        /// Takes frames; how long the mark took, once it is there.
        mutating func take(_ bytes: [UInt8], _ frames: Int, _ grant: StreamGrant) -> Int64? {
            defer { framesRead += Int64(frames) }
            switch phase {
            case .listening:
                loudest = max(loudest, peak(bytes, 0..<frames, grant))
                guard framesRead + Int64(frames) >= pauseEnd else { return nil }
                // Four times the noise, but at least 1 % of full scale.
                threshold = max(1 << 31 / 100, 4 * loudest)
                phase = .wanting(since: framesRead + Int64(frames) - 1)
            case .pausing:
                guard framesRead + Int64(frames) >= pauseEnd else { return nil }
                phase = .wanting(since: framesRead + Int64(frames) - 1)
            case .wanting: break
            case .waiting(let since):
                for frame in 0..<frames
                where peak(bytes, frame..<frame + 1, grant) > threshold {
                    return framesRead + Int64(frame) - since
                }
            }
            return nil
        }

        mutating func markPlayed() {
            if case .wanting(let since) = phase { phase = .waiting(since: since) }
        }

        /// Whether a mark has waited for a second, to be played or to come back.
        func isOverdue(_ rateHertz: Int) -> Bool {
            switch phase {
            case .wanting(let since), .waiting(let since): framesRead - since > Int64(rateHertz)
            case .listening, .pausing: false
            }
        }

        mutating func giveUp() { hasGivenUp = true }

        mutating func pause(_ frames: Int64) {
            hasGivenUp = false
            phase = .pausing
            pauseEnd = framesRead + frames
        }

        /// The loudest sample of any channel.
        private func peak(_ bytes: [UInt8], _ frames: Range<Int>, _ grant: StreamGrant) -> Int64 {
            var loudest: Int64 = 0
            unsafe bytes.withUnsafeBytes { bytes in
                for frame in frames {
                    for channel in 0..<grant.channels {
                        let place = frame * grant.frameBytes + channel * grant.format.byteCount
                        let sample = Int64(unsafe grant.format.sample(in: bytes, at: place))
                        loudest = max(loudest, abs(sample))
                    }
                }
            }
            return loudest
        }
    }
}
