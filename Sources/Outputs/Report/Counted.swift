/// How many there are of something, in words: "1 therapy", "2 therapies".
///
/// - Parameter many: nil where it takes an s.
package func counted(_ count: Int, _ one: String, _ many: String? = nil) -> String {
    "\(count) \(count == 1 ? one : many ?? one + "s")"
}
