import Foundation
import TestSupport

@testable import Recordings

extension LaboratoryFile {
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

    static func persyst(_ folder: TemporaryFolder) throws -> LaboratoryFile {
        let channels = (0..<2).map { counts($0, 100) }
        try folder.write(
            interleaved(channels, 0..<100), to: "p.dat")
        return LaboratoryFile(
            path: try folder.write(layout, to: "p.lay"),
            frames: Array(0..<30) + Array(700..<770),
            values: channels.map { $0.map { 0.5 * Double($0) } }, hertz: 200,
            remarks: [(0.1, "seizure"), (3.55, "after, the gap")], files: ["p.lay", "p.dat"])
    }
}
