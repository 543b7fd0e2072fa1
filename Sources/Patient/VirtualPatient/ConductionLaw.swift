/// How current and potential spread: an infinite, homogeneous, isotropic, purely resistive volume.
///
/// A contact is a point electrode, so a current I gives the potential I / (4 π σ r) and the field
/// I / (4 π σ r²) (Nunez and Srinivasan 2006, Electric Fields of the Brain, chapter 4). A node is a
/// current dipole; by reciprocity (Rush and Driscoll 1969, IEEE Trans. Biomed. Eng. 16:15) the
/// potential it makes at the contact follows the field the contact would make at it, so that one law
/// serves recording and stimulation. Its orientation is unknown and left out: gains are magnitudes.
public struct ConductionLaw: Equatable, Sendable {
    /// Conductivity σ of the tissue, S/m. 0.3 is usual for grey matter (Logothetis et al. 2007, Neuron
    /// 55:809, and others report 0.2 to 0.45).
    public var conductivitySiemensPerMetre = 0.3
    /// A node or an electrode is no point: nearer than this the law is held, mm.
    public var floorMillimetres = 3.0

    /// The default patient's tissue.
    public init() {}

    /// Potential in mV at `point` per mA into `electrode`.
    func potential(at point: Position, from electrode: Position) -> Double {
        // mV per mA is V per A, and 1,000 turns the distance from mm to m.
        1_000 / (4 * .pi * conductivitySiemensPerMetre * held(point.distance(to: electrode)))
    }

    /// Field at `point` per mA into `electrode`, V/m (or mV/mm), as a vector.
    func field(at point: Position, from electrode: Position) -> Position {
        let distance = point.distance(to: electrode)
        let reach = held(distance)
        let magnitude = 1_000 / (4 * .pi * conductivitySiemensPerMetre * reach * reach)
        guard distance > 0 else { return Position(magnitude, 0, 0) }
        let scale = magnitude / distance
        return Position(
            scale * (point.x - electrode.x), scale * (point.y - electrode.y),
            scale * (point.z - electrode.z))
    }

    /// What a contact records of a node, as a fraction of what it would at the floor distance.
    func recordingGain(of node: Position, at contact: Position) -> Double {
        let ratio = floorMillimetres / held(node.distance(to: contact))
        return ratio * ratio
    }

    private func held(_ distance: Double) -> Double { max(distance, floorMillimetres) }
}
