import Detection

/// Lists for whoever shows or sets things; the core itself has no heap, hence no arrays.
extension Feature {
    /// In the order of their raw values.
    public static var allCases: [Feature] {
        (0..<UInt8(count)).compactMap { Feature(rawValue: $0) }
    }
}

extension ChannelFault {
    /// In the order of their bits, the lowest first.
    public static var allCases: [ChannelFault] {
        (0..<8).compactMap { ChannelFault(rawValue: 1 << $0) }
    }
}
