extension RunSummary {
    /// What a capture device granted, how its clock ran, and everything it lost.
    public struct Capture: Codable, Hashable, Sendable {
        public var device: String
        public var format: String
        public var deviceRateHertz: Int
        /// Device frames of which one frame of the loop is the mean.
        public var framesAveraged: Int
        public var periodFrames: Int
        public var bufferFrames: Int
        /// The device stamped its frames; else the program did.
        public var hasDeviceTime: Bool
        /// How much faster the device's clock ran than the computer's.
        public var driftPartsPerMillion: Double?
        public var gaps: Int
        /// Frames of the device, by its clock.
        public var framesLost: Int
        public var overruns: Int
        public var reconnects: Int
        /// Losses that neither device nor server told of.
        public var unannouncedLosses: Int
        /// Times that no frame came within the loop's budget.
        public var holds: Int
        public var clippedSamples: Int
        /// Frames a second, where they are not those that the device claims.
        public var measuredRateHertz: Double?
        /// Frames of the loop, each counted once: given are read and missing.
        public var framesGiven: Int
        public var framesRead: Int
        public var framesMissing: Int
        /// Frames that the loop saw and the recording has not: its disk was full or too slow.
        public var framesNotRecorded: Int
        /// Why, where the file could not be written; nil where its disk was too slow.
        public var recordingProblem: String?
        public var lostFrames: [Gap]
        public var output: Output?

        /// Frames of the loop that are missing.
        public struct Gap: Codable, Hashable, Sendable {
            public var cause: String
            public var frame: Int
            public var frames: Int
            /// Of the device; the rest of the gap was set aside.
            public var framesLost: Int

            public init(cause: String, frame: Int, frames: Int, framesLost: Int) {
                self.cause = cause
                self.frame = frame
                self.frames = frames
                self.framesLost = framesLost
            }
        }

        /// The device that played the pulses.
        public struct Output: Codable, Hashable, Sendable {
            public var device: String
            public var latencySeconds: Double
            public var pulsesPlayed: Int
            public var pulsesLate: Int
            /// Pulses that an underrun broke, and that were finished after it.
            public var pulsesResumed: Int
            public var underruns: Int
            /// The sum of what was played; at most so much, of either sign, where it is not certain.
            public var netPicocoulombs: Double
            /// Charge of one step of the device in one frame.
            public var picocoulombsPerStep: Double
            public var isCertain: Bool

            public init(
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

        public init(
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
