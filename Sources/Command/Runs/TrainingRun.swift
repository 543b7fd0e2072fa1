import Foundation
import Journal
import Planning
import Recordings
import Training

/// Learns a detector from a patient's own annotated recordings, or a travelling one from many's.
package struct TrainingRun {
    private let options: Options

    package struct Options {
        package var files: [String]
        /// Of names and annotations that are not UTF-8.
        package var encoding: TextEncoding?
        package var family: DetectorModel.Family
        /// The file of a travelling model that the recordings refine.
        package var refine: String?
        /// The model's file.
        package var write: String
        /// A settings file.
        package var settings: String?
        /// s; what comes later is not learned from.
        package var to: Double?
        /// Of each recording; up to half-way to the next is learned from.
        package var firstSeizures: Int?

        package init(_ files: [String], family: DetectorModel.Family, write: String) {
            self.files = files
            self.family = family
            self.write = write
        }
    }

    /// With less the false alarms to come cannot be foreseen: see docs/evaluation.md.
    private static let backgroundSecondsPlenty = 1_800.0

    package init(_ options: Options) { self.options = options }

    /// Writes the model, and returns it.
    package func run(_ tell: (RunNews) -> Void) throws -> DetectorModel {
        try needFolder(of: options.write, option: "--write")
        try DetectorModel.refuseForeign(options.write, option: "--write")
        let prior = try options.refine.map(Self.travelling)
        let given = try options.settings.map(Settings.init(file:)) ?? Settings.standard
        let settings = prior?.applied(to: given) ?? given
        let recordings = try AnnotatedRecording.opened(options.files, options.encoding, tell)
        let ends = try recordings.map { try end(of: $0) }
        tell(.begins("measuring", total: recordings.reduce(0) { $0 + $1.durationSeconds }))
        let set = try TrainingSet(
            recordings, settings: settings, travels: options.family == .travelling, until: ends
        ) { tell(.reached($0)) }
        tell(.ends)
        for note in set.notes { tell(.note(note)) }
        var trained = try set.train(options.family, refining: prior)
        tell(.begins("checking", total: set.durationSeconds))
        try trained.measureEventLoss(on: set) { tell(.reached($0)) }
        tell(.ends)
        let model = trained.model
        if model.training.seizures == 1 {
            tell(
                .warning(
                    "learned from one seizure; seizures that look different may be missed, train "
                        + "again when there are more"))
        }
        if model.training.backgroundSeconds < Self.backgroundSecondsPlenty {
            tell(
                .warning(
                    "learned from \(decimal(model.training.backgroundSeconds, 0)) s of background; "
                        + "what else looks like a seizure is not known, expect false alarms and "
                        + "train again with half an hour or more"))
        }
        try WholeFile.write(model.text(), to: options.write)
        return model
    }

    private static func travelling(_ path: String) throws -> DetectorModel {
        let model = try DetectorModel(file: path)
        guard model.family == .travelling else {
            throw RunError(
                "--refine: \(path) is a \(model.family.rawValue) model; only a travelling one can be "
                    + "refined: make one with --family travelling")
        }
        return model
    }

    private func end(of recording: AnnotatedRecording) throws -> Double? {
        guard let firstSeizures = options.firstSeizures else { return options.to }
        guard recording.seizures.count > firstSeizures else { return options.to }
        // Half-way to the first that is not learned from.
        let end =
            (recording.seizures[firstSeizures - 1].end
                + recording.seizures[firstSeizures].start) / 2
        return options.to.map { min($0, end) } ?? end
    }
}

extension DetectorModel {
    /// A model gives way to a new one; nothing else does, least of all a recording.
    ///
    /// - Parameter option: by which the file was named.
    static func refuseForeign(_ path: String, option: String) throws {
        let files = FileManager.default
        guard files.fileExists(atPath: path) else { return }
        let resolved = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
        let type = try? files.attributesOfItem(atPath: resolved)[.type] as? FileAttributeType
        guard type == .typeRegular, (try? DetectorModel(file: path)) != nil else {
            throw RunError(
                "\(path): is there already and is no model; choose another name for \(option)")
        }
    }
}
