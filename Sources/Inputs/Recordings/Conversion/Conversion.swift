import Foundation

/// A recording, or a part of one, written as EDF+ or BrainVision: samples, events and gaps.
///
/// Samples stream through in blocks. The files appear all at the end, or not at all.
package struct Conversion {
    package struct Options: Sendable {
        /// Names of channels in the order wanted, with `*` for any text; nil for all.
        package var channels: [String]?
        /// Where no names are given: of channels that differ in rate, those of this one.
        package var rate: SamplingRate?
        /// Seconds of the recording; nil for its start and end.
        package var from: Double?
        package var to: Double?
        /// Takes out what may tell who was recorded, and when.
        package var anonymises = false
        package var overwrites = false
        /// What the copy says besides what the recording does, in seconds of the recording.
        package var remarks: [RecordingAnnotation] = []

        package init() {}
    }

    package struct Outcome: Sendable {
        package let files: [String]
        package let channelCount: Int
        /// The first that is copied, of the recording.
        package let firstFrame: Int64
        package let frameCount: Int64
        package let durationSeconds: Double
        package let eventCount: Int
        /// Whether samples and scales are what they were, to the last bit that a reader hands out.
        package let isExact: Bool
        /// What could not be kept as it was, one line each.
        package let notes: [String]
    }

    let recording: Recording
    let path: String
    let options: Options
    let channels: [RecordingChannel]
    let reader: RecordingReader
    let isBrainVision: Bool

    /// Finds every mistake that can be found without reading samples.
    package init(
        _ recording: Recording, to path: String, _ options: Options = Options()
    ) throws(RecordingError) {
        let kind = URL(fileURLWithPath: path).pathExtension.lowercased()
        guard kind == "edf" || kind == "vhdr" else {
            throw RecordingError(
                path, field: "name",
                .doesNotFit(value: kind, advice: "give a name that ends in .edf or .vhdr"))
        }
        self.recording = recording
        self.path = path
        self.options = options
        isBrainVision = kind == "vhdr"
        let indices = try Self.chosen(options, of: recording)
        reader = try recording.makeReader(channels: indices, from: options.from, to: options.to)
        guard !reader.frameRange.isEmpty else {
            throw RecordingError(
                recording.path, field: "samples", .missingField(expected: "at least one frame"))
        }
        channels = reader.channels.map { options.anonymises ? $0.anonymised : $0 }
    }

    /// What is read cannot be written over at the same time.
    static func keepApart(
        _ paths: [String], from recording: Recording
    ) throws(RecordingError) {
        func place(_ path: String) -> [UInt64]? {
            var status = stat()
            guard unsafe stat(path, &status) == 0 else { return nil }
            return [UInt64(status.st_dev), UInt64(status.st_ino)]
        }
        let sources = ([recording.path] + recording.dataPaths + recording.sidePaths)
            .compactMap(place)
        for path in paths {
            guard let found = place(path), sources.contains(found) else { continue }
            throw RecordingError(
                path,
                .cannotWrite(reason: "it is a file of the recording itself; choose another name"))
        }
    }

    private static func chosen(
        _ options: Options, of recording: Recording
    ) throws(RecordingError) -> [Int] {
        guard let names = options.channels else {
            return recording.channels.filter { $0.rate == options.rate ?? $0.rate }.map(\.index)
        }
        var indices: [Int] = []
        for name in names {
            let pattern = NamePattern(name)
            let found = recording.channels.filter {
                $0.name == name || pattern.matches(NamePattern.normalised($0.name))
            }
            guard !found.isEmpty else {
                throw RecordingError(
                    recording.path, field: "channels",
                    .missingField(expected: "a channel named '\(ForeignText.quoted(name))'"))
            }
            indices += found.map(\.index).filter { !indices.contains($0) }
        }
        return indices
    }

    /// Whether the name to be written holds the recording's.
    var isNamedAfterRecording: Bool {
        func stem(_ path: String) -> String {
            URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent.lowercased()
        }
        return stem(path).contains(stem(recording.path))
    }

    /// So many frames that a block takes about a mebibyte.
    static func blockFrames(_ reader: RecordingReader) -> Int {
        min(65_536, max(256, (1 << 18) / reader.channels.count))
    }

    /// Writes the files; nil where it was stopped, and then nothing is left.
    ///
    /// - Parameters:
    ///   - generator: for the days by which an anonymised recording is moved.
    ///   - progress: told of the share that is done, 0 to 1.
    package func run(
        using generator: inout some RandomNumberGenerator, progress: (Double) -> Void,
        isStopped: () -> Bool
    ) throws(RecordingError) -> Outcome? {
        let writing = try ConversionWriting(self, using: &generator)
        return try writing.run(progress: progress, isStopped: isStopped)
    }
}
