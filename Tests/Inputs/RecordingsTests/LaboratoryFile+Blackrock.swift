import Foundation
import TestSupport

@testable import Recordings

extension LaboratoryFile {
    static func blackrock(
        _ folder: TemporaryFolder, isPTP: Bool, _ channelCount: Int
    ) throws -> LaboratoryFile {
        let channels = (0..<channelCount).map { counts($0, 100) }
        var bytes = text(isPTP ? "BRSMPGRP" : "NEURALCD", 8) + [isPTP ? 3 : 2, isPTP ? 0 : 3]
        bytes += little(UInt32(314 + channelCount * 66)) + text("1 kS/s", 16) + text("", 256)
        bytes += little(UInt32(30)) + little(UInt32(isPTP ? 1_000_000_000 : 30_000))
        for part: UInt16 in [2023, 1, 2, 31, 12, 30, 15, 0] { bytes += little(part) }
        bytes += little(UInt32(channelCount))
        for number in 1...channelCount {
            bytes += text("CC", 2) + little(UInt16(number)) + text("LA\(number)", 16) + [1, 1]
            for limit: Int16 in [-32764, 32764, -8191, 8191] { bytes += little(limit) }
            bytes += text("uV", 16) + little(UInt32(300)) + little(UInt32(1)) + little(UInt16(1))
            bytes += little(UInt32(250_000)) + little(UInt32(3)) + little(UInt16(1))
        }
        if isPTP {
            for frame in 0..<100 {
                let late = frame < 40 ? 0 : 500
                // The clock is not quite regular.
                let stamp = UInt64(
                    1_700_000_000_000_000_000 + (frame + late) * 1_000_000 + frame % 3 * 900)
                bytes +=
                    [1] + little(stamp) + little(UInt32(1))
                    + interleaved(channels, frame..<frame + 1)
            }
        } else {
            bytes += [1] + little(UInt32(600)) + little(UInt32(40)) + interleaved(channels, 0..<40)
            bytes +=
                [1] + little(UInt32(600 + 540 * 30)) + little(UInt32(60))
                + interleaved(channels, 40..<100)
            var events = text("NEURALEV", 8) + [2, 3] + little(UInt16(1))
            events += little(UInt32(336)) + little(UInt32(104)) + little(UInt32(30_000))
            events += little(UInt32(30_000))
            for part: UInt16 in [2023, 1, 2, 31, 12, 30, 15, 0] { events += little(part) }
            events += text("", 32 + 256) + little(UInt32(0))
            events +=
                little(UInt32(600 + 3000)) + little(UInt16(0xFFFF)) + [0, 0] + little(UInt32(0))
                + text("seizure", 92)
            try folder.write(events, to: "b.nev")
        }
        return LaboratoryFile(
            path: try folder.write(bytes, to: "b.ns2"),
            frames: Array(0..<40) + Array(540..<600),
            values: channels.map { $0.map { 8191.0 / 32764 * Double($0) } }, hertz: 1000,
            remarks: isPTP ? [] : [(0.1, "seizure")], files: ["b.ns2"] + (isPTP ? [] : ["b.nev"]))
    }
}
