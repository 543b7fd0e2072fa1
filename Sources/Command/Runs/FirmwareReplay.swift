import FirmwareBench
import Foundation
import Planning
import SignalSources

/// A recording through the firmware in the emulator, made ready.
package struct FirmwareReplay {
    private let options: Options
    private let emulator: Emulator
    private let source: RecordingSource
    private let planned: PlannedLoop

    package struct Options {
        package var recording: String
        /// A settings file.
        package var settings: String?
        /// The file of a learned detector.
        package var model: String?
        /// The stretch, s; nil for the recording's ends.
        package var from: Double?
        package var to: Double?
        /// Frames that the sample interrupt hands over at once, at most a hop's.
        package var block: Int
        /// The firmware's image.
        package var image: String

        package init(_ recording: String, block: Int, image: String) {
            self.recording = recording
            self.block = block
            self.image = image
        }
    }

    /// The emulated processor.
    package var processor: String { "\(emulator.board.processor)" }

    package init(_ options: Options, _ tell: (RunNews) -> Void) throws {
        self.options = options
        let settings = try options.settings.map(Settings.init(file:)) ?? Settings.standard
        let model = try options.model.map(DetectorModel.init(file:))
        emulator = try Emulator(imagePath: options.image)
        (source, planned) = try FirmwareCheck.plan(
            URL(fileURLWithPath: options.recording), settings, from: options.from, model: model)
        for note in planned.notes { tell(.note(note)) }
    }

    /// The firmware against this machine.
    ///
    /// - Parameter name: of the recording, as it is to be shown.
    package func run(
        name: String, isStopped: () -> Bool, _ tell: (RunNews) -> Void
    ) throws -> FirmwareCheck.Comparison {
        // Into the stretch, whose first frame is at or after `from`.
        let seconds = options.to.map { $0 - (options.from ?? 0) }
        let total = seconds ?? Double(source.frameRange.count) / planned.signal.rateHertz
        tell(.begins("emulating", total: total))
        defer { tell(.ends) }
        let run = try FirmwareRun(
            .recording(source), planned, emulator: emulator, blockFrames: options.block,
            seconds: seconds,
            progress: { share in
                tell(.reached(share * total))
                return isStopped()
            })
        return try FirmwareCheck.Comparison(name: name, of: run)
    }
}
