import Acquisition
import ArgumentParser

/// When a capture's recording begins, and how it lies on the disk.
struct RecordingFileOptions: ParsableArguments, OfNewFile {
    @Option(help: ArgumentHelp("Begin --record at the first such edge.", valueName: "channel"))
    var startOn: TriggerRequest?

    @Option(
        help: ArgumentHelp(
            "Record so much of the time before the edge of --start-on, 0 to 600.",
            valueName: "seconds"))
    var before = 0.0

    @Option(
        help: ArgumentHelp(
            "Begin another file so often, such as 1h, 30min or 90s; SIGHUP does as well. Each has its "
                + "start in its name, and a manifest their checksums.",
            valueName: "time"))
    var rotate: Span?

    @Option(
        help: ArgumentHelp(
            "End the recording, not the run, when so little is left on its disk (default: 256 with "
                + "--rotate; else it goes on until the disk is full).",
            valueName: "megabytes"))
    var reserve: Int?

    /// Bytes; nil where nobody asked for any.
    var reserveBytes: Int64? {
        (reserve ?? (rotate == nil ? nil : 256)).map { Int64($0) * 1_000_000 }
    }

    func validate() throws {
        guard (0...600).contains(before), startOn != nil || before == 0 else {
            throw ValidationError("--before must be 0 to 600 s, and needs --start-on")
        }
        guard (10...86_400).contains(rotate?.seconds ?? 10) else {
            throw ValidationError("--rotate must be 10s to 24h")
        }
        guard (0...1_000_000_000).contains(reserve ?? 0) else {
            throw ValidationError("--reserve must be 0 to 1,000,000,000 MB")
        }
    }

    /// Whole seconds, minutes or hours.
    struct Span: ExpressibleByArgument {
        let seconds: Int
        private let text: String

        init?(argument: String) {
            let units = [("min", 60), ("s", 1), ("h", 3_600)]
            guard let (unit, factor) = units.first(where: { argument.hasSuffix($0.0) }),
                let number = Int(argument.dropLast(unit.count)), (1...86_400).contains(number)
            else { return nil }
            seconds = number * factor
            text = argument
        }

        var defaultValueDescription: String { text }
    }
}
