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
        /// A minute's.
        case latencies([LatencyFile.Row])

        var isEvent: Bool {
            switch self {
            case .event, .allow: true
            case .stamps, .latencies: false
            }
        }
    }

    struct Outcome: Sendable {
        var eventsLost = 0
        var stampsLost = 0
        var latencyRowsLost = 0
        /// Why the journal is not kept any more.
        var problem: String?
        /// Why another file is not whole.
        var fileProblem: String?
        /// The thread may still write.
        var isStuck = false

        mutating func lose(_ jobs: some Sequence<Job>) {
            for job in jobs {
                switch job {
                case .event, .allow: eventsLost += 1
                case .stamps: stampsLost += 1
                case .latencies(let rows): latencyRowsLost += rows.count
                }
            }
        }
    }

    private struct State {
        var jobs: [Job] = []
        /// Taken by the thread and not done yet.
        var inHand: [Job] = []
        /// What there was no room for.
        var lost = Outcome()
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
    ///   - latencies: whether it keeps its latencies a minute.
    ///   - triggers: whether the run has trigger lines.
    static func start(
        _ folder: RunFolder, journal: consuming JournalWriter, stamps: Bool,
        latencies: Bool = false, triggers: Bool = false, permit: TherapyPermit
    ) throws(ThreadError) -> RunWriter {
        let writer = RunWriter(permit)
        let files = RunLines(in: folder, stamps: stamps, latencies: latencies, triggers: triggers)
        let body = Body(folder, journal, files)
        try PosixThread(name: "quench-journal") { body.run(writer) }.detach()
        return writer
    }

    private init(_ permit: TherapyPermit) { self.permit = permit }

    /// Why the journal is not kept any more, as soon as that is known.
    var problem: String? { state.withLock { $0.problem } }

    /// Hands work over; never waits. What a disk has not taken for half an hour is lost and counted, and
    /// where it is an event nothing more may be given.
    func put(_ job: Job) {
        let isBroken = state.withLock { state in
            guard state.jobs.count >= Self.jobsMax else {
                state.jobs.append(job)
                return false
            }
            state.lost.lose([job])
            guard job.isEvent else { return false }
            state.problem = state.problem ?? Self.slowDisk
            return true
        }
        if isBroken { permit.withdraw() }
        work.ring()
    }

    private static let slowDisk = "the journal's disk does not answer"
    private static let slowFiles =
        "the run's disk is too slow: lines of stamps or latencies are lost"

    /// Writes what is under way; waits half a minute for the disk at most.
    func close() -> Outcome {
        state.withLock { $0.isClosing = true }
        work.ring()
        let deadline = MonotonicClock.now + Self.closeNanoseconds
        _ = ended.wait(until: deadline) { state.withLock { $0.outcome != nil } }
        return state.withLock { state in
            var outcome = state.outcome ?? Outcome(problem: Self.slowDisk, isStuck: true)
            if outcome.isStuck { outcome.lose(state.inHand + state.jobs) }
            let lost = state.lost
            if lost.stampsLost + lost.latencyRowsLost > 0 {
                outcome.fileProblem = outcome.fileProblem ?? Self.slowFiles
            }
            outcome.eventsLost += lost.eventsLost
            outcome.stampsLost += lost.stampsLost
            outcome.latencyRowsLost += lost.latencyRowsLost
            outcome.problem = outcome.problem ?? state.problem
            return outcome
        }
    }

    /// What the thread owns.
    private final class Body: @unchecked Sendable {
        private let folder: RunFolder
        private var journal: JournalWriter
        private let files: RunLines
        private var problem: String?

        init(_ folder: RunFolder, _ journal: consuming JournalWriter, _ files: RunLines) {
            self.folder = folder
            self.journal = journal
            self.files = files
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
                    state.inHand = state.jobs
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
                eventsLost: journal.eventsLost, stampsLost: files.stamps?.linesLost ?? 0,
                latencyRowsLost: files.latencies?.linesLost ?? 0, problem: problem,
                fileProblem: files.problem)
            writer.state.withLock { $0.outcome = outcome }
            writer.ended.ring()
        }

        private func perform(_ job: Job, _ writer: RunWriter) {
            switch job {
            case .event(let event):
                journal.append(event)
                if event.kind == .trigger { files.triggers?.append(event) }
            case .allow(let event, let therapies):
                journal.append(event)
                if problem == nil, journal.firstProblem == nil, folder.problem == nil {
                    writer.permit.allow(therapies: therapies)
                }
            case .stamps(let hop, let values, let isLate):
                files.stamps?.append(hop: hop, stamps: values, isLate: isLate)
            case .latencies(let rows):
                files.latencies?.append(rows)
            }
            look(writer, journal.firstProblem)
        }

        private func finish() {
            journal.synchronise()
            files.flush()
        }

        private func look(_ writer: RunWriter, _ found: String?) {
            guard problem == nil, let found = found ?? journal.firstProblem else { return }
            problem = found
            writer.permit.withdraw()
            writer.state.withLock { $0.problem = found }
        }
    }
}
