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
        /// Frames that did not reach the recording, because its disk was too slow.
        public var framesNotRecorded: Int
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
            public var underruns: Int

            public init(
                device: String, latencySeconds: Double, pulsesPlayed: Int, pulsesLate: Int,
                underruns: Int
            ) {
                self.device = device
                self.latencySeconds = latencySeconds
                self.pulsesPlayed = pulsesPlayed
                self.pulsesLate = pulsesLate
                self.underruns = underruns
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
            framesNotRecorded = 0
            lostFrames = []
        }
    }
}
