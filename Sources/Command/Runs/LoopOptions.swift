import Acquisition
import Foundation
import Journal
import Pipeline
import Planning
import Realtime
import RunFolder

/// What a run of the loop is asked for, whatever its signal comes from.
package struct LoopOptions {
    /// A settings file; nil for the defaults.
    package var settings: String?
    /// The file of a learned detector.
    package var model: String?
    /// Where the patient's doses, and what a learned detector adapted to, outlast the run.
    package var state: String?
    /// Whether `state` is left as it is.
    package var keepsState = false
    /// The folder for the results.
    package var output: String
    /// Whether a run in that folder gives way that cannot be repeated.
    package var overwrites = false
    /// What is kept of the signal round each episode; nil for nothing.
    package var clips: ClipRequest?
    /// Whether the stamps of every hop are kept, at the pace of real time.
    package var keepsStamps = false
    package var pace: Pace
    /// True once the run is to end in order; asked from several threads.
    package var isStopped: @Sendable () -> Bool
    /// What the run is made of, given the files of its signal; asked while nobody else writes `state`.
    package var identify: ([FileIdentity]) -> RunIdentity

    package init(
        output: String, pace: Pace, isStopped: @escaping @Sendable () -> Bool,
        identify: @escaping ([FileIdentity]) -> RunIdentity
    ) {
        self.output = output
        self.pace = pace
        self.isStopped = isStopped
        self.identify = identify
    }

    /// The folder, made, with the copy of the state file in it.
    package func makeFolder() throws(RunFolderError) -> RunFolder {
        try RunFolder(creating: output, copyingState: state, overwrites: overwrites)
    }

    /// The settings file over the defaults, with the model's conditioning where there is one.
    func loadSettings() throws -> (Settings, DetectorModel?) {
        let settings = try settings.map(Settings.init(file:)) ?? Settings.standard
        let model = try model.map(DetectorModel.init(file:))
        return (model?.applied(to: settings) ?? settings, model)
    }

    /// The pipeline with what earlier runs left, and what that is; nil without `state`.
    ///
    /// - Parameter lock: what keeps other runs from the file, where this one writes it.
    func kept(
        for pipeline: inout Pipeline, _ signal: SignalDescription, _ lsbNanovolts: Double,
        _ lock: inout FileLock?
    ) throws -> KeptState? {
        guard let state else {
            guard !keepsState else { throw RunError("--keep-state needs --state") }
            return nil
        }
        try needFolder(of: state, option: "--state")
        if keepsState {
            // It is read for what it holds, so it is expected.
            guard FileManager.default.fileExists(atPath: state) else {
                throw RunError(
                    "\(state): is not there; --keep-state needs the file that --state names")
            }
        } else {
            let target = try WholeFile.target(of: state)
            try WholeFile.tryOut(target)
            lock = try FileLock(beside: target)
        }
        let kept = try StateFile.read(
            state, for: pipeline.plan, lsbNanovolts: lsbNanovolts,
            channelNames: signal.channelNames,
            isExpected: lock?.isExpected == true)
        pipeline.adaptation = kept.adaptation
        pipeline.doses = kept.doseWords
        return kept
    }
}

extension Pipeline {
    /// A paced run asks the system for what helps it to be on time.
    func asking() -> Pipeline {
        var pipeline = self
        if pace != .unpaced { pipeline.realtime = RealtimeRequest() }
        return pipeline
    }
}

extension RunContext {
    /// Larger files are read for their checksums when a paced run is over: it must not start late.
    private static let hashedAtStartBytesMax: Int64 = 32 << 20

    /// Finds the checksums that the journal's first line is to have.
    mutating func hashFilesAtStart(_ tell: (RunNews) -> Void) {
        hashFiles(bytesMax: pace == .unpaced ? .max : Self.hashedAtStartBytesMax, tell)
    }

    mutating func hashFiles(bytesMax: Int64 = .max, _ tell: (RunNews) -> Void) {
        tell(.begins("checksums", total: 1, isSignal: false))
        identity.hashFiles(bytesMax: bytesMax) { tell(.reached($0)) }
        tell(.ends)
    }
}
