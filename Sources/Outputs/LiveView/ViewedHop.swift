import Journal
import Pipeline
import RunFolder

/// A copy of a hop's telemetry for the view, with what the run made of it.
package struct ViewedHop: Sendable {
    package var report: HopReport
    /// What the run's journal says of the hop.
    package var events: [JournalEvent] = []
    package var treated: LiveMonitor.PatientState?
    package var twin: LiveMonitor.PatientState?
    /// Whether the hop ends in an annotated seizure.
    var isAnnotated = false

    package init(_ report: borrowing HopReport) { self.report = copy report }

    var isInSeizure: Bool { isAnnotated || (treated?.ictalNodes ?? 0) > 0 }
    var isTwinInSeizure: Bool { (twin?.ictalNodes ?? 0) > 0 }
}

/// The last of what came, numbered from the first that ever did.
struct Tail<Element> {
    let most: Int
    private(set) var stored: [Element] = []
    private(set) var count = 0

    init(most: Int) { self.most = most }

    /// Cost: constant on average.
    mutating func append(_ element: Element) {
        if stored.count == 2 * most { stored.removeFirst(most) }
        stored.append(element)
        count += 1
    }

    /// Those from a number on, as far as they are kept.
    func elements(from number: Int) -> ArraySlice<Element> {
        stored.suffix(min(count - number, most))
    }
}
