/// Why a recording cannot be read or written: one line that names the place and what to do.
public struct RecordingError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Where in the file it is.
    public enum Position: Equatable, Sendable {
        /// Offset from the file's first byte.
        case byte(Int64)
        /// Counted from 1.
        case line(Int)
    }

    /// What is the matter; `description` makes a sentence of it, with what to do. Texts of the file
    /// are kept here as found, and made fit to be shown there.
    public enum Problem: Equatable, Sendable {
        case cannotOpen(reason: String)
        case cannotRead(reason: String)
        case cannotWrite(reason: String)
        case notARecording
        /// Of several recordings in one place none was chosen.
        case choiceNeeded(of: [String], example: String)
        /// A file of a recording that is a folder was given instead of the folder.
        case partOfAFolder(name: String)
        /// A format that is known and not read.
        case foreignFormat(name: String, converter: String)
        case encrypted(converter: String)
        /// A part does not fit its own checksum, or does not hold what it says.
        case damaged
        /// A BrainVision data or marker file was given instead of the header file.
        case headerFileExpected(name: String)
        case truncated(expectedBytes: Int64, foundBytes: Int64)
        case badValue(found: String, expected: String)
        case missingField(expected: String)
        /// A file name inside a file that leads out of the recording's own folder.
        case unsafeFileName(found: String)
        case unsupported(found: String, supported: String)
        case limitExceeded(found: Int64, limit: Int64)
        case noChannels
        case noSuchChannel(index: Int, channelCount: Int)
        /// The chosen channels' rates; a reader hands out one rate at a time.
        case mixedRates([SamplingRate])
        case badTimeRange(fromSeconds: Double, toSeconds: Double, durationSeconds: Double)
        case doesNotFit(value: String, advice: String)
    }

    /// Path of the file or folder, as given.
    public let file: String
    /// Nil where the whole file is meant.
    public let position: Position?
    /// What of the file, such as "number of signals"; nil where no field is meant.
    public let field: String?
    /// What is the matter with it.
    public let problem: Problem

    package init(
        _ file: String, at position: Position? = nil, field: String? = nil, _ problem: Problem
    ) {
        self.file = file
        self.position = position
        self.field = field
        self.problem = problem
    }

    public var description: String {
        var line = file
        switch position {
        case .byte(let offset): line += ": byte \(offset)"
        case .line(let number): line += ": line \(number)"
        case nil: break
        }
        if let field { line += ": field '\(field)'" }
        return ForeignText.safe(line + Self.text(of: problem))
    }

    private static func text(of problem: Problem) -> String {
        switch problem {
        case .cannotOpen(let reason): ": cannot be opened: \(reason)"
        case .cannotRead(let reason): ": cannot be read: \(reason)"
        case .cannotWrite(let reason): ": cannot be written: \(reason)"
        case .notARecording:
            ": is of none of the formats that are read (docs/recordings.md); give a recording, such as a "
                + ".edf, .bdf or .vhdr file or a .mefd folder"
        case .choiceNeeded(let names, let example):
            ": holds \(names.count) recording\(names.count == 1 ? "" : "s") ("
                + names.prefix(8).map { ForeignText.quoted($0) }.joined(separator: ", ")
                + (names.count > 8 ? ", ..." : "") + "); give one of them, as '\(example)'"
        case .partOfAFolder(let name): ": is a part of a recording; give the folder '\(name)'"
        case .foreignFormat(let name, let converter):
            ": is \(name), which is not read; convert it with \(converter)"
        case .encrypted(let converter):
            ": is encrypted, and no password can be given; write it without one, with \(converter)"
        case .damaged: " is damaged: it does not fit its checksum or its size; copy it again"
        case .headerFileExpected(let name):
            ": is one of BrainVision's three files, but not its header; give '\(name)'"
        case .truncated(let expected, let found):
            ": ends too early: \(expected) bytes are needed, \(found) are there; copy it again"
        case .badValue(let found, let expected):
            " holds '\(ForeignText.quoted(found))': \(expected) is expected; correct the file"
        case .missingField(let expected): " is missing: \(expected) is expected; correct the file"
        case .unsafeFileName(let found):
            " holds '\(ForeignText.quoted(found))': only the plain name of a file in the same "
                + "folder is accepted; correct the file"
        case .unsupported(let found, let supported):
            " holds '\(ForeignText.quoted(found))', which is not supported; convert the file to "
                + supported
        case .limitExceeded(let found, let limit):
            " asks for \(found), more than the limit of \(limit); split the file"
        case .noChannels: ": no channel was chosen; choose at least one"
        case .noSuchChannel(let index, let count):
            ": there is no channel number \(index); the file has \(count), counted from 0"
        case .mixedRates(let rates):
            ": the chosen channels differ in sampling rate ("
                + rates.prefix(8).map(\.description).joined(separator: ", ")
                + (rates.count > 8 ? ", ..." : "") + "); choose those of one rate"
        case .badTimeRange(let from, let to, let duration):
            ": the stretch from \(from) s to \(to) s is not inside the recording's 0 s to "
                + "\(duration) s; choose another"
        case .doesNotFit(let value, let advice):
            " cannot hold '\(ForeignText.quoted(value))'; \(advice)"
        }
    }
}
