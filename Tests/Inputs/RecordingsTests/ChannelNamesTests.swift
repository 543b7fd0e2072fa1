import TestSupport
import Testing

@testable import Recordings

/// How channels of a recording and rows of a channels file find one another.
@Suite struct ChannelNamesTests {
    @Test(arguments: [
        (["A", "B"], ["A", "B"]), (["A", "A"], ["A-0", "A-1"]),
        (["A", "B", "A", "A"], ["A-0", "B", "A-1", "A-2"]),
        (["A", "A", "A-0"], ["A-0a", "A-1", "A-0"]),
        (["A-0", "A", "A", "A-0a"], ["A-0", "A-0b", "A-1", "A-0a"]),
    ])
    func labelsThatOccurTwiceGetNumbers(labels: [String], names: [String]) {
        #expect(ChannelNames.unique(labels) == names)
    }

    @Test(arguments: [
        "LA1", "EEG LA1", "POL LA1", "SEEG LA1", "ECoG LA1-Ref", "EEG LA1-Ref", "LA1-REF",
        "EEG LA1 - Ref", "EEG LA1-LE", "EEG LA1-Avg", "EEG LA1-G2", "LA1-Org", "iEEG la1 Ref",
    ])
    func kindAndReferenceNeedNotBeThere(label: String) {
        #expect(ChannelNames.bare(label) == "la1")
        #expect(ChannelMatch(rows: ["LA1"], labels: ["X", label]).channels == [[1]])
        #expect(ChannelMatch(rows: [label], labels: ["X", "LA1"]).channels == [[1]])
    }

    @Test(arguments: [
        (["A", "A"], [[0], [1]]), (["A-1", "A-0"], [[1], [0]]), (["A"], [[0, 1]]),
        (["A", "A", "A"], [[0], [1], []]), (["B"], [[]]),
    ])
    func rowsOfOneNameAreAboutChannelsInOrder(rows: [String], channels: [[Int]]) {
        #expect(ChannelMatch(rows: rows, labels: ["A", "A"]).channels == channels)
    }

    @Test func twoChannelsOfOneLabelKeepTheirOwnSamples() throws {
        let folder = try TemporaryFolder()
        var builder = EDFBuilder.plain()
        builder.signals[1].label = "A1"
        let recording = try Recording(opening: folder.write(builder.bytes, to: "a.edf"))
        #expect(recording.channels.map(\.name) == ["A1-0", "A1-1"])
        #expect(try readAll(recording, channels: [0, 1]).values.map(\.[0]) == [0, 10])
        #expect(recording.warnings.count == 1)
    }
}
