import Foundation
import TestSupport

@testable import Recordings

extension LaboratoryFile {
    static func micromed(
        _ folder: TemporaryFolder, _ channelCount: Int
    ) throws -> LaboratoryFile {
        let channels = (0..<channelCount).map { counts($0, 100) }
        let zones = [
            "ORDER", "LABCOD", "NOTE", "FLAGS", "TRONCA", "IMPED_B", "IMPED_E", "MONTAGE",
            "COMPRESS", "AVERAGE", "HISTORY", "DVIDEO", "EVENT A", "EVENT B", "TRIGGER",
        ]
        var bytes = text("* MICROMED  Brain-Quick file *", 32)
        bytes += [UInt8](repeating: 0, count: 640 - 32)
        bytes.replaceSubrange(128..<134, with: [31, 1, 123, 12, 30, 15])
        bytes[175] = 4
        var places: [String: (Int, [UInt8])] = [
            "ORDER": (0, little(UInt16(0)) + (2...channelCount).flatMap { little(UInt16($0)) }),
            "TRONCA": (
                0,
                little(UInt32(1000)) + little(UInt32(0)) + little(UInt32(1540)) + little(UInt32(40))
                    + text("", 16)
            ),
            "NOTE": (0, little(UInt32(50)) + text("seizure", 40) + text("", 44)),
            "TRIGGER": (0, text("", 12)), "EVENT A": (0, text("", 24)),
            "EVENT B": (0, text("", 24)),
        ]
        var codes: [UInt8] = []
        for name in ["LA1", "unused"] + (2...channelCount).map({ "LA\($0)" }) {
            var entry = [UInt8](repeating: 0, count: 128)
            entry.replaceSubrange(2..<2 + name.utf8.count, with: name.utf8)
            entry.replaceSubrange(8..<10, with: "G2".utf8)
            for (at, value) in [(14, 0), (18, 65_535), (22, 32_768), (26, -3_200), (30, 3_200)] {
                entry.put(Int32(value), at: at)
            }
            entry.put(UInt16(2), at: 44)
            codes += entry
        }
        places["LABCOD"] = (0, codes)
        for (index, zone) in zones.enumerated() {
            let content = places[zone]?.1 ?? []
            let name = zone.padding(toLength: 8, withPad: " ", startingAt: 0)
            bytes.replaceSubrange((176 + 16 * index)..<(184 + 16 * index), with: name.utf8)
            bytes.put(UInt32(bytes.count), at: 184 + 16 * index)
            bytes.put(UInt32(content.count), at: 188 + 16 * index)
            bytes += content
        }
        bytes.put(UInt32(bytes.count), at: 138)
        for (at, value) in [(142, channelCount), (144, 2 * channelCount), (146, 128), (148, 2)] {
            bytes.put(UInt16(value), at: at)
        }
        bytes += (0..<100).flatMap { frame in
            channels.flatMap { little(UInt16(Int($0[frame]) + 32_768)) }
        }
        return LaboratoryFile(
            path: try folder.write(bytes, to: "m.TRC"), frames: Array(0..<40) + Array(540..<600),
            values: channels.map { $0.map { 6_400.0 / 65_536 * Double($0) } }, hertz: 256,
            remarks: [(550.0 / 256, "seizure")], files: ["m.TRC"])
    }
}
