/// What a capture came to, besides its frames.
public struct CaptureReport: Sendable {
    public enum Cause: String, Sendable {
        /// The device's buffer was full, or the machine was suspended.
        case overrun
        /// The device was away.
        case disconnect
        /// Frames vanished without a word: the device's count fell behind its clock.
        case unannounced
    }

    /// Frames of the loop that are missing.
    public struct Gap: Sendable, Equatable {
        public var cause: Cause
        public var firstFrame: Int64
        public var frames: Int64
        /// Device frames that the clock says were lost; the rest of the gap was set aside, so that
        /// it is as long as a record of the recording and ends on a whole frame of the loop.
        public var deviceFramesLost: Int64
    }

    public var grant: StreamGrant
    public var isDeviceTime = false
    /// How much faster the device's clock runs than ours; nil before some ten seconds.
    public var driftPartsPerMillion: Double?
    /// Frames a second, where they are not those that the device claims.
    public var measuredHertz: Double?
    /// Every frame once; complete when the run is over.
    public var ledger = FrameLedger()
    /// The first ten thousand; `gapCount` counts on.
    public var gaps: [Gap] = []
    public var gapCount = 0
    public var deviceFramesLost: Int64 = 0
    public var overruns = 0
    public var reconnects = 0
    public var unannouncedLosses = 0
    /// Times that no frame came for longer than the loop's budget.
    public var holds = 0
    /// Samples beyond the converter's range.
    public var clippedSamples: Int64 = 0
    public var output: OutputReport?

    static let gapsKept = 10_000

    public init(grant: StreamGrant) {
        self.grant = grant
        gaps.reserveCapacity(Self.gapsKept)
    }

    public mutating func add(_ gap: Gap) {
        gapCount += 1
        deviceFramesLost += gap.deviceFramesLost
        if gaps.count < Self.gapsKept { gaps.append(gap) }
    }
}

/// What the pulses' way out came to.
public struct OutputReport: Sendable {
    public var grant: StreamGrant
    public var scale: OutputScale
    /// From the simulated edge to the played one, the same for every pulse.
    public var latencySeconds: Double
    public var pulsesPlayed = 0
    /// Pulses that came too late for their place; they were left out, never shifted.
    public var pulsesLate = 0
    /// Pulses that an underrun broke, and that were finished after it.
    public var pulsesResumed = 0
    public var underruns = 0
    /// The sum of all samples handed to the device, in its counts.
    public var netCounts: Int64 = 0
    /// The largest first phase, in counts: what a device that is lost may have kept back.
    public var phaseCountsMax: Int64 = 0
    /// Whether all that was handed over is known to be played.
    public var isCertain = true

    public init(grant: StreamGrant, scale: OutputScale, latencySeconds: Double) {
        self.grant = grant
        self.scale = scale
        self.latencySeconds = latencySeconds
    }

    /// Net charge of all that was played; at most so much, of either sign, where it is not certain.
    public var netPicocoulombs: Double {
        let counts = isCertain ? netCounts : max(abs(netCounts), phaseCountsMax)
        return Double(counts) * scale.picocoulombsPerCount
    }
}
