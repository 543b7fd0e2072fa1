import VirtualPatient
import Yams

/// Kinds of fields that only a patient file has. Ranges are the model's own to check.
extension SettingsFields {
    mutating func number(_ name: String, _ current: Double) throws(SettingsError) -> Double {
        guard let node = try node(name) else { return current }
        guard let value = node.scalar.flatMap({ Double($0.string) }) else {
            throw failure(name, node, "a number")
        }
        return value
    }

    mutating func wholeNumber(_ name: String, _ current: Int) throws(SettingsError) -> Int {
        guard let node = try node(name) else { return current }
        guard let value = node.scalar.flatMap({ Int($0.string) }) else {
            throw failure(name, node, "a whole number")
        }
        return value
    }

    /// A number, or `word` for none.
    mutating func number(
        _ name: String, _ current: Double?, or word: String
    ) throws(SettingsError) -> Double? {
        guard let node = try node(name) else { return current }
        if node.scalar?.string == word { return nil }
        guard let value = node.scalar.flatMap({ Double($0.string) }) else {
            throw failure(name, node, "a number or '\(word)'")
        }
        return value
    }

    /// Contacts by their names.
    mutating func contacts(_ name: String, _ current: [Int]) throws(SettingsError) -> [Int] {
        let names = StandardLayout.contactNames(count: StandardLayout.contactCountMax)
        let given = try texts(name, current.map(StandardLayout.contactName))
        var contacts: [Int] = []
        for (index, contact) in given.enumerated() {
            guard let place = names.firstIndex(of: contact.uppercased()) else {
                throw SettingsError(
                    field: "\(joined(name))[\(index)]",
                    problem: "there is no contact '\(contact.printable)'; contacts are A1 to A4, "
                        + "B1 to B4, ..., P1 to P4",
                    line: try node(name)?.sequence?[index].mark?.line)
            }
            contacts.append(place)
        }
        return contacts
    }

    /// A place such as [x, y, z]; nil where it is not given.
    mutating func place(_ name: String) throws(SettingsError) -> [Double]? {
        guard let node = try node(name) else { return nil }
        guard let values = Self.place(node) else { throw failure(name, node, Self.placeForm) }
        return values
    }

    /// A list of places; nil where it is not given.
    mutating func places(_ name: String, most countMax: Int) throws(SettingsError) -> [[Double]]? {
        guard let node = try node(name) else { return nil }
        guard let items = node.sequence, items.count <= countMax else {
            throw failure(name, node, "a list of at most \(countMax) places")
        }
        var places: [[Double]] = []
        for (index, item) in items.enumerated() {
            guard let values = Self.place(item) else {
                throw failure("\(name)[\(index)]", item, Self.placeForm)
            }
            places.append(values)
        }
        return places
    }

    private static let placeForm = "a place such as [0, 5, 0]"

    private static func place(_ node: Node) -> [Double]? {
        guard let items = node.sequence, items.count == 3 else { return nil }
        let values = items.compactMap { $0.scalar.flatMap { Double($0.string) } }
        return values.count == 3 ? values : nil
    }
}
