/// The layout of the patient that comes with Quench. Ours, not a person's: depth leads of four contacts
/// 5 mm apart, the first through the zone, the second through the propagation zone 20 mm away, further
/// ones on a grid around them.
public enum StandardLayout {
    /// Twelve nodes: three of the zone, four of the propagation zone, five of healthy tissue.
    public static let nodes: [TissueNode] = [
        TissueNode(position: Position(2, 3, 0), tissue: .zone),
        TissueNode(position: Position(8, -3, 2), tissue: .zone),
        TissueNode(position: Position(13, 3, -2), tissue: .zone),
        TissueNode(position: Position(5, 11, 0), tissue: .propagation),
        TissueNode(position: Position(12, 12, 3), tissue: .propagation),
        TissueNode(position: Position(0, 18, -3), tissue: .propagation),
        TissueNode(position: Position(10, 22, 2), tissue: .propagation),
        TissueNode(position: Position(25, 8, 0), tissue: .healthy),
        TissueNode(position: Position(25, 20, 4), tissue: .healthy),
        TissueNode(position: Position(-12, 8, 0), tissue: .healthy),
        TissueNode(position: Position(-10, 22, 0), tissue: .healthy),
        TissueNode(position: Position(30, -5, 0), tissue: .healthy),
    ]

    /// Most contacts of a patient, and so of names.
    public static let contactCountMax = 64

    /// A1 to A4, B1 to B4 and so on: leads of four contacts, up to P4.
    public static func contactName(_ contact: Int) -> String {
        guard (0..<contactCountMax).contains(contact) else { return "\(contact)" }
        return "\(UnicodeScalar(UInt8(65 + contact / 4)))\(contact % 4 + 1)"
    }

    /// Names of contacts 0 ..< `count`; `count` is not negative.
    public static func contactNames(count: Int) -> [String] { (0..<count).map(contactName) }

    /// Contacts 0 ..< `count`, mm.
    public static func contacts(count: Int) -> [Position] {
        (0..<count).map { contact in
            let lead = contact / 4
            let column = [0.0, 0, 25, -25][lead % 4]
            let row = lead % 2 == 0 ? 0.0 : 20
            return Position(column + 5 * Double(contact % 4), row, 10 * Double(lead / 4))
        }
    }
}
