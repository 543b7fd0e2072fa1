import Journal
import RunFolder
import Synchronization

/// Where changes of the running loop come in, of a run that may be changed.
final class ControlDesk: Sendable {
    private struct State {
        var control: RunControl?
        var allowance = PostAllowance(at: 0)
    }

    private let state = Mutex(State())
    private let seconds: @Sendable () -> Double

    /// - Parameter seconds: a clock that runs on.
    init(seconds: @escaping @Sendable () -> Double) { self.seconds = seconds }

    /// - Parameter control: nil where nobody may change the run.
    func open(_ control: RunControl?) {
        let now = seconds()
        state.withLock { $0 = State(control: control, allowance: PostAllowance(at: now)) }
    }

    /// What becomes of a change `{"field": "...", "value": ...}`.
    func answer(to request: JSONValue?, from address: String) -> ViewAnswer {
        guard let control = state.withLock({ $0.control }) else {
            return ViewAnswer(.forbidden, text: "The run was given without --control\n")
        }
        guard let field = request?["field"]?.text, let value = request?["value"] else {
            let wanted = #"{"field": "...", "value": ...}"#
            return ViewAnswer(.badRequest, text: "The body must be \(wanted)\n")
        }
        let now = seconds()
        guard state.withLock({ $0.allowance.take(at: now) }) else { return .tooMany }
        do throws(RunControl.Refusal) {
            let change = try control.change(field, to: value, from: address)
            return ViewAnswer(
                .accepted, json: .object([.init("number", .integer(Int64(change.number)))]))
        } catch {
            switch error {
            case .wrong(let problem): return ViewAnswer(.badRequest, text: problem + "\n")
            case .notNow(let problem): return ViewAnswer(.conflict, text: problem + "\n")
            }
        }
    }
}
