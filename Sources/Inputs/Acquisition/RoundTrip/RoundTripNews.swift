/// What is known of a round trip on the devices' side, on the frames of the input.
package struct RoundTripNews: Sendable, Equatable {
    package enum Kind: Int64, Sendable {
        /// A burst has left: the input's frame at that instant, by both devices' clocks.
        case played
        /// It came in.
        case burst
        /// A pulse came in.
        case pulse
        /// The burst was at the converter's rail.
        case clipped
        /// The output ran dry, or frames of the input are missing: what is under way proves nothing.
        case broken
    }

    package var kind: Kind
    /// Of `played`, from 0 on.
    package var trial: Int
    /// Of the input device, from its first on, gaps counted; with a fraction where it is `played`.
    package var frame: Double

    package init(_ kind: Kind, trial: Int = 0, frame: Double) {
        self.kind = kind
        self.trial = trial
        self.frame = frame
    }
}
