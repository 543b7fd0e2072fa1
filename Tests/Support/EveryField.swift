/// Every stored field of a value with its path, such as `.loop.detection.hopFrames: 10`; what a
/// value of many fields is, field by field.
public func everyField(of value: Any, path: String = "") -> [String] {
    let mirror = Mirror(reflecting: value)
    if mirror.children.isEmpty || mirror.displayStyle == .enum || value is any SIMD {
        return ["\(path): \(value)"]
    }
    return mirror.children.enumerated().flatMap { index, child in
        everyField(of: child.value, path: "\(path).\(child.label ?? String(index))")
    }
}

/// Its elements, which the standard library does not show.
extension InlineArray: @retroactive CustomReflectable {
    public var customMirror: Mirror { Mirror(self, unlabeledChildren: indices.map { self[$0] }) }
}
