/// Why nothing can be learned or scored, and what is needed.
package struct TrainingError: Error, Equatable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) { self.description = description }
}
