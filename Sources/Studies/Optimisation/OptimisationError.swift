/// Why nothing can be optimised, in one line.
package struct OptimisationError: Error, Equatable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) { self.description = description }
}
