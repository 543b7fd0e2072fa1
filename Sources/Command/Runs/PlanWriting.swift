import FirmwareBench
import Journal
import Planning
import Recordings
import SignalSources

/// A plan as the firmware reads it, made ready to be written.
package struct PlanWriting {
    package let planned: PlannedLoop
    package let image: [UInt8]
    private let path: String

    package struct Options {
        package var write: String
        /// The recording to plan for; nil for `channels` and `rate`, or for the model's own.
        package var recording: String?
        package var channels: Int?
        /// Hz.
        package var rate: Int?
        /// A settings file.
        package var settings: String?
        /// The file of a learned detector.
        package var model: String?
        /// Frames that the sample interrupt hands over at once, at most a hop's.
        package var block: Int

        package init(write: String, block: Int) {
            self.write = write
            self.block = block
        }
    }

    package init(_ options: Options, _ tell: (RunNews) -> Void) throws {
        path = options.write
        try refuseExisting(path)
        let settings = try options.settings.map(Settings.init(file:)) ?? Settings.standard
        let model = try options.model.map(DetectorModel.init(file:))
        planned = try Planner.plan(
            settings, for: Self.signal(options, settings, model), model: model)
        for note in planned.notes { tell(.note(note)) }
        image = try FirmwareRun.image(
            of: planned.plan, blockFrames: min(Int(planned.plan.detection.hopFrames), options.block)
        )
    }

    package func write() throws { try WholeFile.write(image, to: path) }

    private static func signal(
        _ options: Options, _ settings: Settings, _ model: DetectorModel?
    ) throws -> SignalDescription {
        if let file = options.recording {
            let recording = try Recording(opening: file)
            return try FrontEndPlan(settings.frontEnd, for: recording.channels).signal
        }
        if options.channels == nil, let model {
            guard model.family != .travelling else {
                throw RunError(
                    "--model: a travelling model has neither channels nor a rate; give a "
                        + "recording, or --channels and --rate")
            }
            return model.signal
        }
        return SignalDescription(
            channelNames: (1...(options.channels ?? 1)).map { "C\($0)" },
            rateNumerator: options.rate ?? 100, rateDenominator: 1)
    }
}
