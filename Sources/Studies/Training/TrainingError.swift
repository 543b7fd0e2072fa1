/// Why nothing can be learned or scored, and what is needed.
public struct TrainingError: Error, Equatable, CustomStringConvertible {
    public let description: String

    public init(_ description: String) { self.description = description }
}
