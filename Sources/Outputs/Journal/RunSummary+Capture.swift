extension RunSummary {
    /// What a capture device granted, how its clock ran, and everything it lost.
    package struct Capture: Codable, Hashable, Sendable {
        package var device: String
        package var format: String
        package var deviceRateHertz: Int
        /// Device frames of which one frame of the loop is the mean; 1 where a filter makes them.
        package var framesAveraged: Int
        /// The anti-alias filter that makes the loop's frames; nil without one.
        package var decimation: Decimation?
        package var periodFrames: Int
        package var bufferFrames: Int
        /// The device stamped its frames; else the program did.
        package var hasDeviceTime: Bool
        /// How much faster the device's clock ran than the computer's.
        package var driftPartsPerMillion: Double?
        package var gaps: Int
        /// Frames of the device, by its clock.
        package var framesLost: Int
        /// Frames of the device that were read and are in no frame of the loop.
        package var framesSetAside: Int?
        package var overruns: Int
        package var reconnects: Int
        /// Losses that neither device nor server told of.
        package var unannouncedLosses: Int
        /// Times that no frame came within the loop's budget.
        package var holds: Int
        package var clippedSamples: Int
        /// Floating-point samples of the device beyond full scale, held at it; nil with integers.
        package var samplesBeyondFullScale: Int?
        /// Frames a second, where they are not those that the device claims.
        package var measuredRateHertz: Double?
        /// Frames of the loop, each counted once: given are read and missing.
        package var framesGiven: Int
        package var framesRead: Int
        package var framesMissing: Int
        /// Frames that the loop saw and the recording has not: its disk was full or too slow.
        package var framesNotRecorded: Int
        /// Files of the recording that are complete; nil without one.
        package var filesRecorded: Int?
        /// Why, where a file, or the list of files, could not be written; nil where the disk was too
        /// slow.
        package var recordingProblem: String?
        package var lostFrames: [Gap]
        package var output: Output?
        /// Lines on which edges were looked for; nil without one.
        package var triggers: [Trigger]?
        /// The alignment with another system by a train of pulses; nil without one.
        package var sync: Sync?
        /// The edge that ended the run; nil where none did.
        package var endedBy: String?

        /// From a fast device's frames to the loop's.
        package struct Decimation: Codable, Hashable, Sendable {
            /// The loop has `up` frames while the device has `down`.
            package var up: Int
            package var down: Int
            /// Device frames of which one frame of the loop is made.
            package var windowFrames: Int
            /// By which the signal lags: frames of the loop, and s.
            package var groupDelayFrames: Int
            package var groupDelaySeconds: Double
            /// Device frames before the loop's first.
            package var leadFrames: Int

            package init(
                up: Int, down: Int, windowFrames: Int, groupDelayFrames: Int,
                groupDelaySeconds: Double, leadFrames: Int
            ) {
                self.up = up
                self.down = down
                self.windowFrames = windowFrames
                self.groupDelayFrames = groupDelayFrames
                self.groupDelaySeconds = groupDelaySeconds
                self.leadFrames = leadFrames
            }
        }

        /// Frames of the loop that are missing.
        package struct Gap: Codable, Hashable, Sendable {
            package var cause: String
            package var frame: Int
            package var frames: Int
            /// Of the device; the rest of the gap was set aside.
            package var framesLost: Int

            package init(cause: String, frame: Int, frames: Int, framesLost: Int) {
                self.cause = cause
                self.frame = frame
                self.frames = frames
                self.framesLost = framesLost
            }
        }

        /// The device that played the pulses.
        package struct Output: Codable, Hashable, Sendable {
            package var device: String
            package var latencySeconds: Double
            package var pulsesPlayed: Int
            package var pulsesLate: Int
            /// Pulses that fell due while the device was away, left out too.
            package var pulsesWhileAway: Int?
            /// Pulses that the device had when it was lost: perhaps played.
            package var pulsesInDoubt: Int?
            /// Times that the device was lost.
            package var outages: Int?
            /// Pulses that an underrun broke, and that were finished after it.
            package var pulsesResumed: Int
            package var underruns: Int
            /// The sum of what was played; at most so much, of either sign, where it is not certain.
            package var netPicocoulombs: Double
            /// Charge of one step of the device in one frame.
            package var picocoulombsPerStep: Double
            package var isCertain: Bool

            package init(
                device: String, latencySeconds: Double, pulsesPlayed: Int, pulsesLate: Int,
                pulsesResumed: Int, underruns: Int, netPicocoulombs: Double,
                picocoulombsPerStep: Double, isCertain: Bool
            ) {
                self.device = device
                self.latencySeconds = latencySeconds
                self.pulsesPlayed = pulsesPlayed
                self.pulsesLate = pulsesLate
                self.pulsesResumed = pulsesResumed
                self.underruns = underruns
                self.netPicocoulombs = netPicocoulombs
                self.picocoulombsPerStep = picocoulombsPerStep
                self.isCertain = isCertain
            }
        }

        package init(
            device: String, format: String, deviceRateHertz: Int, framesAveraged: Int,
            periodFrames: Int, bufferFrames: Int
        ) {
            self.device = device
            self.format = format
            self.deviceRateHertz = deviceRateHertz
            self.framesAveraged = framesAveraged
            self.periodFrames = periodFrames
            self.bufferFrames = bufferFrames
            hasDeviceTime = false
            gaps = 0
            framesLost = 0
            overruns = 0
            reconnects = 0
            unannouncedLosses = 0
            holds = 0
            clippedSamples = 0
            framesGiven = 0
            framesRead = 0
            framesMissing = 0
            framesNotRecorded = 0
            lostFrames = []
        }
    }
}
