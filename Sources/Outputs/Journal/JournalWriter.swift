import Foundation

/// Writes `journal.jsonl`: one event a line, appended, never rewritten.
///
/// Policy: each event is one line and one `write`, so a kill cuts at most the line being written.
/// The file is flushed to the disk (`fsync`) at every event that `JournalEvent.mustReachDisk` names, and
/// at the end of the run: what a person would look for after a power cut. Others wait for the next of
/// these. A run that can be
/// repeated in a moment may do without: `flushesEachEvent: false` leaves only the flush at the end.
///
/// Nothing here throws once the file is open: a full disk must not stop the loop's telemetry.
/// Events that could not be written are counted in `eventsLost` and leave a hole in `sequence`.
package struct JournalWriter: ~Copyable, Sendable {
    package let path: String
    /// Events that did not reach the file whole.
    package private(set) var eventsLost = 0
    /// The first thing that went wrong, in one line.
    package private(set) var firstProblem: String?
    /// The sequence number of the next event.
    package private(set) var sequence: UInt64 = 0

    private let flushesEachEvent: Bool
    private let file: Int32
    /// The file ends in a cut line, which the next write must close first.
    private var endsInCutLine: Bool
    private var isUnsynchronised = false

    /// Opens the file, creates it if need be, and goes on after what it holds: a cut last line of
    /// an earlier run is closed by a line break and stays as evidence.
    package init(path: String, flushesEachEvent: Bool = true) throws(JournalError) {
        let file = unsafe open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0o644)
        guard file >= 0 else { throw .notWritable(path: path, reason: systemError(errno)) }
        // Held for as long as the run lasts, whatever becomes of the program.
        guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
            close(file)
            throw .notWritable(path: path, reason: "another run writes to it")
        }
        self.init(file: file, path: path, flushesEachEvent: flushesEachEvent)
    }

    /// Goes on in a file that is open for appending, and owned by the caller alone; it is closed with
    /// the writer.
    package init(file: Int32, path: String, flushesEachEvent: Bool) {
        self.flushesEachEvent = flushesEachEvent
        self.file = file
        self.path = path
        var last: UInt8 = 0
        let end = lseek(file, 0, SEEK_END)
        let count = end > 0 ? unsafe pread(file, &last, 1, end - 1) : 0
        endsInCutLine = count == 1 && last != UInt8(ascii: "\n")
    }

    deinit { _ = close(file) }

    /// Appends one event. Cost: one system call, two where the event must reach the disk.
    package mutating func append(_ event: JournalEvent) {
        var line = (endsInCutLine ? "\n" : "") + event.line(sequence: sequence)
        sequence += 1
        let file = file
        let (written, failure) = line.withUTF8 { bytes in
            unsafe writeAll(UnsafeRawBufferPointer(bytes), to: file)
        }
        if let failure {
            eventsLost += 1
            note("events are lost", failure)
            // Of a line that went out in part, the rest of the file must stay readable.
            if written > 0 { endsInCutLine = true }
        } else {
            endsInCutLine = false
            isUnsynchronised = true
        }
        if flushesEachEvent, event.mustReachDisk { synchronise() }
    }

    /// Flushes to the disk what has been written; call it at the end of the run.
    package mutating func synchronise() {
        guard isUnsynchronised else { return }
        // EINVAL: a pipe or a terminal, which has no disk to reach.
        if fsync(file) != 0, errno != EINVAL { note("not flushed to the disk", errno) }
        isUnsynchronised = false
    }

    private mutating func note(_ what: String, _ number: Int32) {
        if firstProblem == nil { firstProblem = "\(path): \(what) (\(systemError(number)))" }
    }
}
