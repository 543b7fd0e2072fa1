import Foundation

/// The clips of a run in its folder, no more than were asked for, and `clips.tsv`, the list of them,
/// written anew with each.
///
/// The newest takes the place of the oldest that is not annotated; where all are, it is left out.
package struct ClipList: Sendable {
    package static let fileName = "clips.tsv"
    package static let folderName = "clips"

    /// A clip that has its place.
    package struct Clip: Sendable, Equatable {
        /// From the run's folder, such as "clips/clip_00001.edf".
        package var file: String
        /// What is said of its channels beside it; the same.
        package var sideFile: String?
        package var reason: String
        /// Of what it was kept for; the run's.
        package var onsetSeconds: Double
        /// Of the clip.
        package var durationSeconds: Double
        /// Of the run.
        package var firstFrame: Int64
        package var frames: Int64
        /// `whole`, `goes on` or `run ended`.
        package var ending: String
        /// Whether a trigger or somebody's annotation is in it.
        package var isAnnotated: Bool

        package init(
            file: String, sideFile: String? = nil, reason: String, onsetSeconds: Double,
            durationSeconds: Double, firstFrame: Int64, frames: Int64, ending: String,
            isAnnotated: Bool
        ) {
            self.file = file
            self.sideFile = sideFile
            self.reason = reason
            self.onsetSeconds = onsetSeconds
            self.durationSeconds = durationSeconds
            self.firstFrame = firstFrame
            self.frames = frames
            self.ending = ending
            self.isAnnotated = isAnnotated
        }
    }

    /// Where a new clip finds its place.
    package enum Room: Equatable, Sendable {
        case free
        /// Place of the clip that gives way.
        case inPlaceOf(Int)
        /// All that are there stay.
        case full
    }

    private let folder: String
    private let most: Int
    private var clips: [(clip: Clip, line: String)] = []

    private static let columns = [
        "sha256", "file", "bytes", "reason", "onset", "duration", "first_frame", "frames", "ending",
        "annotated",
    ]

    /// - Parameters:
    ///   - folder: the run's.
    ///   - most: clips that are kept.
    package init(in folder: String, most: Int) {
        self.folder = folder
        self.most = most
    }

    package var room: Room { Self.room(annotated: clips.map(\.clip.isAnnotated), most: most) }

    /// - Parameter annotated: of the clips that are there, oldest first.
    static func room(annotated: [Bool], most: Int) -> Room {
        guard annotated.count >= most else { return .free }
        return annotated.firstIndex(of: false).map(Room.inPlaceOf) ?? .full
    }

    /// Writes the list as it is: without a clip it says so.
    package func write() throws(JournalError) {
        try WholeFile.write(
            TabSeparated.line(Self.columns) + clips.map(\.line).joined(),
            to: "\(folder)/\(Self.fileName)")
    }

    /// Lists a clip whose file is complete, and gives it its name; the one that it takes the place of
    /// is removed and returned. Reads the file through for its checksum.
    ///
    /// - Precondition: there is room.
    package mutating func add(
        _ clip: Clip, stagedAt staged: String? = nil
    ) throws(JournalError) -> Clip? {
        let path = "\(folder)/\(clip.file)"
        if let staged, unsafe rename(staged, path) != 0 {
            throw .notWritable(path: path, reason: systemError(errno))
        }
        var removed: Clip?
        if case .inPlaceOf(let place) = room {
            let old = clips.remove(at: place).clip
            for name in [old.file, old.sideFile].compactMap(\.self) {
                guard unsafe unlink("\(folder)/\(name)") != 0, errno != ENOENT else { continue }
                throw .notWritable(path: "\(folder)/\(name)", reason: systemError(errno))
            }
            removed = old
        }
        var identity = FileIdentity(role: "clip", path: path)
        identity.hash { _ in }
        let line = TabSeparated.line([
            identity.sha256 ?? TabSeparated.unknown, clip.file,
            identity.bytes.map { "\($0)" } ?? TabSeparated.unknown, clip.reason,
            TabSeparated.number(clip.onsetSeconds, digits: 6),
            TabSeparated.number(clip.durationSeconds, digits: 6), "\(clip.firstFrame)",
            "\(clip.frames)", clip.ending, clip.isAnnotated ? "1" : "0",
        ])
        clips.append((clip, line))
        try write()
        return removed
    }
}
