/// What became of a run's clips, in `summary.json` and `status.json`.
package struct ClipCounts: Codable, Hashable, Sendable {
    /// Complete, and in their place; some may have given way since.
    package var written = 0
    /// That gave way to a newer one.
    package var replaced = 0
    /// That are not there: no older one could give way to them, or they could not be written.
    package var lost = 0
    /// That lay wholly in a gap: there was nothing to keep.
    package var empty: Int? = 0
    /// Why there are no more clips; null where there are.
    package var problem: String?

    package init() {}

    /// "12 written, 3 replaced, 0 lost", and "1 wholly in a gap" where there is one.
    package var text: String {
        let gaps = empty.map { $0 > 0 ? ", \($0) wholly in a gap" : "" } ?? ""
        return "\(written) written, \(replaced) replaced, \(lost) lost\(gaps)"
    }
}
