import Foundation
import Planning
import Recordings
import SignalSources

/// Everything that must hold of the firmware: it equals this machine on several recordings and
/// splits into blocks, goes to its safe state when something breaks, and stays within its figures.
package struct FirmwareCheck {
    /// What must stay free of the stack: one that overflows is not noticed by the emulated board.
    static let stackMarginBytes: UInt32 = 512

    /// One recording through both.
    package struct Comparison: Sendable {
        package var name: String
        package var run: FirmwareRun
        package var cost: FirmwareCost
        /// What it may need at most; nil where nothing was promised.
        package var promise: Promise?

        package init(name: String, of run: FirmwareRun, promise: Promise? = nil) throws {
            if case .refused(let reason) = run.records.first {
                throw FirmwareError(
                    "\(name): the firmware refused to start: \(FirmwareRun.refusalName(reason))")
            }
            guard let cost = FirmwareCost(run) else {
                throw FirmwareError("\(name): the firmware made no decision; give more seconds")
            }
            self.name = name
            self.run = run
            self.cost = cost
            self.promise = promise
        }

        /// Where the two differ, or which figure was missed.
        package var problem: String? {
            if let end = run.end,
                end.stackBytesUsed + FirmwareCheck.stackMarginBytes > end.stackBytes
            {
                return "the stack of \(end.stackBytes) bytes is too small: \(end.stackBytesUsed) "
                    + "were used, and \(FirmwareCheck.stackMarginBytes) must stay free"
            }
            return run.difference ?? promise?.problem(run, cost)
        }
    }

    package struct FaultOutcome: Sendable {
        package var name: String
        package var expectation: FaultCase.Expectation
        package var problem: String?
    }

    let emulator: Emulator
    private let folder: URL
    private let isStopped: () -> Bool

    /// - Parameter folder: for generated recordings; the caller removes it.
    package init(emulator: Emulator, folder: URL, isStopped: @escaping () -> Bool) {
        self.emulator = emulator
        self.folder = folder
        self.isStopped = isStopped
    }

    private static let threeFeatures = """
        detector:
          features: [lineLength, area, halfWaves]
          shortTermSeconds: {lineLength: 2, area: 2, halfWaves: 2}
          patterns:
            - {feature: lineLength, thresholdPercent: 200}
            - {feature: area, thresholdPercent: 250}

        """

    /// The small device: three features, a decision every 40 ms, windows of a second.
    package static let smallSettings = """
        detector:
          hopMilliseconds: 40
          features: [lineLength, area, halfWaves]
          shortTermSeconds: {lineLength: 1, area: 1, halfWaves: 1}
          patterns:
            - {feature: lineLength, thresholdPercent: 200}
            - {feature: area, thresholdPercent: 250}

        """

    /// Three features with the shortest windows, so that 128 channels find room.
    private static let wideSettings = """
        detector:
          features: [lineLength, area, halfWaves]
          shortTermSeconds: {lineLength: 0.02, area: 0.02, halfWaves: 0.02}
          patterns:
            - {feature: lineLength, thresholdPercent: 200}
            - {feature: area, thresholdPercent: 250}

        """

    /// Cases on generated recordings: 32 channels with every split of blocks, and few channels.
    package func compareGenerated(_ note: (String) -> Void) throws -> [Comparison] {
        var result: [Comparison] = []
        let large = try generate(channels: 32, rate: 512)
        for blockFrames in [1, FirmwareRun.defaultBlockFrames, 256] {
            note("generated, 32 channels, blocks of \(blockFrames)")
            result.append(
                try compare(
                    "generated", large, blockFrames: blockFrames,
                    promise: blockFrames == FirmwareRun.defaultBlockFrames
                        ? .defaults(emulator.board) : nil))
        }
        for (name, yaml, promise) in [
            ("three features", Self.threeFeatures, Promise.threeFeatures(emulator.board)),
            ("every feature", Self.everyFeature, .everyFeature(emulator.board)),
        ] {
            note("generated, 32 channels, \(name)")
            result.append(
                try compare(
                    "generated, \(name)", large,
                    settings: Settings(yaml: yaml, over: Self.programme, file: name),
                    promise: promise))
        }
        note("generated, 4 channels")
        let small = try Settings(yaml: Self.smallSettings, over: Self.programme, file: "small")
        result.append(
            try compare(
                "generated, small device", generate(channels: 4, rate: 250), settings: small,
                promise: .smallDevice(emulator.board)))
        if emulator.board == .m55 {
            note("generated, 128 channels")
            let wide = try Settings(yaml: Self.wideSettings, over: Self.programme, file: "wide")
            result.append(
                try compare(
                    "generated, 128 channels", generate(channels: 128, rate: 1_024),
                    settings: wide, seconds: 20, promise: .wideDevice))
        }
        return result
    }

    private static let everyFeature = """
        detector:
          features: [\(DetectorSettings.FeatureName.allCases.map(\.rawValue).joined(separator: ", "))]
          patterns: [{feature: lineLength, thresholdPercent: 150, rhythmPercent: 10}, {feature: fastActivity, thresholdPercent: 170}]

        """

    /// Cases on recordings of a folder laid out as BIDS; none where it is not there.
    package func compareRecordings(
        in recordings: URL, _ note: (String) -> Void
    ) throws -> [Comparison] {
        let cases: [(name: String, path: String, from: Double, blockFrames: Int)] = [
            ("mouse", "sub-mouse01/ieeg/sub-mouse01_run-315_ieeg.edf", 60, 5),
            ("mouse", "sub-mouse01/ieeg/sub-mouse01_run-315_ieeg.edf", 60, 1),
            ("dog", "sub-dog01/ieeg/sub-dog01_task-spliced_run-01_ieeg.edf", 70, 5),
            ("dog", "sub-dog01/ieeg/sub-dog01_task-spliced_run-01_ieeg.edf", 70, 3),
            ("human", "sub-pt01/ieeg/sub-pt01_task-ictal_run-01_ieeg.edf", 0, 5),
            ("human", "sub-pt01/ieeg/sub-pt01_task-ictal_run-01_ieeg.edf", 0, 7),
            ("human, scalp", "sub-absence01/eeg/sub-absence01_run-01_eeg.edf", 1_350, 5),
            ("human, scalp", "sub-absence01/eeg/sub-absence01_run-01_eeg.edf", 1_350, 3),
        ]
        // The scalp recording has more channels than there is room for; these are in use.
        let scalp = try Settings(
            yaml: "frontEnd: {channels: [\"EEG *\"]}", over: Self.programme, file: "scalp")
        var result: [Comparison] = []
        for item in cases {
            let url = recordings.appending(path: item.path)
            guard FileManager.default.fileExists(atPath: url.path) else { continue }
            note("\(item.name), blocks of \(item.blockFrames)")
            result.append(
                try compare(
                    item.name, url,
                    settings: item.path.contains("absence") ? scalp : Self.programme,
                    from: item.from, blockFrames: item.blockFrames))
        }
        return result
    }

    /// Faults on a generated recording of two seizures, both treated where nothing forbids it.
    package func playFaults(_ note: (String) -> Void) throws -> [FaultOutcome] {
        let url = folder.appending(path: "faults.edf")
        var generator = SignalGenerator()
        generator.durationSeconds = 110
        generator.quietSeconds = 25
        try generator.write(to: url.path)
        let (_, planned) = try Self.plan(url, Self.programme, from: nil)
        var page: [UInt8] = []
        return try FaultCase.all(
            hopFrames: Int(planned.plan.detection.hopFrames),
            burst: planned.plan.stimulation.therapies.therapy(0).burst(0)
        ).map { item in
            note("fault: \(item.name)")
            var settings = Self.programme
            if let therapies = item.therapiesPerDay {
                settings.stimulation.therapiesPerDay = therapies
            }
            let (source, planned) = try Self.plan(url, settings, from: nil)
            let run = try FirmwareRun(
                .recording(source), planned, emulator: emulator, blockFrames: item.blockFrames,
                fault: item.fault, page: item.pageDamage.map { Self.damage(page, $0) },
                corrupt: item.corrupt, progress: { _ in isStopped() })
            // That of the latest run is what a device that is switched off keeps.
            page = run.page
            return FaultOutcome(
                name: item.name, expectation: item.expectation, problem: item.problem(in: run))
        }
    }

    /// A page of doses with a bit flipped in each copy of a set.
    private static func damage(_ page: [UInt8], _ copies: UInt32) -> [UInt8] {
        var page = page
        for copy in 0..<2 where copies >> copy & 1 == 1 { page[copy * page.count / 2 + 100] ^= 4 }
        return page
    }

    func compare(
        _ name: String, _ url: URL, settings: Settings = FirmwareCheck.programme,
        from: Double? = nil,
        blockFrames: Int = FirmwareRun.defaultBlockFrames, model: DetectorModel? = nil,
        seconds: Double = 75, promise: Promise? = nil
    ) throws -> Comparison {
        let (source, planned) = try Self.plan(url, settings, from: from, model: model)
        let run = try FirmwareRun(
            .recording(source), planned, emulator: emulator, blockFrames: blockFrames,
            seconds: seconds, progress: { _ in isStopped() })
        return try Comparison(name: name, of: run, promise: promise)
    }

    /// A recording and its plan, as `replay` makes them.
    package static func plan(
        _ url: URL, _ settings: Settings, from: Double?, model: DetectorModel? = nil
    ) throws -> (RecordingSource, PlannedLoop) {
        let recording = try Recording(opening: url.relativePath)
        let frontEnd = try FrontEndPlan(settings.frontEnd, for: recording.channels)
        let planned = try Planner.plan(settings, for: frontEnd.signal, model: model)
        return (try RecordingSource(recording, frontEnd, from: from, to: nil), planned)
    }

    func generate(channels: Int, rate: Int) throws -> URL {
        let url = folder.appending(path: "generated-\(channels)-\(rate).edf")
        if !FileManager.default.fileExists(atPath: url.path) {
            var generator = SignalGenerator()
            generator.channelCount = channels
            generator.rateHertz = rate
            generator.durationSeconds = 90
            try generator.write(to: url.path)
        }
        return url
    }
}
