import ArgumentParser
import Recordings

/// For recordings whose texts are not UTF-8.
struct EncodingOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Encoding of names and annotations that are not UTF-8, such as SHIFT_JIS, GBK or CP437.",
            valueName: "name"))
    var encoding: TextEncoding?
}

extension TextEncoding: ExpressibleByArgument {
    /// By name, as `init(named:)` takes it; nil, which refuses the argument, where it gives nil.
    public init?(argument: String) { self.init(named: argument) }

    /// As the help text shows a default.
    public var defaultValueDescription: String { name }
}
