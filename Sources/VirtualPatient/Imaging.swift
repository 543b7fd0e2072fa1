/// Which contacts lie in the epileptogenic zone, as imaging or a clinician says.
///
/// The rule is a modelling assumption, ours: each of these contacts makes the nodes within
/// `zoneRadiusMillimetres` part of the zone, or the nearest node where none is so near; other nodes
/// within `propagationRadiusMillimetres` of a node of the zone are of the propagation zone, the rest
/// healthy. It replaces the tissue given for the nodes; a node's own `x0` still stands.
public struct Imaging: Equatable, Sendable {
    public var zoneContacts: [Int]
    public var zoneRadiusMillimetres = 6.0
    public var propagationRadiusMillimetres = 15.0

    public init(zoneContacts: [Int]) { self.zoneContacts = zoneContacts }

    /// The tissue of each node.
    func tissues(of nodes: [Position], contacts: [Position]) -> [Tissue] {
        var inZone = [Bool](repeating: false, count: nodes.count)
        for contact in zoneContacts {
            let distances = nodes.map { $0.distance(to: contacts[contact]) }
            for node in nodes.indices where distances[node] <= zoneRadiusMillimetres {
                inZone[node] = true
            }
            let nearest = nodes.indices.min { distances[$0] < distances[$1] }
            if let nearest { inZone[nearest] = true }
        }
        return nodes.indices.map { node in
            if inZone[node] { return .zone }
            let isNear = nodes.indices.contains {
                inZone[$0] && nodes[$0].distance(to: nodes[node]) <= propagationRadiusMillimetres
            }
            return isNear ? .propagation : .healthy
        }
    }
}
