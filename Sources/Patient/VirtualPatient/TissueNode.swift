/// What a node is to the seizure network.
public enum Tissue: String, CaseIterable, Sendable {
    /// Epileptogenic zone: seizures start here.
    case zone
    /// Propagation zone: recruited by the zone.
    case propagation
    case healthy
}

/// A patch of tissue, modelled by one Epileptor.
public struct TissueNode: Equatable, Sendable {
    /// Its centre.
    public var position: Position
    /// What it is unless imaging says otherwise.
    public var tissue: Tissue
    /// The node's own excitability, before the genotype's shift. Nil takes that of its tissue.
    public var x0: Double?

    /// A node as given; nothing is checked before a patient is made.
    public init(position: Position, tissue: Tissue, x0: Double? = nil) {
        self.position = position
        self.tissue = tissue
        self.x0 = x0
    }
}
