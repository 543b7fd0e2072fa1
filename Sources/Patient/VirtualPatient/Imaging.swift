/// Which contacts lie in the epileptogenic zone, as imaging or a clinician says. No contact: it says
/// nothing, and the nodes are what they are given as.
///
/// The rule is a modelling assumption, see `source`: each of these contacts makes the nodes within
/// `zoneRadiusMillimetres` part of the zone, or the nearest node where none is so near; other nodes
/// within `propagationRadiusMillimetres` of a node of the zone are of the propagation zone, the rest
/// healthy. It replaces the tissue given for the nodes; a node's own `x0` still stands.
public struct Imaging: Equatable, Sendable {
    /// From 0; `VirtualPatient.init` refuses one that the patient does not have.
    public var zoneContacts: [Int]
    /// 0 to 1,000.
    public var zoneRadiusMillimetres = 6.0
    /// 0 to 1,000.
    public var propagationRadiusMillimetres = 15.0

    /// These contacts, or none, with the default radii.
    public init(zoneContacts: [Int] = []) { self.zoneContacts = zoneContacts }

    /// What the rule rests on, for a person.
    public static let source =
        "that a zone named by clinicians is where the model is most excitable: Jirsa et al. 2017, "
        + "NeuroImage 145:377; that it reaches by distance, and how far: ours"

    /// The tissue of each node.
    func tissues(of nodes: [TissueNode], contacts: [Position]) -> [Tissue] {
        guard !zoneContacts.isEmpty else { return nodes.map(\.tissue) }
        let places = nodes.map(\.position)
        var inZone = [Bool](repeating: false, count: nodes.count)
        for contact in zoneContacts {
            let distances = places.map { $0.distance(to: contacts[contact]) }
            for node in nodes.indices where distances[node] <= zoneRadiusMillimetres {
                inZone[node] = true
            }
            let nearest = nodes.indices.min { distances[$0] < distances[$1] }
            if let nearest { inZone[nearest] = true }
        }
        return nodes.indices.map { node in
            if inZone[node] { return .zone }
            let isNear = nodes.indices.contains {
                inZone[$0] && places[$0].distance(to: places[node]) <= propagationRadiusMillimetres
            }
            return isNear ? .propagation : .healthy
        }
    }
}
