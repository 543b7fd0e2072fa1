/// When a node is in a seizure, by its state and not by its signal.
///
/// At rest x1 stays near -1.6 and the separatrix (the saddle) near -1.1; in a seizure x1 swings
/// between about -0.8 and 1.5. A node's seizure begins when x1 rises through `enterX1` and is over when
/// x1 has stayed below `leaveX1` for `quietSeconds`; its end is then where x1 fell. The patient's
/// seizure lasts while any node's does.
public struct SeizureCriterion: Equatable, Sendable {
    /// In units of x1, -3 to 3.
    public var enterX1 = -0.5
    /// In units of x1, -3 to `enterX1`.
    public var leaveX1 = -1.0
    /// 0 to 60.
    public var quietSeconds = 2.0
    /// A patient's seizure shorter than this is not counted.
    public var minimumSeconds = 1.0

    /// The default patient's criterion.
    public init() {}
}

/// A seizure of the patient as the model's state has it.
public struct TrueSeizure: Equatable, Sendable {
    /// A node's part in it. The end is nil while it lasts.
    public struct Participation: Equatable, Sendable {
        /// Index among the patient's nodes.
        public var node: Int
        /// First frame at or after the node's onset.
        public var onsetFrame: Int64
        /// First frame at or after the node's end; nil while it lasts.
        public var offsetFrame: Int64?
    }

    /// First frame at or after the onset.
    public var onsetFrame: Int64
    /// First frame at or after the end; nil while it lasts.
    public var offsetFrame: Int64?
    /// The nodes that took part, in the order they were recruited; one recruited again is listed again.
    public var participations: [Participation]

    /// How many different nodes took part.
    public var nodeCount: Int { Set(participations.map(\.node)).count }
}
