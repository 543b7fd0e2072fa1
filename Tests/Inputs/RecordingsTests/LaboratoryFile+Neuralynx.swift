import Foundation
import TestSupport

@testable import Recordings

extension LaboratoryFile {
    static func neuralynxFile(
        _ name: String, hertz: String = "2000", counts: [Int16],
        records: [(time: UInt64, samples: Int)]
    ) -> [UInt8] {
        let header = """
            ######## Neuralynx Data File Header
            ## File Name C:\\CheetahData\\2023-01-31_12-30-15\\\(name).ncs
            -FileType NCS
            -FileVersion 3.4
            -RecordSize 1044

            -ApplicationName Cheetah "5.7.4"
            -TimeCreated 2023/01/31 12:30:15
            -TimeClosed 2023/01/31 12:40:15
            -AcquisitionSystem AcqSystem1 DigitalLynxSX
            -AcqEntName \(name)
            -SamplingFrequency \(hertz)
            -ADMaxValue 32767
            -ADBitVolts 0.000000061035156250000001
            -NumADChannels 1
            -ADChannel \(name.last ?? "0")
            -InputRange 2000
            -InputInverted True
            -DSPLowCutFilterEnabled True
            -DspLowCutFrequency 0.1
            -DSPHighCutFilterEnabled False
            -DspHighCutFrequency 500
            """.replacing("\n", with: "\r\n")
        var bytes = text(header, 16_384)
        var place = 0
        for record in records {
            bytes += little(record.time) + little(UInt32(0)) + little(UInt32(2000))
            bytes += little(UInt32(record.samples))
            for index in 0..<512 {
                bytes += little(index < record.samples ? counts[place + index] : 0)
            }
            place += record.samples
        }
        return bytes
    }

    static func neuralynx(_ folder: TemporaryFolder) throws -> LaboratoryFile {
        try FileManager.default.createDirectory(
            atPath: folder.file("nlx"), withIntermediateDirectories: true)
        let channels = (0..<2).map { counts($0, 1124) }
        let start: UInt64 = 5_000_000_000
        for (name, counts) in zip(["LA1", "LA2"], channels) {
            // 512 + 100 samples, then a gap to frame 2000.
            let bytes = neuralynxFile(
                name, counts: counts,
                records: [(start, 512), (start + 256_000, 100), (start + 1_000_000, 512)])
            try folder.write(bytes, to: "nlx/\(name).ncs")
        }
        let event = text("", 6) + little(start + 250_000) + text("", 42) + text("seizure", 128)
        try folder.write(
            text(
                """
                ######## Neuralynx Data File Header\r
                -FileType Event\r
                -FileVersion 3.4\r
                -RecordSize 184\r
                -ApplicationName Cheetah "5.7.4"\r
                -TimeCreated 2023/01/31 12:30:15\r
                -TimeClosed 2023/01/31 12:40:15\r

                """, 16_384) + event, to: "nlx/Events.nev")
        return LaboratoryFile(
            path: folder.file("nlx"), frames: Array(0..<612) + Array(2000..<2512),
            values: channels.map { $0.map { -0.061035156250000001 * Double($0) } }, hertz: 2000,
            remarks: [(0.25, "seizure")], files: ["nlx/LA1.ncs", "nlx/LA2.ncs", "nlx/Events.nev"])
    }
}
