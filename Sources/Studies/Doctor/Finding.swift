/// One thing that real time depends on, as it is on this machine.
package struct Finding: Sendable, Equatable {
    package enum Verdict: String, Sendable {
        case good
        /// It costs latency, and can be changed.
        case missing
        /// Worth knowing; nothing to do here.
        case note
    }

    package var name: String
    package var verdict: Verdict
    /// What there is.
    package var found: String
    /// What to do, and what it is good for; empty where nothing is to be done.
    package var remedy: String

    package init(_ name: String, _ verdict: Verdict, found: String, remedy: String = "") {
        self.name = name
        self.verdict = verdict
        self.found = found
        self.remedy = remedy
    }
}
