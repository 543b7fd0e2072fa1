import TestSupport
import Testing

@testable import Recordings

@Suite struct SideFileTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func open(channels: String? = nil, events: String? = nil) throws -> Recording {
        if let channels { try folder.write(channels, to: "sub-01_run-01_channels.tsv") }
        if let events { try folder.write(events, to: "sub-01_run-01_events.tsv") }
        let builder = EDFBuilder.plus(lists: [
            "+0\u{14}\u{14}\0+0.5\u{14}seizure\u{14}\0", "+1\u{14}\u{14}\0",
        ])
        return try Recording(opening: folder.write(builder.bytes, to: "sub-01_run-01_ieeg.edf"))
    }

    @Test func channelsTableGivesTypeAndStatus() throws {
        let recording = try open(
            channels:
                "\u{FEFF}name\ttype\tunits\tstatus\r\nA2\tseeg\tuV\tbad\r\nA1\tECOG\tuV\tgood\r\n")
        #expect(recording.channels.map(\.type) == ["ECOG", "SEEG"])
        #expect(recording.channels.map(\.status) == [.good, .bad])
        #expect(recording.warnings == [])
    }

    @Test func channelsTableMayBePartialOrStrange() throws {
        let recording = try open(
            channels: "name\ttype\tstatus\nA1\tn/a\tn/a\nZ9\tECOG\tgood\nshort\n")
        #expect(recording.channels.map(\.type) == [nil, nil])
        #expect(recording.channels.map(\.status) == [.unknown, .unknown])
        #expect(recording.warnings.count == 2)
    }

    @Test(arguments: ["", "type\tstatus\nECOG\tgood\n", "\0\0\0", "name"])
    func uselessChannelsTablesOnlyWarn(text: String) throws {
        let recording = try open(channels: text)
        #expect(recording.channels.map(\.status) == [.unknown, .unknown])
        #expect(recording.warnings.count == (text == "name" ? 0 : 1))
    }

    static let szcoreHeader =
        "onset\tduration\teventType\tconfidence\tchannels\tdateTime\trecordingDuration\n"

    @Test func szcoreEventsComeBeforeAnnotations() throws {
        let recording = try open(
            events: Self.szcoreHeader
                + "1.5\t0.25\tsz_foc_ia\tn/a\tn/a\t2000-01-01 00:00:00\t2\n"
                + "0\t1\tbckg\tn/a\tn/a\t2000-01-01 00:00:00\t2\n"
                + "9\t1\tsz\tn/a\tn/a\t2000-01-01 00:00:00\t2\n")
        let events = try #require(recording.referenceEvents)
        #expect(
            events.source == .eventsFile(path: folder.file("sub-01_run-01_events.tsv")))
        #expect(
            events.seizures == [
                SeizureEvent(onsetSeconds: 1.5, durationSeconds: 0.25, label: "sz_foc_ia")
            ])
        #expect(events.outside.map(\.onsetSeconds) == [9])
        #expect(recording.warnings.count == 1)
    }

    @Test func szcoreWithoutSeizureIsAReferenceAllTheSame() throws {
        let recording = try open(
            events: Self.szcoreHeader + "0\t2\tbckg\tn/a\tn/a\t2000-01-01 00:00:00\t2\n")
        #expect(recording.referenceEvents?.seizures == [])
    }

    @Test func bidsEventsCountWhenTheyNameASeizure() throws {
        let recording = try open(
            events: "onset\tduration\ttrial_type\n0.25\t0\tsz start\n1\tn/a\tSZ end\n")
        #expect(
            recording.referenceEvents?.seizures == [
                SeizureEvent(onsetSeconds: 0.25, durationSeconds: 0.75, label: "sz start")
            ])
    }

    @Test func otherBidsEventsLeaveTheAnnotations() throws {
        let recording = try open(events: "onset\tduration\ttrial_type\n0.25\t0\tripple\n")
        #expect(recording.referenceEvents?.source == .annotations)
        #expect(recording.referenceEvents?.seizures.map(\.onsetSeconds) == [0.5])
    }

    @Test(arguments: [
        "onset\tduration\nx\ty\n", "duration\teventType\n1\tsz\n", "",
        "onset\tduration\teventType\nnan\t1\tsz\n", "onset\tduration\teventType\n1\t-1\tsz\n",
        "onset\tduration\teventType\n1\t1\n", "onset\tduration\teventType\n1e300\t1\tsz\n",
    ])
    func brokenEventsGiveAWarning(text: String) throws {
        let recording = try open(events: text)
        #expect(recording.warnings.count == 1)
        #expect(recording.referenceEvents?.seizures.contains { $0.label == "sz" } != true)
    }

    @Test func aReplacedListOfNamesIsUsed() throws {
        let recording = try open()
        let names = try SeizureNames(parsing: "event: something else")
        #expect(recording.referenceEvents(names: names) == nil)
        #expect(recording.referenceEvents?.seizures.count == 1)
    }
}
