/// Why a patient cannot be simulated.
public enum PatientError: Error, Equatable, Sendable, CustomStringConvertible {
    /// A parameter is not finite or outside its range. `value` as written.
    case parameter(field: String, value: String, mustBe: String)
    /// A named thing that is not known, such as a gene.
    case unknown(field: String, name: String, known: [String])
    /// The pulse uses contacts that the patient does not have. They count from 0 here, and from 1 in
    /// the text, as stimulators have them.
    case noSuchContact(contact: Int, contactCount: Int)
    /// The pulse is not one a stimulator can deliver.
    case pulse(field: String, value: Int64, mustBe: String)
    /// The state of a node, counted from 0, left every bound the equations allow.
    case diverged(node: Int, seconds: Double)

    /// What one of several patients that go together is or does, counted from 0.
    indirect case lane(Int, PatientError)

    public var description: String {
        switch self {
        case .parameter(let field, let value, let mustBe):
            "patient: \(field) is \(value); it must be \(mustBe)"
        case .unknown(let field, let name, let known):
            "patient: \(field) names \(name), which is not known; known are "
                + known.joined(separator: ", ")
        case .noSuchContact(let contact, let count):
            "patient: there is no contact \(contact + 1); contacts are 1 to \(count)"
        case .pulse(let field, let value, let mustBe):
            "pulse: \(field) is \(value); it must be \(mustBe)"
        case .diverged(let node, let seconds):
            "patient: nodes[\(node)] diverged at \(seconds) s; choose more stepsPerSecond or a weaker "
                + "noise, coupling or kick"
        case .lane(let lane, let error):
            "lane \(lane): \(error)"
        }
    }
}
