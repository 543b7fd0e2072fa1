import Recordings
import SignalSources

/// Writes a recording in another format.
package struct ConversionRun {
    private let recording: String
    private let encoding: TextEncoding?
    private let output: String
    private let options: Conversion.Options

    /// - Parameter encoding: of names and annotations that are not UTF-8.
    package init(
        _ recording: String, encoding: TextEncoding?, to output: String,
        _ options: Conversion.Options
    ) {
        self.recording = recording
        self.encoding = encoding
        self.output = output
        self.options = options
    }

    /// Nil where it was stopped; nothing is left of it then.
    package func run(
        isStopped: () -> Bool, _ tell: (RunNews) -> Void
    ) throws -> Conversion.Outcome? {
        let recording = try Recording(opening: recording, encoding: encoding, tell)
        var options = options
        options.rate = FrontEndPlan.leadingRate(of: recording.channels)
        let conversion = try Conversion(recording, to: output, options)
        // Warnings may quote what is to be taken out.
        for warning in recording.warnings where !options.anonymises { tell(.note(warning)) }
        var generator = SystemRandomNumberGenerator()
        tell(.begins("converting", total: 1, isSignal: false))
        let outcome = try conversion.run(
            using: &generator, progress: { tell(.reached($0)) }, isStopped: isStopped)
        tell(.ends)
        return outcome
    }
}
