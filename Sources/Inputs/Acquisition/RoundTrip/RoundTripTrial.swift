/// One burst of a round trip, and what became of it.
package struct RoundTripTrial: Sendable, Equatable {
    package enum Outcome: String, CaseIterable, Sendable {
        /// Its pulse came back.
        case answered
        /// It came in, and raised no detection.
        case missed
        /// It was detected, but no therapy followed: a cap, or too late.
        case withheld
        /// A therapy followed, but no pulse came in.
        case pulseLost
        case notReturned
        case clipped
        /// Frames were lost meanwhile, or the output ran dry.
        case broken
    }

    package var outcome: Outcome
    /// Nil unless it was answered.
    package var times: Times?

    package init(_ outcome: Outcome, _ times: Times? = nil) {
        self.outcome = outcome
        self.times = times
    }

    /// Seconds by the input's clock, in the order in which they pass. An instant is that of a frame's
    /// beginning, on the output and on the input alike.
    package struct Times: Sendable, Equatable {
        /// The burst leaves the output until it is in the input's samples.
        package var outward: Double
        /// Its first sample until the end of the hop that decides: what the detector needs by its
        /// settings, the same on any machine, and the rest of that hop.
        package var persistence: Double
        /// That hop's last sample acquired until the loop has decided.
        package var decision: Double
        /// Decided until the pulse is in the input's samples.
        package var answer: Double
        /// The burst leaves the output until an external edge that it causes is in the input's samples.
        package var edge: Double?
        /// From that edge to the one that the pulse causes.
        package var edgeToEdge: Double?

        package var whole: Double { outward + persistence + decision + answer }
        /// What devices and program add.
        package var machine: Double { outward + decision + answer }

        package init(
            outward: Double, persistence: Double, decision: Double, answer: Double,
            edge: Double? = nil, edgeToEdge: Double? = nil
        ) {
            self.outward = outward
            self.persistence = persistence
            self.decision = decision
            self.answer = answer
            self.edge = edge
            self.edgeToEdge = edgeToEdge
        }
    }
}
