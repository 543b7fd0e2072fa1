import Journal

/// Settings as text for the report.
enum JSONText {
    static func text(_ value: some Encodable) throws -> String {
        try JSONValue(encoding: value).pretty
    }
}
