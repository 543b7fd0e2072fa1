import Foundation
import Planning
import Recordings
import Training

/// The learned detector in the firmware.
extension FirmwareCheck {
    /// Models trained on the recording that they then run on: what is compared are bits and costs, not
    /// how well they detect.
    ///
    /// - Parameter recordings: a folder laid out as BIDS, used where the dog's are in it.
    package func compareLearned(
        in recordings: URL?, _ note: (String) -> Void
    ) throws -> [Comparison] {
        var result: [Comparison] = []
        let plain = try Self.settings(inputs: "")
        let generated = try generate(channels: 32, rate: 512)
        let dog = ["run-01", "run-02"].compactMap {
            recordings?.appending(path: "sub-dog01/ieeg/sub-dog01_task-spliced_\($0)_ieeg.edf")
        }.filter { FileManager.default.fileExists(atPath: $0.path) }
        for family in DetectorModel.Family.allCases {
            do {
                let model = try Self.train(family, on: [generated], plain)
                note("generated, \(family.rawValue)")
                result.append(
                    try compare(
                        "generated, \(family.rawValue)", generated, model: model,
                        promise: .learned(emulator.board)))
                guard dog.count == 2 else { continue }
                let dogModel = try Self.train(family, on: dog, plain)
                note("dog, \(family.rawValue)")
                result.append(
                    try compare("dog, \(family.rawValue)", dog[0], from: 70, model: dogModel))
            } catch let error as TrainingError where family == .trees {
                // A library that a machine may lack fits them.
                note("skipped: \(error)")
            }
        }
        let every = try Self.settings(inputs: "rhythm, fastActivity")
        let model = try Self.train(.travelling, on: [generated], every)
        note("generated, every input")
        result.append(
            try compare(
                "generated, travelling, every input", generated, model: model,
                promise: .everyFeature(emulator.board)))
        return result
    }

    /// - Parameter inputs: beside line length and the bands.
    private static func settings(inputs: String) throws -> Settings {
        try Settings(
            yaml: "detector: {learned: {features: [\(inputs)]}}", over: Self.programme,
            file: "inputs")
    }

    private static func train(
        _ family: DetectorModel.Family, on urls: [URL], _ settings: Settings
    ) throws -> DetectorModel {
        let recordings = try urls.map {
            AnnotatedRecording(
                name: $0.lastPathComponent, recording: try Recording(opening: $0.path))
        }
        return try TrainingSet(
            recordings, settings: settings, travels: family == .travelling
        ).train(family).model
    }
}
