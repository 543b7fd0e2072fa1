import Foundation

/// A number with so many digits after its point.
package func decimal(_ value: Double, _ digits: Int) -> String {
    String(format: "%.\(digits)f", value)
}

/// A number as short as it can be told.
package func brief(_ value: Double) -> String {
    Int(exactly: value).map(String.init) ?? "\(value)"
}
