/// A place in the tissue, mm.
public struct Position: Equatable, Sendable {
    /// First coordinate, mm.
    public var x: Double
    /// Second coordinate, mm.
    public var y: Double
    /// Third coordinate, mm.
    public var z: Double

    /// A place as given, mm; nothing is checked before a patient is made.
    public init(_ x: Double, _ y: Double, _ z: Double) {
        self.x = x
        self.y = y
        self.z = z
    }

    /// Euclidean distance, mm.
    public func distance(to other: Position) -> Double {
        let (dx, dy, dz) = (x - other.x, y - other.y, z - other.z)
        return (dx * dx + dy * dy + dz * dz).squareRoot()
    }

    var isFinite: Bool { x.isFinite && y.isFinite && z.isFinite }
}
