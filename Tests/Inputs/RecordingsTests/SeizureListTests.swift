import TestSupport
import Testing

@testable import Recordings

/// Lists of seizures in the form of public collections, beside a recording of 2 s.
@Suite struct SeizureListTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func open(
        _ name: String, beside list: String, _ text: String, seconds: Int = 20
    ) throws -> Recording {
        var builder = EDFBuilder.plain()
        (builder.recordCount, builder.writtenRecords) = ("\(seconds)", seconds)
        let path = try folder.write(builder.bytes, to: name)
        try folder.write(text, to: list)
        return try Recording(opening: path)
    }

    private func seizures(_ recording: Recording) -> [String] {
        (recording.referenceEvents?.seizures ?? []).map {
            "\($0.onsetSeconds)+\($0.durationSeconds ?? -1)"
        }
    }

    static let tusz = """
        # version = csv_v1.0.0
        # bname = aaaaaajy_s001_t000
        # duration = 20.00 secs
        # montage_file = 01_tcp_ar_montage.txt
        #
        channel,start_time,stop_time,label,confidence

        """

    @Test func tuszWithOneTerm() throws {
        let text = Self.tusz + "TERM,0.0000,2.5000,bckg,1.0000\nTERM,2.5000,5.0000,seiz,1.0000\n"
        let recording = try open(
            "aaaaaajy_s001_t000.edf", beside: "aaaaaajy_s001_t000.csv_bi", text)
        #expect(seizures(recording) == ["2.5+2.5"])
        #expect(recording.warnings == [])
        #expect(recording.sidePaths == [folder.file("aaaaaajy_s001_t000.csv_bi")])
    }

    @Test func tuszByChannel() throws {
        let rows =
            "FP1-F7,1,3,fnsz,1\nF7-T3,2,6,fnsz,1\nT3-T5,0,9,bckg,1\nFP1-F7,10,11,nesz,1\nFP2-F8,12,13.5,gnsz,1\n"
        let recording = try open(
            "aaaaaajy_s001_t000.edf", beside: "aaaaaajy_s001_t000.csv", Self.tusz + rows)
        #expect(seizures(recording) == ["1.0+5.0", "12.0+1.5"])
    }

    @Test(arguments: ["tse", "tse_bi"]) func tuszBeforeVersion2(ending: String) throws {
        let recording = try open(
            "aaaaaajy_s001_t000.edf", beside: "aaaaaajy_s001_t000.\(ending)",
            "version = tse_v1.0.0\n\n0.0000 2.5000 bckg 1.0000\n2.5000 5.0000 seiz 1.0000\n")
        #expect(seizures(recording) == ["2.5+2.5"])
        #expect(recording.warnings == [])
    }

    /// What is none by the guide is silent; what the guide does not know may be a seizure.
    @Test func tuszLabelsThatNobodyKnowsAreTold() throws {
        let rows = ["bckg", "eyem_musc", "NESZ", "seiz", "glorp", "glorp", "odd", "", "x"]
            .enumerated()
            .map { "TERM,\($0),\($0 + 1),\($1),1\n" }.joined()
        let recording = try open(
            "aaaaaajy_s001_t000.edf", beside: "aaaaaajy_s001_t000.csv_bi", Self.tusz + rows)
        #expect(seizures(recording) == ["3.0+1.0"])
        #expect(recording.warnings.count == 1)
        #expect(
            recording.warnings.first?.hasSuffix(
                "4 row(s) have labels that are not known and were taken for no seizure: 'glorp', 'odd', 'x'"
            )
                == true, "\(recording.warnings)")
    }

    @Test func tuszWithoutASeizureMeansNone() throws {
        let recording = try open(
            "aaaaaajy_s001_t000.edf", beside: "aaaaaajy_s001_t000.csv_bi",
            Self.tusz + "TERM,0,20,bckg,1\n")
        #expect(recording.referenceEvents?.seizures == [])
    }

    @Test func aTableOfAnotherKindIsPassedOver() throws {
        let recording = try open("a.edf", beside: "a.csv", "time,value\n1,2\n")
        #expect(recording.referenceEvents == nil)
        #expect(recording.warnings == [])
    }

    static let summary = """
        Data Sampling Rate: 256 Hz
        *************************

        File Name: chb01_02.edf
        File Start Time: 12:42:57
        File End Time: 13:42:57
        Number of Seizures in File: 0

        File Name: chb01_03.edf
        File Start Time: 23:59:50
        File End Time: 24:00:10
        Number of Seizures in File: 2
        Seizure 1 Start Time:  2 seconds
        Seizure 1 End Time: \t5 seconds
        Seizure 2 Start Time: 12 seconds
        Seizure 2 End Time: 13 seconds

        File Name: chb01_04.edf
        Number of Seizures in File: 1
        Seizure Start Time: 1 seconds
        Seizure End Time: 2 seconds

        """

    @Test(arguments: [
        ("chb01_02.edf", [], 1), ("chb01_03.edf", ["2.0+3.0", "12.0+1.0"], 0),
        ("CHB01_04.EDF", [], 0), ("chb01_05.edf", [], 1),
    ])
    func summaryOfCHBMIT(name: String, expected: [String], warnings: Int) throws {
        let recording = try open(name, beside: "chb01-summary.txt", Self.summary)
        #expect(seizures(recording) == expected)
        #expect(recording.warnings.count == warnings, "\(recording.warnings)")
    }

    @Test func summaryOfAPatientWithLettersInFileNames() throws {
        let text = Self.summary.replacing("chb01_03", with: "chb17a_03")
        let recording = try open("chb17a_03.edf", beside: "chb17-summary.txt", text)
        #expect(seizures(recording) == ["2.0+3.0", "12.0+1.0"])
    }

    static let siena = """
        Sampling Rate: 512 Hz
        Channels in EDF Files:
        Channel 1: Fp1

        Seizure n 1
        File name: PN00-1.edf
        Registration start time: 23.59.55
        Registration end time: 00.00.15
        Seizure start time: 23.59.58
        Seizure end time: 00.00.03

        Seizure n 2
        File name: PN00-2.edf
        Registration start time: 02:18:17
        Seizure start time: 02:18:20
        Seizure end time: 02:18:21

        """

    @Test(arguments: [("PN00-1.edf", ["3.0+5.0"]), ("PN00-2.edf", ["3.0+1.0"])])
    func listOfSiena(name: String, expected: [String]) throws {
        let recording = try open(name, beside: "Seizures-list-PN00.txt", Self.siena)
        #expect(seizures(recording) == expected)
        #expect(recording.warnings == [])
    }

    @Test(arguments: [
        ("a.edf", "a.csv_bi", tusz + "TERM,x,2,seiz,1\n", "line 7: field 'start_time'"),
        ("a.edf", "a.csv_bi", tusz + "TERM,5,2,seiz,1\n", "line 7: field 'stop_time'"),
        ("a.edf", "a.csv_bi", tusz + "TERM,5\n", "line 7: field 'row'"),
        (
            "a.edf", "a.csv_bi", "# version = csv_v1.0.0\n# duration = long\n",
            "line 2: field 'duration'"
        ),
        (
            "chb01_03.edf", "chb01-summary.txt",
            summary.replacing("Time:  2 seconds", with: "Time: soon"),
            "line 13: field 'seizure 1 start time'"
        ),
        (
            "chb01_03.edf", "chb01-summary.txt",
            summary.replacing("Seizure 1 End Time: \t5 seconds\n", with: ""),
            "line 14: field 'seizure 2 start time'"
        ),
        (
            "PN00-1.edf", "Seizures-list-PN00.txt",
            siena.replacing("Seizure start time: 23.59.58", with: "Seizure start time: 23.99.58"),
            "line 9: field 'seizure start time'"
        ),
        (
            "PN00-1.edf", "Seizures-list-PN00.txt",
            siena.replacing("Registration start time: 23.59.55\n", with: ""),
            "line 8: field 'seizure start time'"
        ),
    ])
    func aWrongLineIsNamed(name: String, list: String, text: String, place: String) throws {
        let recording = try open(name, beside: list, text)
        #expect(recording.referenceEvents == nil)
        let warning = try #require(recording.warnings.first { $0.contains(place) })
        #expect(warning.hasSuffix("the file was left out"))
    }

    @Test(arguments: [
        ("a.edf", "a.csv_bi", tusz.replacing("= 20.00", with: "= 300.00")),
        ("chb01_03.edf", "chb01-summary.txt", summary.replacing("24:00:10", with: "25:00:10")),
        ("PN00-1.edf", "Seizures-list-PN00.txt", siena.replacing("00.00.15", with: "01.00.15")),
    ])
    func aListOfAnotherLengthIsPointedOut(name: String, list: String, text: String) throws {
        let recording = try open(name, beside: list, text)
        #expect(recording.warnings.contains { $0.contains("but the recording lasts 20.0 s") })
    }

    // MARK: WFDB

    /// A word of a type and an interval.
    private static func word(_ type: Int, _ interval: Int) -> [UInt8] {
        let word = type << 10 | interval
        return [UInt8(word & 0xFF), UInt8(word >> 8)]
    }

    /// As WFDB writes `[` at sample 8 and `]` at sample 2008, with a note and an interval over 1,023.
    static let annotations: [UInt8] =
        word(32, 8) + word(63, 3) + Array("abc\0".utf8) + word(61, 7) + word(59, 0)
        + [0, 0, 0xD0, 0x07] + word(33, 0) + [0, 0]

    private func openWFDB(_ bytes: [UInt8]) throws -> Recording {
        var builder = EDFBuilder.plain()
        (builder.recordCount, builder.writtenRecords) = ("600", 600)
        try folder.write(bytes, to: "chb01_03.edf.seizures")
        return try Recording(opening: folder.write(builder.bytes, to: "chb01_03.edf"))
    }

    @Test func annotationsOfWFDB() throws {
        // Four samples a second.
        let recording = try openWFDB(Self.annotations)
        #expect(seizures(recording) == ["2.0+500.0"])
        #expect(recording.warnings == [])
        let note = Array("## time resolution: 8".utf8)
        let finer =
            Self.word(22, 0) + Self.word(63, note.count) + note + [0] + Self.annotations
        #expect(seizures(try openWFDB(finer)) == ["1.0+250.0"])
    }

    @Test(arguments: [[], [0, 0], word(22, 5)])
    func annotationsOfWFDBWithoutASeizure(bytes: [UInt8]) throws {
        #expect(try openWFDB(bytes).referenceEvents?.seizures == [])
    }

    @Test(arguments: [
        Array(annotations.prefix(9)), Array(annotations.prefix(15)), word(33, 1),
        word(32, 1) + word(32, 1), word(32, 1), word(63, 1000), [7],
        word(32, 1) + word(59, 0) + [0xFF, 0xFF, 0, 0] + word(33, 0),
    ])
    func spoiltAnnotationsOfWFDB(bytes: [UInt8]) throws {
        let recording = try openWFDB(bytes)
        #expect(recording.referenceEvents == nil)
        #expect(recording.warnings.first?.contains("chb01_03.edf.seizures: byte ") == true)
    }
}
