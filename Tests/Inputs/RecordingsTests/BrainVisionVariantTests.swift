import Foundation
import TestSupport
import Testing

@testable import Recordings

/// BrainVision as recorders and other programs write and people rename it.
@Suite struct BrainVisionVariantTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func write(
        _ builder: BrainVisionBuilder, header: String? = nil, name: String = "rec.vhdr"
    )
        throws -> String
    {
        try folder.write(builder.data, to: "rec.eeg")
        try folder.write(builder.markerText, to: "rec.vmrk")
        return try folder.write(header ?? builder.header, to: name)
    }

    @Test(arguments: [
        "Brain Vision Data Exchange Header File Version 2.0",
        "Brain Vision V-Amp Data Header File Version 1.0",
        "BrainVision Core Data Format Header File Version 1.0",
        "Brain Vision Core Data Format Header File, Version 1.0",
        "\u{FEFF}Brain Vision Data Exchange Header File",
    ])
    func everyMakersTitleIsKnown(title: String) throws {
        let header = BrainVisionBuilder().header.replacing(
            "Brain Vision Data Exchange Header File Version 1.0", with: title)
        let recording = try Recording(opening: write(BrainVisionBuilder(), header: header))
        #expect(recording.channels.count == 3 && recording.warnings == [])
    }

    // MARK: Renamed files

    @Test(arguments: [
        ("other.eeg", "other.vmrk"), ("SHA256E-s80--01.eeg", "SHA256E-s9--4.vmrk"),
        ("REC.EEG", "REC.VMRK"), ("other.dat", "other.amrk"),
    ])
    func filesOfTheHeadersOwnNameStandIn(data: String, markers: String) throws {
        var builder = BrainVisionBuilder()
        (builder.dataFile, builder.markerFile) = (data, markers)
        let recording = try Recording(opening: write(builder))
        #expect(try readAll(recording, channels: [0]).values[0][0] == -2)
        #expect(recording.annotations.map(\.text) == ["New Segment", "seizure"])
        #expect(recording.warnings.count == 2)
        #expect(recording.warnings.allSatisfy { $0.contains("which is not there") })
    }

    @Test func withoutAStandInTheMissingFileIsNamed() throws {
        var builder = BrainVisionBuilder()
        builder.dataFile = "other.eeg"
        let path = try folder.write(builder.header, to: "alone.vhdr")
        #expect(openingError(path)?.file == folder.file("other.eeg"))
    }

    // MARK: Samples as text

    /// Two channels of four frames: 1.5, 2.5, ... and -1.5, -2.5, ...
    private func text(
        _ lines: [String], orientation: String, symbol: String, skipLines: Int, skipColumns: Int,
        lineEnd: String, isEnded: Bool
    ) throws -> Recording {
        let header = """
            Brain Vision Data Exchange Header File Version 1.0
            [Common Infos]
            DataFile=rec.dat
            DataFormat=ASCII
            DataOrientation=\(orientation)
            NumberOfChannels=2
            SamplingInterval=1000
            [ASCII Infos]
            DecimalSymbol=\(symbol)
            SkipLines=\(skipLines)
            SkipColumns=\(skipColumns)
            [Channel Infos]
            Ch1=A,,2,µV
            Ch2=B,,1,mV
            """
        try folder.write(
            lines.joined(separator: lineEnd) + (isEnded ? lineEnd : ""), to: "rec.dat")
        return try Recording(opening: folder.write(header, to: "rec.vhdr"))
    }

    @Test(arguments: ["\n", "\r\n", "\r"], [true, false])
    func textIsReadFrameByFrameOrChannelByChannel(lineEnd: String, isEnded: Bool) throws {
        let multiplexed = try text(
            ["A B", "1,5 -1,5", "2,5\t-2,5", " 3,5  -3,5", "4,5;-4,5"], orientation: "MULTIPLEXED",
            symbol: ",", skipLines: 1, skipColumns: 0, lineEnd: lineEnd, isEnded: isEnded)
        let vectorized = try text(
            ["A 1.5 2.5 3.5 4.5", "B -1.5 -2.5 -3.5 -4.5"], orientation: "VECTORIZED",
            symbol: ".", skipLines: 0, skipColumns: 1, lineEnd: lineEnd, isEnded: isEnded)
        for recording in [multiplexed, vectorized] {
            #expect(recording.warnings == [])
            #expect(recording.durationSeconds == 0.004)
            let values = try readAll(recording, channels: [0, 1]).values
            #expect(values == [[3, 5, 7, 9], [-1500, -2500, -3500, -4500]])
        }
    }

    @Test func textThatEndsInAFrameIsReadAsFarAsItGoes() throws {
        let recording = try text(
            ["1.5 -1.5", "2.5"], orientation: "MULTIPLEXED", symbol: ".", skipLines: 0,
            skipColumns: 0, lineEnd: "\n", isEnded: false)
        #expect(try readAll(recording, channels: [0, 1]).values == [[3], [-1500]])
        #expect(recording.warnings.first?.contains("ends too early") == true)
    }

    @Test(arguments: [["1.5 x"], ["1.5 2.5 3.5"], ["1.5", "2.5 3.5"], ["nan 1"]])
    func textThatIsNoNumberIsNamedWithItsLine(lines: [String]) throws {
        #expect(throws: RecordingError.self) {
            try text(
                lines, orientation: "MULTIPLEXED", symbol: ".", skipLines: 0, skipColumns: 0,
                lineEnd: "\n", isEnded: true)
        }
    }

    // MARK: Segments

    @Test(arguments: ["MULTIPLEXED", "VECTORIZED"])
    func aDatedSegmentFollowsAGap(orientation: String) throws {
        var builder = BrainVisionBuilder()
        builder.orientation = orientation
        builder.markers = [
            "Mk1=New Segment,,1,1,0,20251231235959999000",
            "Mk2=New Segment,,7,1,0,20260101000001000000", "Mk3=Comment,seizure,8,2,0",
        ]
        let recording = try Recording(opening: write(builder))
        #expect(recording.segments.map(\.startSeconds) == [0, 1.001])
        #expect(recording.durationSeconds == 1.003)
        let read = try readAll(recording, channels: [0], capacity: 4)
        #expect(read.frames == Array(0..<6) + Array(2002..<2006))
        #expect(read.values[0] == builder.samples[0].map { Float($0 * 0.5) })
        let onset = try #require(recording.annotations.last?.onsetSeconds)
        #expect(abs(onset - 1.0015) < 1e-9)
        #expect(recording.warnings == [])
    }

    @Test(arguments: [
        "Mk2=New Segment,,7,1,0", "Mk2=New Segment,,7,1,0,00000000000000000000",
        "Mk2=New Segment,,7,1,0,20131207082919000000",
    ])
    func aPauseOfUnknownLengthIsSaid(marker: String) throws {
        var builder = BrainVisionBuilder()
        builder.markers[1] = marker
        let recording = try Recording(opening: write(builder))
        #expect(recording.segments.count == 1)
        #expect(recording.warnings.count == 1)
    }

    // MARK: Lines of a header

    @Test func aPositionOfZeroIsTheFirstFrame() throws {
        var builder = BrainVisionBuilder()
        builder.markers[0] = "Mk1=New Segment,,0,1,0,20131207082920000000"
        let recording = try Recording(opening: write(builder))
        #expect(recording.annotations.map(\.onsetSeconds) == [0, 0.002])
        #expect(recording.startDate == "2013-12-07T08:29:20")
        #expect(recording.warnings == [])
    }

    @Test(arguments: [
        "Ch1=A,,0,5,µV", "Ch1= A , , 0.5 , µV", "Ch1=A,Ref,0,5,µV,more", "Ch1=A,,0.5",
    ])
    func aResolutionMayHaveAComma(line: String) throws {
        var builder = BrainVisionBuilder()
        builder.channelLines[0] = line
        builder.interval = " 500 "
        let recording = try Recording(opening: write(builder))
        #expect(recording.channels[0].name == "A")
        #expect(try readAll(recording, channels: [0]).values[0][0] == -2)
    }
}
