/// Why the firmware could not be built into a result: one line for a person.
public struct FirmwareError: Error, CustomStringConvertible {
    public let description: String

    public init(_ description: String) { self.description = description }
}
