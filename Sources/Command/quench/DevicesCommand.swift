import Alsa
import ArgumentParser
import Journal
import Report

struct DevicesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "devices",
        abstract: "List ALSA's capture and playback devices with what they have.",
        discussion: """
            Sound cards, and devices of an ALSA configuration that are marked to be shown. Each is \
            opened for a moment. Devices that resample, convert or mix are left out.
            """)

    @Flag(help: "Print JSON.")
    var json = false

    func run() {
        let devices = Terminal.run { try Device.all() }
        if json {
            Terminal.printResult(JSONValue.list(devices.map(Self.value)).pretty + "\n")
            return
        }
        guard !devices.isEmpty else {
            Terminal.printError(
                "no device: this machine has no sound card; docs/virtual-amplifier.md has one "
                    + "without hardware\n")
            return
        }
        var table = TextTable(columns: [
            .init("device"), .init("direction"), .init("channels", .right),
            .init("rate, Hz", .right), .init("period, frames", .right), .init("formats"),
            .init("description"),
        ])
        table.rows = devices.map { device in
            [
                device.name, device.direction.rawValue, Self.text(device.channels),
                Self.text(device.ratesHertz), Self.text(device.periodFrames),
                device.formats.map(\.rawValue).joined(separator: " "),
                device.problem ?? device.description,
            ]
        }
        Terminal.printResult(table.text(Terminal.style))
    }

    private static func text(_ range: ClosedRange<Int>?) -> String {
        guard let range else { return "-" }
        return range.count == 1 ? "\(range.lowerBound)" : "\(range.lowerBound)-\(range.upperBound)"
    }

    private static func value(_ device: Device) -> JSONValue {
        .object([
            .init("device", .text(device.name)),
            .init("description", .text(device.description)),
            .init("direction", .text(device.direction.rawValue)),
            .init("channels", value(device.channels)),
            .init("ratesHertz", value(device.ratesHertz)),
            .init("periodFrames", value(device.periodFrames)),
            .init("formats", .list(device.formats.map { .text($0.rawValue) })),
            .init("problem", device.problem.map(JSONValue.text) ?? .null),
        ])
    }

    /// Least and most.
    private static func value(_ range: ClosedRange<Int>?) -> JSONValue {
        guard let range else { return .null }
        return .list([.integer(Int64(range.lowerBound)), .integer(Int64(range.upperBound))])
    }
}
