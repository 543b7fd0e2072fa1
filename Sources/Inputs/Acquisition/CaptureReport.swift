/// What a capture came to, besides its frames.
package struct CaptureReport: Sendable {
    package enum Cause: String, Sendable {
        /// The device's buffer was full, or the machine was suspended.
        case overrun
        /// The device was away.
        case disconnect
        /// Frames vanished without a word: the device's count fell behind its clock.
        case unannounced
    }

    /// Frames of the loop that are missing.
    package struct Gap: Sendable, Equatable {
        package var cause: Cause
        package var firstFrame: Int64
        package var frames: Int64
        /// Device frames that the clock says were lost; the rest of the gap was set aside, so that
        /// it is as long as a record of the recording and ends on a whole frame of the loop.
        package var deviceFramesLost: Int64
    }

    package var grant: StreamGrant
    package var isDeviceTime = false
    /// How much faster the device's clock runs than ours; nil before some ten seconds.
    package var driftPartsPerMillion: Double?
    /// Frames a second, where they are not those that the device claims.
    package var measuredHertz: Double?
    /// Every frame once; complete when the run is over.
    package var ledger = FrameLedger()
    /// The first ten thousand; `gapCount` counts on.
    package var gaps: [Gap] = []
    package var gapCount = 0
    package var deviceFramesLost: Int64 = 0
    /// Device frames that were read and are in no frame of the loop: those before its first, which
    /// fill a filter, and those beside gaps.
    package var deviceFramesSetAside: Int64 = 0
    package var overruns = 0
    package var reconnects = 0
    package var unannouncedLosses = 0
    /// Times that no frame came for longer than the loop's budget.
    package var holds = 0
    /// Samples beyond the converter's range.
    package var clippedSamples: Int64 = 0
    /// Of a device whose samples are floating-point numbers.
    package var floats = FloatCheck()
    package var output: OutputReport?

    static let gapsKept = 10_000

    package init(grant: StreamGrant) {
        self.grant = grant
        gaps.reserveCapacity(Self.gapsKept)
    }

    package mutating func add(_ gap: Gap) {
        gapCount += 1
        deviceFramesLost += gap.deviceFramesLost
        if gaps.count < Self.gapsKept { gaps.append(gap) }
    }
}

/// What the pulses' way out came to.
package struct OutputReport: Sendable {
    package var grant: StreamGrant
    package var scale: OutputScale
    /// From the simulated edge to the played one, the same for every pulse.
    package var latencySeconds: Double
    package var pulsesPlayed = 0
    /// Pulses that came too late for their place; they were left out, never shifted.
    package var pulsesLate = 0
    /// Pulses that fell due while the device was away, left out too.
    package var pulsesWhileAway = 0
    /// Pulses that the device had, whole or in part, when it was lost: perhaps played, not counted as
    /// such.
    package var pulsesInDoubt = 0
    /// Pulses that an underrun broke, and that were finished after it.
    package var pulsesResumed = 0
    package var underruns = 0
    /// Times that the device was lost.
    package var outages = 0
    /// The sum of all samples handed to the device, in its counts.
    package var netCounts: Int64 = 0
    /// The most that the pulses in doubt can have left out of balance, in counts.
    package var doubtCounts: Int64 = 0

    package init(grant: StreamGrant, scale: OutputScale, latencySeconds: Double) {
        self.grant = grant
        self.scale = scale
        self.latencySeconds = latencySeconds
    }

    /// Whether all that was handed over is known to be played.
    package var isCertain: Bool { pulsesInDoubt == 0 }

    /// Every pulse that was to be played, once.
    package var pulsesAccounted: Int {
        pulsesPlayed + pulsesLate + pulsesWhileAway + pulsesInDoubt
    }

    /// Net charge of all that was played; at most so much, of either sign, where it is not certain.
    package var netPicocoulombs: Double {
        let counts = isCertain ? netCounts : max(abs(netCounts), doubtCounts)
        return Double(counts) * scale.picocoulombsPerCount
    }
}
