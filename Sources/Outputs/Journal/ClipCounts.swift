/// What became of a run's clips, in `summary.json` and `status.json`.
package struct ClipCounts: Codable, Hashable, Sendable {
    /// Complete, and in their place; some may have given way since.
    package var written = 0
    /// That gave way to a newer one.
    package var replaced = 0
    /// That are not there: no older one could give way to them, or they could not be written.
    package var lost = 0
    /// Why there are no more clips; null where there are.
    package var problem: String?

    package init() {}

    /// "12 written, 3 replaced, 0 lost".
    package var text: String { "\(written) written, \(replaced) replaced, \(lost) lost" }
}
