/// The electrodes as the output stage sees them: impedance and area of each, which may be used,
/// and the voltage the stage can reach.
///
/// Electrodes 0..<16 are contacts, 16 is the case. A model starts with no usable electrode.
@frozen
public struct ElectrodeModel: Sendable {
    @usableFromInline var impedanceOhms: InlineArray<17, Int32>
    @usableFromInline var areaSquareMicrometres: InlineArray<17, Int32>
    /// Electrodes that exist and may carry current.
    public private(set) var usable: ContactSet
    /// The largest voltage of the output stage, in mV.
    public let complianceMillivolts: Int32

    /// No usable electrode yet. 1 to 20,000 mV are checked when a plan with a therapy is made of
    /// the model.
    public init(complianceMillivolts: Int32) {
        self.impedanceOhms = InlineArray(repeating: 0)
        self.areaSquareMicrometres = InlineArray(repeating: 0)
        self.usable = .none
        self.complianceMillivolts = complianceMillivolts
    }

    /// Describes contact `index`. False, and nothing changed, where `index` is not in 0..<16.
    /// Impedance in Ω and area in µm² are checked when a plan is made of the model.
    @discardableResult
    public mutating func setContact(
        _ index: Int, impedanceOhms: Int32, areaSquareMicrometres: Int32, isUsable: Bool = true
    ) -> Bool {
        guard let contact = ContactSet(contact: index) else { return false }
        self.impedanceOhms[index] = impedanceOhms
        self.areaSquareMicrometres[index] = areaSquareMicrometres
        usable = isUsable ? usable.union(contact) : usable.subtracting(contact)
        return true
    }

    /// Describes the case: impedance in Ω, area in µm².
    public mutating func setCase(
        impedanceOhms: Int32, areaSquareMicrometres: Int32, isUsable: Bool = true
    ) {
        self.impedanceOhms[16] = impedanceOhms
        self.areaSquareMicrometres[16] = areaSquareMicrometres
        usable =
            isUsable ? usable.union(.caseElectrode) : usable.subtracting(.caseElectrode)
    }

    /// Impedance of electrode `index` in Ω; 0 where `index` is not in 0...16.
    @inlinable
    public func impedanceOhms(of index: Int) -> Int32 {
        index >= 0 && index <= 16 ? impedanceOhms[index] : 0
    }

    /// Area of electrode `index` in µm²; 0 where `index` is not in 0...16.
    @inlinable
    public func areaSquareMicrometres(of index: Int) -> Int32 {
        index >= 0 && index <= 16 ? areaSquareMicrometres[index] : 0
    }

    /// The voltage in mV, rounded up, at which the output stage drives `amplitudeMicroamperes`.
    ///
    /// Each electrode of a side has a current source of its own, so the current divides equally;
    /// the side needs what its electrode of highest impedance needs. With equal impedances this is
    /// Ohm's law over the parallel electrodes. `Int32.max` where a side is empty.
    @inlinable
    public func voltageMillivolts(
        amplitudeMicroamperes: Int32, cathodes: ContactSet, anodes: ContactSet
    ) -> Int32 {
        guard !cathodes.isEmpty, !anodes.isEmpty else { return .max }
        let cathodeCount = Int64(cathodes.count)
        let anodeCount = Int64(anodes.count)
        let weighted =
            Int64(impedanceOhmsMax(of: cathodes)) &* anodeCount
            &+ Int64(impedanceOhmsMax(of: anodes)) &* cathodeCount
        // µA × Ω is µV; a thousand of them a mV.
        let divisor = 1_000 &* cathodeCount &* anodeCount
        let microvolts = Int64(amplitudeMicroamperes) &* weighted
        return Int32(clamping: (microvolts &+ divisor &- 1) / divisor)
    }

    /// The charge density in nC/cm², rounded up, on the smallest electrode of `contacts`, between
    /// which `chargePicocoulombs` divides equally. `Int64.max` where none has an area.
    @inlinable
    public func densityNanocoulombsPerSquareCentimetre(
        chargePicocoulombs: Int64, contacts: ContactSet
    ) -> Int64 {
        let area = Int64(areaSquareMicrometresMin(of: contacts)) &* Int64(contacts.count)
        guard area > 0 else { return .max }
        // 1 pC/µm² is 10^8 pC/cm², which is 10^5 nC/cm².
        return (chargePicocoulombs &* 100_000 &+ area &- 1) / area
    }

    @inlinable
    func impedanceOhmsMax(of contacts: ContactSet) -> Int32 {
        var largest: Int32 = 0
        var remaining = contacts.rawValue & 0x1_FFFF
        while remaining != 0 {
            largest = max(largest, impedanceOhms[remaining.trailingZeroBitCount])
            remaining &= remaining &- 1
        }
        return largest
    }

    @inlinable
    func areaSquareMicrometresMin(of contacts: ContactSet) -> Int32 {
        var smallest = Int32.max
        var remaining = contacts.rawValue & 0x1_FFFF
        while remaining != 0 {
            smallest = min(smallest, areaSquareMicrometres[remaining.trailingZeroBitCount])
            remaining &= remaining &- 1
        }
        return smallest
    }
}
