import Realtime

/// Holds a thread to the processor time that a real-time thread may use. That thread alone uses it.
final class ThreadSupervisor: @unchecked Sendable {
    private var budget: RealtimeBudget
    private let results: Results

    init(name: String, grants: [Grant], _ results: Results) {
        results.add(grants)
        budget = RealtimeBudget(name: name, grants: grants)
        self.results = results
    }

    func check() {
        if let withdrawn = budget.check() { results.withdraw(withdrawn) }
    }
}
