import Foundation
import TestSupport

@testable import Recordings

extension LaboratoryFile {
    private static func qt(_ text: String) -> [UInt8] {
        text.isEmpty
            ? little(UInt32.max)
            : little(UInt32(2 * text.utf16.count)) + text.utf16.flatMap { little($0) }
    }

    /// Version 2.0: amplifiers and, where it is one file, an auxiliary channel, a supply voltage and a
    /// digital input.
    private static func intanHeader(_ amplifiers: Int, isWhole: Bool = true) -> [UInt8] {
        var bytes = IntanHeader.magic + little(Int16(2)) + little(Int16(0))
        bytes += little(Float(1000).bitPattern) + little(Int16(1))
        for value: Float in [1, 0.1, 200, 1, 0.1, 200] { bytes += little(value.bitPattern) }
        bytes += little(Int16(0)) + little(Float(1000).bitPattern) + little(Float(1000).bitPattern)
        bytes += qt("") + qt("") + qt("") + little(Int16(0)) + little(Int16(0)) + qt("n/a")
        bytes +=
            little(Int16(1)) + qt("Port A") + qt("A") + little(Int16(1))
            + little(Int16(amplifiers + (isWhole ? 3 : 0)))
            + little(Int16(amplifiers))
        let others: [(String, String, Int16)] = [
            ("A-AUX1", "A-AUX1", 1), ("A-VDD1", "A-VDD1", 2), ("DIN-0", "DIN-0", 4),
        ]
        let channels = (0..<amplifiers).map {
            (String(format: "A-%03d", $0), "LA\($0 + 1)", Int16(0))
        }
        for (index, channel) in (channels + (isWhole ? others : [])).enumerated() {
            bytes += qt(channel.0) + qt(channel.1) + little(Int16(index)) + little(Int16(index))
            bytes += little(channel.2) + little(Int16(1))
            for _ in 0..<6 { bytes += little(Int16(0)) }
            bytes += little(Float(0).bitPattern) + little(Float(0).bitPattern)
        }
        return bytes
    }

    static func intan(
        _ folder: TemporaryFolder, _ channelCount: Int
    ) throws -> LaboratoryFile {
        let channels = (0..<channelCount).map { counts($0, 384) }
        var bytes = intanHeader(channelCount)
        for (block, stamp) in [Int32(1000), 1128, 2000].enumerated() {
            for frame in 0..<Int32(128) { bytes += little(stamp + frame) }
            for channel in channels {
                for count in channel[128 * block..<128 * (block + 1)] {
                    bytes += little(UInt16(Int(count) + 32_768))
                }
            }
            bytes += [UInt8](repeating: 7, count: 64 + 2 + 256)
        }
        return LaboratoryFile(
            path: try folder.write(bytes, to: "i_230131_123015.rhd"),
            frames: Array(0..<256) + Array(1000..<1128),
            values: channels.map { $0.map { 0.195 * Double($0) } }, hertz: 1000,
            files: ["i_230131_123015.rhd"])
    }

    static func intanSignals(
        _ folder: TemporaryFolder, _ channelCount: Int
    ) throws -> LaboratoryFile {
        let channels = (0..<channelCount).map { counts($0, 100) }
        try folder.write(interleaved(channels, 0..<100), to: "amplifier.dat")
        let stamps = Array(Int32(5)..<45) + Array(545..<605)
        try folder.write(stamps.flatMap { little($0) }, to: "time.dat")
        return LaboratoryFile(
            path: try folder.write(intanHeader(channelCount, isWhole: false), to: "info.rhd"),
            frames: Array(0..<40) + Array(540..<600),
            values: channels.map { $0.map { 0.195 * Double($0) } }, hertz: 1000,
            files: ["info.rhd", "time.dat", "amplifier.dat"])
    }
}
