import Foundation
import TestSupport

@testable import Recordings

/// A small recording of one laboratory's format, written here from its description: two channels, three
/// where the format is read beside others', a gap, and a remark where the format has them.
struct LaboratoryFile {
    /// The path to be opened.
    let path: String
    /// Frames from the start, gaps counted.
    let frames: [Int64]
    /// `[channel][frame]`, in microvolts.
    let values: [[Double]]
    let hertz: Double
    var remarks: [(seconds: Double, text: String)] = []
    /// Of the folder: the files that make it up, the one to be spoilt first.
    let files: [String]

    static let names = [
        "persyst", "blackrock", "blackrockPTP", "micromed", "intan", "intanSignals",
        "openEphys", "neuralynx",
    ]

    /// - Parameter channels: LA1 and so on; of Persyst, Open Ephys and Neuralynx always two.
    static func write(
        _ name: String, to folder: TemporaryFolder, channels: Int = 2
    ) throws -> LaboratoryFile {
        switch name {
        case "persyst": try persyst(folder)
        case "blackrock": try blackrock(folder, isPTP: false, channels)
        case "blackrockPTP": try blackrock(folder, isPTP: true, channels)
        case "micromed": try micromed(folder, channels)
        case "intan": try intan(folder, channels)
        case "intanSignals": try intanSignals(folder, channels)
        case "openEphys": try openEphys(folder)
        default: try neuralynx(folder)
        }
    }

    /// Counts that no rule repeats.
    static func counts(_ channel: Int, _ count: Int) -> [Int16] {
        var generator = SplitMix64(seed: UInt64(channel + 1))
        return (0..<count).map { _ in Int16.random(in: -3000...3000, using: &generator) }
    }

    private static func interleaved(_ channels: [[Int16]], _ range: Range<Int>) -> [UInt8] {
        range.flatMap { frame in channels.flatMap { little($0[frame]) } }
    }

    static func little(_ value: some FixedWidthInteger) -> [UInt8] {
        (0..<value.bitWidth / 8).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }

    private static func text(_ text: String, _ width: Int) -> [UInt8] {
        Array(text.utf8) + [UInt8](repeating: 0, count: width - text.utf8.count)
    }

    // MARK: Persyst

    static let layout = """
        [FileInfo]
        File=p.dat
        FileType=Interleaved
        SamplingRate=200
        HeaderLength=0
        Calibration=0.5
        WaveformCount=2
        DataType=0
        [ChannelMap]
        LA1-Ref=1
        LA2-Ref=2
        [SampleTimes]
        0=86399.5
        30=3
        [Patient]
        TestDate=01/31/2023
        TestTime=23:59:59
        BirthDate=01/02/1980
        Sex=
        Hand=
        First=
        Last=
        [Comments]
        0.1,0.25,0,100,seizure
        0.2,0,0,100,after, the gap
        """

    private static func persyst(_ folder: TemporaryFolder) throws -> LaboratoryFile {
        let channels = (0..<2).map { counts($0, 100) }
        try folder.write(
            interleaved(channels, 0..<100), to: "p.dat")
        return LaboratoryFile(
            path: try folder.write(layout, to: "p.lay"),
            frames: Array(0..<30) + Array(700..<770),
            values: channels.map { $0.map { 0.5 * Double($0) } }, hertz: 200,
            remarks: [(0.1, "seizure"), (3.55, "after, the gap")], files: ["p.lay", "p.dat"])
    }

    // MARK: Blackrock

    private static func blackrock(
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

    // MARK: Micromed

    private static func micromed(
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

    // MARK: Intan

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

    private static func intan(
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

    private static func intanSignals(
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

    // MARK: Open Ephys

    static let structure = """
        {"GUI version": "0.6.4", "continuous": [{"folder_name": "Node-100.A/", "sample_rate": 1000.0,
         "source_processor_name": "A", "source_processor_id": 100, "stream_name": "A",
         "num_channels": 2, "channels": [
          {"channel_name": "LA1", "bit_volts": 0.195, "units": "uV"},
          {"channel_name": "LA2", "bit_volts": 0.195, "units": "uV"}]}],
         "events": [{"folder_name": "MessageCenter/", "type": "string", "sample_rate": 1000.0,
          "source_processor": "Message Center", "stream_name": "A", "num_channels": 1,
          "channel_name": "Messages"}], "spikes": []}
        """

    private static func numPy(_ kind: String, _ count: Int, _ content: [UInt8]) -> [UInt8] {
        let text = "{'descr': '\(kind)', 'fortran_order': False, 'shape': (\(count),), }"
        let padded = text.padding(toLength: 117, withPad: " ", startingAt: 0) + "\n"
        return [0x93] + Array("NUMPY".utf8) + [1, 0] + little(UInt16(118)) + Array(padded.utf8)
            + content
    }

    private static func openEphys(_ folder: TemporaryFolder) throws -> LaboratoryFile {
        let root = "experiment1/recording1"
        for part in ["continuous/Node-100.A", "events/MessageCenter"] {
            try FileManager.default.createDirectory(
                atPath: folder.file("\(root)/\(part)"), withIntermediateDirectories: true)
        }
        let channels = (0..<2).map { counts($0, 100) }
        let stream = "\(root)/continuous/Node-100.A"
        let stamps = Array(Int64(7_000)..<7_040) + Array(7_540..<7_600)
        try folder.write(structure, to: "\(root)/structure.oebin")
        try folder.write(interleaved(channels, 0..<100), to: "\(stream)/continuous.dat")
        try folder.write(
            numPy("<i8", 100, stamps.flatMap { little($0) }), to: "\(stream)/sample_numbers.npy")
        let seconds = stamps.flatMap { little((Double($0) / 1000).bitPattern) }
        try folder.write(numPy("<f8", 100, seconds), to: "\(stream)/timestamps.npy")
        let messages = "\(root)/events/MessageCenter"
        try folder.write(numPy("|S8", 1, text("seizure", 8)), to: "\(messages)/text.npy")
        try folder.write(
            numPy("<i8", 1, little(Int64(7_020))), to: "\(messages)/sample_numbers.npy")
        try folder.write(
            numPy("<f8", 1, little(7.02.bitPattern)), to: "\(messages)/timestamps.npy")
        return LaboratoryFile(
            path: folder.file(root), frames: Array(0..<40) + Array(540..<600),
            values: channels.map { $0.map { 0.195 * Double($0) } }, hertz: 1000,
            remarks: [(0.02, "seizure")],
            files: [
                "\(root)/structure.oebin", "\(stream)/continuous.dat",
                "\(stream)/sample_numbers.npy", "\(messages)/text.npy",
                "\(messages)/sample_numbers.npy",
            ])
    }

    // MARK: Neuralynx

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

    private static func neuralynx(_ folder: TemporaryFolder) throws -> LaboratoryFile {
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
