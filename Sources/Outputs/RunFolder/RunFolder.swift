import Foundation
import Journal

/// The folder that a run leaves behind, and the names in it.
///
/// One run owns it, from here to `release` or the program's end: its journal is opened, locked and
/// looked at as one step. All files are reached from the open folder, whatever becomes of its name.
package final class RunFolder: Sendable {
    package let path: String
    /// The open folder.
    let descriptor: Int32
    /// The open journal, empty and locked.
    private let journal: Int32

    static let fileNames = [
        "events.tsv", "stimulation.tsv", "summary.json", journalName, "report.html",
    ]
    /// Only of a run at the pace of real time.
    static let latencyName = "latency.tsv"
    /// Where they are asked for, of a run at the pace of real time.
    static let stampsName = "stamps.tsv"
    /// Only of a capture with trigger lines.
    static let triggersName = "triggers.tsv"
    /// Only of a run that takes markers.
    static let markersName = "markers.tsv"
    /// Only of a run that was changed while it went on: what it ended with.
    static let changedSettingsName = "settings.changed.yaml"
    static let changedModelName = "model.changed.json"
    private static let journalName = "journal.jsonl"
    private static let stateCopyName = "state.before"

    package var summaryPath: String { path + "/summary.json" }
    package var journalPath: String { path + "/" + Self.journalName }

    /// Makes the folder. An earlier run in it gives way where it can be repeated; files of the same name
    /// that no run left are not touched, and the folder is refused. So is a link to a folder.
    ///
    /// - Parameters:
    ///   - state: the file of what an earlier run adapted to. A run changes it, so it is copied as it
    ///     is, for whoever wants to repeat the run.
    ///   - overwrites: whether a run gives way that cannot be repeated.
    package init(
        creating path: String, copyingState state: String? = nil, overwrites: Bool = false
    ) throws(RunFolderError) {
        // It may be the copy of the run that gives way.
        let stateBytes = state.flatMap { FileManager.default.contents(atPath: $0) }
        self.path = path
        descriptor = try Self.openFolder(path)
        var isMade = false
        let opened = Self.openJournal(in: descriptor, isMade: &isMade)
        guard opened >= 0 else {
            let problem = errno
            close(descriptor)
            throw problem == ELOOP || problem == EISDIR
                ? .wouldOverwrite(path, Self.journalName)
                : .notWritable("\(path)/\(Self.journalName)")
        }
        journal = opened
        do throws(RunFolderError) {
            try clear(isNew: isMade, overwrites: overwrites)
            if let stateBytes { try write([UInt8](stateBytes), to: Self.stateCopyName) }
        } catch {
            if isMade { _ = unsafe unlinkat(descriptor, Self.journalName, 0) }
            throw error
        }
    }

    deinit {
        close(journal)
        close(descriptor)
    }

    /// Where a run's copy of its state file is.
    package static func stateCopyPath(in folder: String) -> String {
        folder + "/" + stateCopyName
    }

    /// Another run may take the folder.
    func release() { flock(journal, LOCK_UN) }

    /// A writer of the folder's journal; ask for it once.
    func journalWriter(flushesEachEvent: Bool) -> JournalWriter {
        JournalWriter(
            file: fcntl(journal, F_DUPFD_CLOEXEC, 3), path: journalPath,
            flushesEachEvent: flushesEachEvent)
    }

    /// Puts a file in the place of another in one step, without waiting for the disk: a reader never
    /// meets half of it, and a crash may leave the one before.
    func replace(_ text: String, _ name: String) {
        let temporary = name + ".new"
        let flags = O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW
        let file = unsafe openat(descriptor, temporary, flags, 0o644)
        guard file >= 0 else { return }
        let bytes = [UInt8](text.utf8)
        let written = unsafe bytes.withUnsafeBytes {
            unsafe Foundation.write(file, $0.baseAddress, $0.count)
        }
        if Foundation.close(file) == 0, written == bytes.count {
            _ = unsafe renameat(descriptor, temporary, descriptor, name)
        } else {
            _ = unsafe unlinkat(descriptor, temporary, 0)
        }
    }

    func write(_ text: String, to name: String) throws(JournalError) {
        try WholeFile.write(
            [UInt8](text.utf8), to: name, in: descriptor, shownAs: "\(path)/\(name)")
    }

    /// Makes the folder of the run's clips.
    package func makeClipsFolder() throws(RunFolderError) {
        let clips = ClipsFolder(in: descriptor)
        guard clips.make() else { throw .notWritable("\(path)/\(ClipList.folderName)") }
        if let name = clips.firstClip {
            throw .wouldOverwrite(path, "\(ClipList.folderName)/\(name)")
        }
    }

    /// What became of the folder or its journal behind the run's back; nil where nothing did.
    var problem: String? {
        var here = stat()
        var there = stat()
        guard unsafe fstat(descriptor, &here) == 0, unsafe stat(path, &there) == 0,
            here.st_ino == there.st_ino, here.st_dev == there.st_dev
        else { return "\(path): was moved, replaced or removed while the run went on" }
        guard Self.isNamed(journal, Self.journalName, in: descriptor) else {
            return "\(journalPath): was moved, replaced or removed while the run went on"
        }
        return nil
    }

    private func write(_ bytes: [UInt8], to name: String) throws(RunFolderError) {
        do {
            try WholeFile.write(bytes, to: name, in: descriptor, shownAs: "\(path)/\(name)")
        } catch { throw .notWritable("\(path)/\(name)") }
    }

    /// Takes the folder's lock and removes what an earlier run left.
    private func clear(isNew: Bool, overwrites: Bool) throws(RunFolderError) {
        guard flock(journal, LOCK_EX | LOCK_NB) == 0,
            Self.isNamed(journal, Self.journalName, in: descriptor)
        else { throw .inUse(path) }
        let others = Self.fileNames.filter { $0 != Self.journalName }
        let present =
            (others
            + [
                Self.latencyName, Self.stampsName, Self.triggersName, Self.markersName,
                Self.changedSettingsName, Self.changedModelName, RunStatus.fileName,
                Self.stateCopyName, ClipList.fileName,
            ]).filter {
                unsafe faccessat(descriptor, $0, F_OK, AT_SYMLINK_NOFOLLOW) == 0
            }
        if let earlier = EarlierRun(journal), !isNew || present.isEmpty {
            guard earlier.canBeRepeated || overwrites else { throw .cannotBeRepeated(path) }
            guard !earlier.isMadeByHand || overwrites else { throw .madeByHand(path) }
        } else {
            throw .wouldOverwrite(path, isNew ? present[0] : Self.journalName)
        }
        for name in present {
            // Never a folder of that name with all that is in it.
            guard unsafe unlinkat(descriptor, name, 0) == 0 else {
                throw .notWritable("\(path)/\(name)")
            }
        }
        if present.contains(ClipList.fileName) { ClipsFolder(in: descriptor).clear() }
        guard ftruncate(journal, 0) == 0 else { throw .notWritable(journalPath) }
    }

    private static func openFolder(_ path: String) throws(RunFolderError) -> Int32 {
        var name = path[...]
        while name.count > 1, name.last == "/" { name.removeLast() }
        try? FileManager.default.createDirectory(
            atPath: String(name), withIntermediateDirectories: true)
        let folder = unsafe open(
            String(name), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard folder < 0 else { return folder }
        var status = stat()
        guard unsafe lstat(String(name), &status) == 0 else { throw .notWritable(path) }
        switch status.st_mode & S_IFMT {
        case S_IFLNK: throw .isLink(path)
        case S_IFDIR: throw .notWritable(path)
        default: throw .notAFolder(path)
        }
    }

    /// A journal that is there, or a new one. Never waits for a pipe, never follows a link.
    private static func openJournal(in folder: Int32, isMade: inout Bool) -> Int32 {
        let flags = O_RDWR | O_APPEND | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC
        let made = unsafe openat(folder, journalName, flags | O_CREAT | O_EXCL, 0o644)
        isMade = made >= 0
        return isMade || errno != EEXIST ? made : unsafe openat(folder, journalName, flags)
    }

    /// Whether the open file is the one of that name.
    private static func isNamed(_ file: Int32, _ name: String, in folder: Int32) -> Bool {
        var open = stat()
        var named = stat()
        return unsafe fstat(file, &open) == 0
            && fstatat(folder, name, &named, AT_SYMLINK_NOFOLLOW) == 0
            && open.st_ino == named.st_ino && open.st_dev == named.st_dev
    }
}
