import Foundation
import Journal
import Planning
import Training
import VirtualPatient

/// Learned and threshold detectors side by side on virtual patients.
package struct DetectorBench {
    private let options: Options

    package struct Options {
        package var patients: Int
        /// Of the first; the others follow it.
        package var seed: Int
        /// Of each patient.
        package var seconds: Int
        package var channels: Int
        /// Hz.
        package var rate: Int
        /// The folder for `detectors.tsv`.
        package var output: String
        /// A patient file that all seeds share; nil where every seed is another patient.
        package var patient: String?
        /// A settings file.
        package var settings: String?

        package init(
            patients: Int, seed: Int, seconds: Int, channels: Int, rate: Int, output: String
        ) {
            self.patients = patients
            self.seed = seed
            self.seconds = seconds
            self.channels = channels
            self.rate = rate
            self.output = output
        }
    }

    package init(_ options: Options) { self.options = options }

    /// Writes the table anew after each patient.
    package func run(_ tell: (RunNews) -> Void) throws -> DetectorTable {
        let settings = try options.settings.map(Settings.init(file:)) ?? Settings.standard
        let file = try options.patient.map(PatientFile.init(file:))
        try FileManager.default.createDirectory(
            atPath: options.output, withIntermediateDirectories: true)
        let path = URL(fileURLWithPath: options.output).appending(path: "detectors.tsv").path
        var table = DetectorTable()
        tell(.begins("detectors", total: Double(options.patients * options.seconds)))
        for index in 0..<options.patients {
            let seed = UInt64(options.seed + index)
            var trial = try PatientTrial(
                patient(seed: seed, file), name: "patient \(seed)", rateHertz: options.rate,
                settings: settings)
            let before = Double(index * options.seconds)
            let result = try trial.run(seconds: options.seconds) {
                tell(
                    .reached(
                        before + $0, note: "\(index + 1) of \(options.patients) patients"))
            }
            for note in result.notes { tell(.note(note)) }
            table.add(result)
            try WholeFile.write(table.tsv, to: path)
        }
        tell(.ends)
        return table
    }

    private func patient(seed: UInt64, _ file: PatientFile?) throws -> VirtualPatient {
        if let file {
            return try file.patient(
                seed: seed, channelCount: options.channels, rateNumerator: options.rate)
        }
        return try VirtualPatient(
            TrialPatient.parameters(seed: seed), seed: seed, channelCount: options.channels,
            rateNumerator: options.rate)
    }
}
