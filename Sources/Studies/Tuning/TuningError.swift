/// Why nothing can be tuned, in one line.
package struct TuningError: Error, Equatable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) { self.description = description }
}
