/// A set of electrodes: up to 16 contacts on the leads, and the case. One bit each.
@frozen
public struct ContactSet: BitwiseCopyable, Equatable, Hashable, Sendable {
    /// Bit `i` is contact `i`; bit 16 is the case. Other bits name no electrode.
    public var rawValue: UInt32

    /// The set of these bits; none is refused here, a plan refuses those that name no usable
    /// electrode.
    @inlinable
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// The set of one contact, or nil where `contact` is not in 0..<16.
    @inlinable
    public init?(contact: Int) {
        guard contact >= 0, contact < StimulationLimits.contactCountMax else { return nil }
        self.rawValue = 1 << UInt32(truncatingIfNeeded: contact)
    }

    /// The empty set.
    @inlinable public static var none: ContactSet { ContactSet(rawValue: 0) }

    /// The housing of the stimulator used as an electrode.
    @inlinable public static var caseElectrode: ContactSet { ContactSet(rawValue: 1 << 16) }

    /// Electrodes in the set.
    @inlinable public var count: Int { rawValue.nonzeroBitCount }

    /// Whether no electrode is in the set.
    @inlinable public var isEmpty: Bool { rawValue == 0 }

    /// Whether electrode `index` is in the set; 16 is the case.
    @inlinable
    public func contains(_ index: Int) -> Bool {
        index >= 0 && index <= 31 && (rawValue >> UInt32(truncatingIfNeeded: index)) & 1 == 1
    }

    /// Whether no electrode is in both sets. Constant time.
    @inlinable
    public func isDisjoint(with other: ContactSet) -> Bool { rawValue & other.rawValue == 0 }

    /// Whether every electrode of this set is in the other. Constant time.
    @inlinable
    public func isSubset(of other: ContactSet) -> Bool { rawValue & ~other.rawValue == 0 }

    /// The electrodes of either set. Constant time.
    @inlinable
    public func union(_ other: ContactSet) -> ContactSet {
        ContactSet(rawValue: rawValue | other.rawValue)
    }

    /// The electrodes of this set that are not in the other. Constant time.
    @inlinable
    public func subtracting(_ other: ContactSet) -> ContactSet {
        ContactSet(rawValue: rawValue & ~other.rawValue)
    }
}
