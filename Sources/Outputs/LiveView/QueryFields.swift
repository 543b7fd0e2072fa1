/// Reads the query of a request.
enum QueryFields {
    /// The values of `from=0&to=100` by their names; nil where a field has none, or is there twice.
    static func values(of query: Substring) -> [Substring: Substring]? {
        var values: [Substring: Substring] = [:]
        for field in query.split(separator: "&") {
            let parts = field.split(separator: "=", maxSplits: 1)
            guard parts.count == 2, values.updateValue(parts[1], forKey: parts[0]) == nil else {
                return nil
            }
        }
        return values
    }
}
