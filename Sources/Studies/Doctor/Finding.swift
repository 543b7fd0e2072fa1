/// One thing that real time depends on, as it is on this machine.
public struct Finding: Sendable, Equatable {
    public enum Verdict: String, Sendable {
        case good
        /// It costs latency, and can be changed.
        case missing
        /// Worth knowing; nothing to do here.
        case note
    }

    public var name: String
    public var verdict: Verdict
    /// What there is.
    public var found: String
    /// What to do, and what it is good for; empty where nothing is to be done.
    public var remedy: String

    public init(_ name: String, _ verdict: Verdict, found: String, remedy: String = "") {
        self.name = name
        self.verdict = verdict
        self.found = found
        self.remedy = remedy
    }
}
