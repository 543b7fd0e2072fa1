/// Where a virtual patient's nodes and contacts lie, for a drawing seen from above, mm.
package struct PatientLayout: Sendable {
    /// A patch of tissue: `zone`, `propagation` or `healthy`.
    package struct Node: Sendable {
        package var x: Double
        package var y: Double
        package var tissue: String

        package init(x: Double, y: Double, tissue: String) {
            self.x = x
            self.y = y
            self.tissue = tissue
        }
    }

    /// By number.
    package var nodes: [Node]
    /// One for each channel, in their order.
    package var contacts: [(x: Double, y: Double)]

    package init(nodes: [Node], contacts: [(x: Double, y: Double)]) {
        self.nodes = nodes
        self.contacts = contacts
    }
}
