/// A gene variant, carried to the model as a shift of every node's x0. No gene and no shift: nothing.
///
/// That a variant makes tissue more excitable is published; the size of the shift, and that x0 is where it
/// belongs, are modelling assumptions of ours. Set `excitabilityShift` to overrule the table.
public struct Genotype: Equatable, Sendable {
    /// Name as in `shifts`, in either case; empty for none. `VirtualPatient.init` refuses one that
    /// is not there unless `excitabilityShift` is given.
    public var gene: String
    /// Added to x0 of every node. Nil takes the table's.
    public var excitabilityShift: Double?

    /// A variant as given; nothing is checked before a patient is made.
    public init(gene: String = "", excitabilityShift: Double? = nil) {
        self.gene = gene
        self.excitabilityShift = excitabilityShift
    }

    /// Direction from the papers named; size ours, such that seizures come more often.
    public static let shifts: [(gene: String, shift: Double, source: String)] = [
        ("SCN1A", 0.02, "loss of function in interneurons: Yu et al. 2006, Nat. Neurosci. 9:1142"),
        ("SCN8A", 0.02, "gain of function: Veeramah et al. 2012, Am. J. Hum. Genet. 90:502"),
        ("KCNQ2", 0.015, "loss of M current: Biervert et al. 1998, Science 279:403"),
        ("DEPDC5", 0.01, "loss of mTOR's brake: Ishida et al. 2013, Nat. Genet. 45:552"),
    ]

    /// The row of the table, or nil where the gene is unknown.
    var row: (gene: String, shift: Double, source: String)? {
        Self.shifts.first { $0.gene == gene.uppercased() }
    }

    /// The shift in force, or nil where the gene is unknown and none is given.
    var shift: Double? { excitabilityShift ?? (gene.isEmpty ? 0 : row?.shift) }
}
