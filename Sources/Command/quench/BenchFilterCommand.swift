import Acquisition
import ArgumentParser
import Foundation
import Journal
import Runs

struct BenchFilterCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "filter",
        abstract: "Measure what the filter of --device-rate costs.",
        discussion: """
            Processor time of the filter alone, on noise in memory: nanoseconds for a frame of the \
            device and channel, the median of nine runs, and how much of one processor that is while \
            the device runs. docs/alsa.md has the filter.
            """)

    @Option(help: "Channels of the device, 1 to 256.")
    var channels = 128

    @Option(help: ArgumentHelp("Its rate, up to 768,000.", valueName: "hertz"))
    var deviceRate = 48_000

    @Option(help: ArgumentHelp("The loop's rate, 1 to 50,000.", valueName: "hertz"))
    var rate = 1_000

    @Option(help: "Format of its samples.")
    var format = SampleFormat.s32

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        guard (1...256).contains(channels) else {
            throw ValidationError("--channels must be 1 to 256")
        }
        guard (1...768_000).contains(deviceRate), (1...50_000).contains(rate) else {
            throw ValidationError("--device-rate must be 1 to 768,000 Hz, --rate 1 to 50,000 Hz")
        }
    }

    func run() {
        Terminal.run {
            var options = DecimationTiming.Options()
            options.channels = channels
            options.deviceHertz = deviceRate
            options.loopHertz = rate
            options.format = format
            let timing = try DecimationTiming(options, Terminal.teller())
            Terminal.printResult(json ? value(timing).pretty + "\n" : text(timing))
        }
    }

    private func text(_ timing: DecimationTiming) -> String {
        let number = { (value: Double) in String(format: "%.3g", value) }
        let all = timing.nanoseconds
        return "\(number(timing.median)) ns a device frame and channel "
            + "(\(number(all.first ?? 0)) to \(number(all.last ?? 0)), \(all.count) runs), "
            + "\(number(100 * timing.processorShare)) % of a processor: \(channels) channels, "
            + "\(format.rawValue), \(deviceRate) Hz to \(rate) Hz\n"
    }

    private func value(_ timing: DecimationTiming) -> JSONValue {
        .object([
            .init("channels", .integer(Int64(channels))),
            .init("deviceHertz", .integer(Int64(deviceRate))),
            .init("loopHertz", .integer(Int64(rate))),
            .init("format", .text(format.rawValue)),
            .init("nanoseconds", .list(timing.nanoseconds.map(JSONValue.number))),
            .init("medianNanoseconds", .number(timing.median)),
            .init("processorShare", .number(timing.processorShare)),
        ])
    }
}
