import Foundation
import Journal
import Pipeline
import Realtime
import Synchronization

/// Writes the files that grow with a run, on a thread of its own: a disk that is slow holds up nobody
/// but the therapies that are not on record yet. Where the journal cannot be written, or its folder is
/// no longer the run's, nothing more may be given.
final class RunWriter: Sendable {
    enum Job: Sendable {
        case event(JournalEvent)
        /// Lets so many therapies start, counted from the run's first, once the event is on the disk.
        case allow(JournalEvent, therapies: Int64)
        case stamps(hop: Int64, [Int64], isLate: Bool)

        var isEvent: Bool { if case .stamps = self { false } else { true } }
    }

    struct Outcome: Sendable {
        var eventsLost = 0
        var stampsLost = 0
        var problem: String?
        /// The thread may still write.
        var isStuck = false
    }

    private struct State {
        var jobs: [Job] = []
        /// Taken by the thread and not done yet.
        var eventsInHand = 0
        var eventsLost = 0
        var stampsLost = 0
        var problem: String?
        var isClosing = false
        var outcome: Outcome?
    }

    /// Some half an hour of a paced run.
    private static let jobsMax = 100_000
    private static let lookNanoseconds: Int64 = 500_000_000
    private static let closeNanoseconds: Int64 = 30_000_000_000

    private let state = Mutex(State())
    private let work = Doorbell()
    private let ended = Doorbell()
    private let permit: TherapyPermit

    /// - Parameters:
    ///   - stamps: whether the run keeps the stamps of its hops.
    ///   - triggers: whether the run has trigger lines.
    static func start(
        _ folder: RunFolder, journal: consuming JournalWriter, stamps: Bool, triggers: Bool = false,
        permit: TherapyPermit
    ) throws(ThreadError) -> RunWriter {
        let writer = RunWriter(permit)
        let body = Body(
            folder, journal,
            stamps ? StampsFile(path: RunFolder.stampsName, in: folder.descriptor) : nil,
            triggers ? TriggersFile(path: RunFolder.triggersName, in: folder.descriptor) : nil)
        try PosixThread(name: "quench-journal") { body.run(writer) }.detach()
        return writer
    }

    private init(_ permit: TherapyPermit) { self.permit = permit }

    /// Why the journal is not kept any more, as soon as that is known.
    var problem: String? { state.withLock { $0.problem } }

    /// Hands work over; never waits. What a disk has not taken for half an hour is lost and counted, and
    /// where it is more than stamps nothing more may be given.
    func put(_ job: Job) {
        let isBroken = state.withLock { state in
            guard state.jobs.count >= Self.jobsMax else {
                state.jobs.append(job)
                return false
            }
            guard job.isEvent else {
                state.stampsLost += 1
                return false
            }
            state.eventsLost += 1
            state.problem = state.problem ?? Self.slowDisk
            return true
        }
        if isBroken { permit.withdraw() }
        work.ring()
    }

    private static let slowDisk = "the journal's disk does not answer"

    /// Writes what is under way; waits half a minute for the disk at most.
    func close() -> Outcome {
        state.withLock { $0.isClosing = true }
        work.ring()
        let deadline = MonotonicClock.now + Self.closeNanoseconds
        _ = ended.wait(until: deadline) { state.withLock { $0.outcome != nil } }
        return state.withLock { state in
            let waiting = state.jobs.count(where: \.isEvent)
            var outcome =
                state.outcome
                ?? Outcome(
                    eventsLost: state.eventsInHand + waiting,
                    stampsLost: state.jobs.count - waiting, problem: Self.slowDisk,
                    isStuck: true)
            outcome.eventsLost += state.eventsLost
            outcome.stampsLost += state.stampsLost
            outcome.problem = outcome.problem ?? state.problem
            return outcome
        }
    }

    /// What the thread owns.
    private final class Body: @unchecked Sendable {
        private let folder: RunFolder
        private var journal: JournalWriter
        private let stamps: StampsFile?
        private let triggers: TriggersFile?
        private var problem: String?

        init(
            _ folder: RunFolder, _ journal: consuming JournalWriter, _ stamps: StampsFile?,
            _ triggers: TriggersFile?
        ) {
            self.folder = folder
            self.journal = journal
            self.stamps = stamps
            self.triggers = triggers
        }

        func run(_ writer: RunWriter) {
            var isClosing = false
            var nextLook = Int64.min
            while !isClosing {
                let deadline = MonotonicClock.now + RunWriter.lookNanoseconds
                _ = writer.work.wait(until: deadline) {
                    writer.state.withLock { !$0.jobs.isEmpty || $0.isClosing }
                }
                let jobs: [Job]
                (jobs, isClosing) = writer.state.withLock { state in
                    defer { state.jobs.removeAll() }
                    state.eventsInHand = state.jobs.count(where: \.isEvent)
                    return (state.jobs, state.isClosing)
                }
                for job in jobs { perform(job, writer) }
                if isClosing { finish() }
                // Four system calls; a run that keeps its stamps comes by with each hop.
                guard isClosing || MonotonicClock.now >= nextLook else { continue }
                nextLook = MonotonicClock.now + RunWriter.lookNanoseconds
                look(writer, folder.problem)
            }
            let outcome = Outcome(
                eventsLost: journal.eventsLost, stampsLost: stamps?.linesLost ?? 0,
                problem: problem)
            writer.state.withLock { $0.outcome = outcome }
            writer.ended.ring()
        }

        private func perform(_ job: Job, _ writer: RunWriter) {
            switch job {
            case .event(let event):
                journal.append(event)
                if event.kind == .trigger { triggers?.append(event) }
            case .allow(let event, let therapies):
                journal.append(event)
                if problem == nil, journal.firstProblem == nil, folder.problem == nil {
                    writer.permit.allow(therapies: therapies)
                }
            case .stamps(let hop, let values, let isLate):
                stamps?.append(hop: hop, stamps: values, isLate: isLate)
            }
            look(writer, journal.firstProblem)
        }

        private func finish() {
            journal.synchronise()
            stamps?.flush()
            triggers?.flush()
        }

        private func look(_ writer: RunWriter, _ found: String?) {
            guard problem == nil, let found = found ?? journal.firstProblem else { return }
            problem = found
            writer.permit.withdraw()
            writer.state.withLock { $0.problem = found }
        }
    }
}
