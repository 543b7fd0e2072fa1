import Foundation
import TestSupport
import Testing

@testable import Recordings

/// Nothing that may tell who was recorded, and when, is left in a file that is written.
@Suite struct AnonymisingTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// Whatever of the person and the day the source holds, in each of its places.
    private static let secrets = [
        "Mustermann", "Erika", "1964", "12-AUG", "MCH-0234567", "Dr Quill", "NihonKohden",
        "Charité",
        "2011", "14-MAR", "14.03.11", "20110314", "bedside", "mother", "JE9", "confused", "Frau",
        "Klinik", "secret",
    ]

    private func sourceEDF() throws -> String {
        var builder = EDFBuilder.plus(
            lists: [
                "+0\u{14}\u{14}\0+0.1\u{14}Frau Mustermann is confused\u{14}\0",
                "+1\u{14}\u{14}\0+1\u{14}Seizure #3 onset@@JE9\u{14}\0+1.1\u{14}mother at bedside\u{14}\0",
                "+2\u{14}\u{14}\0+2\u{14}Anfallsende\u{14}\0+2.1\u{15}0.5\u{14}SZ?\u{14}\0",
            ], slot: 120)
        builder.recording = "Startdate 14-MAR-2011 MCH-0234567 Dr_Quill NihonKohden"
        (builder.date, builder.time) = ("14.03.11", "23.20.30")
        builder.signals[0].transducer = "Charité depth, Frau Mustermann"
        builder.signals[0].prefiltering = "HP:0.1Hz LP:75Hz N:50Hz"
        builder.signals[1].prefiltering = "as Dr Quill wants"
        builder.signals[1].unit = "Erika"
        var bytes = builder.bytes
        let patient = Array("MCH-0234567 F 12-AUG-1964 Erika_Mustermann".utf8)
        bytes.replaceSubrange(8..<8 + patient.count, with: patient)
        return try folder.write(bytes, to: "Mustermann.edf")
    }

    private func sourceBrainVision() throws -> String {
        var builder = BrainVisionBuilder()
        builder.channelLines[2] = "Ch3=Temp,secret,0.1,Charité"
        builder.extraCommon = "; Erika Mustermann, 12-AUG-1964, Klinik secret"
        builder.markers = [
            "Mk1=New Segment,,1,1,0,20110314232030000000",
            "Mk2=Comment,Seizure #3 onset JE 9,2,1,0",
            "Mk3=Comment,mother at bedside,3,1,0", "Mk4=Comment,Anfallsende,4,1,0",
        ]
        return try builder.write(to: folder, name: "Mustermann")
    }

    private func convert(_ source: String, _ name: String, seed: UInt64 = 1) throws
        -> Conversion.Outcome
    {
        var options = Conversion.Options()
        (options.anonymises, options.overwrites) = (true, true)
        var generator = SplitMix64(seed: seed)
        let out = folder.file("out")
        try FileManager.default.createDirectory(atPath: out, withIntermediateDirectories: true)
        return try #require(
            try Conversion(Recording(opening: source), to: "\(out)/\(name)", options)
                .run(using: &generator, progress: { _ in }, isStopped: { false }))
    }

    private func isIn(_ text: String, _ bytes: [UInt8]) -> Bool {
        // In any case, in UTF-8 and in Latin-1.
        let lower = bytes.map { $0 >= 0x41 && $0 <= 0x5A ? $0 | 0x20 : $0 }
        let forms = [
            Array(text.lowercased().utf8), text.lowercased().unicodeScalars.map { UInt8($0.value) },
        ]
        return forms.contains { form in
            lower.indices.dropLast(form.count - 1).contains { start in
                lower[start..<start + form.count].elementsEqual(form)
            }
        }
    }

    @Test(arguments: ["edf", "vhdr"], ["a.edf", "a.vhdr"])
    func noByteOfItIsLeft(source kind: String, name: String) throws {
        let source = kind == "edf" ? try sourceEDF() : try sourceBrainVision()
        try folder.write(
            "onset\tduration\ttrial_type\n0.5\t0\tFrau Mustermann confused\n0.6\t0\tseizure secret\n",
            to: "Mustermann_events.tsv")
        try folder.write(
            "name\ttype\tunits\tstatus\tstatus_description\nA1\tSEEG\tuV\tbad\tKlinik secret\n"
                + "A2\tmother's\tErika\tgood\tn/a\nLA2\tDr Quill\tErika\tgood\tn/a\n",
            to: "Mustermann_channels.tsv")
        let seed: UInt64 = 7
        let outcome = try convert(source, name, seed: seed)
        // The source really holds what is looked for.
        let inputs = try FileManager.default.contentsOfDirectory(atPath: folder.path)
            .filter { $0 != "out" }
        let given = try inputs.flatMap {
            try [UInt8](Data(contentsOf: URL(filePath: folder.file($0))))
        }
        let looked = Self.secrets.filter { isIn($0, given) }
        #expect(looked.count >= 9)
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.file("out"))
        #expect(files.count == outcome.files.count)
        for file in files {
            let bytes = try [UInt8](Data(contentsOf: URL(filePath: folder.file("out/\(file)"))))
            for secret in Self.secrets {
                #expect(!isIn(secret, bytes), "\(secret) is left in \(file)")
                #expect(!file.contains(secret))
            }
        }
        for note in outcome.notes {
            #expect(!Self.secrets.contains { note.contains($0) }, "\(note)")
        }
    }

    @Test func aNameThatRepeatsTheRecordingsIsPointedOut() throws {
        let source = try sourceEDF()
        #expect(try !convert(source, "a.edf").notes.contains { $0.contains("repeats") })
        #expect(try convert(source, "new_mustermann.edf").notes.contains { $0.contains("repeats") })
    }

    @Test(arguments: ["a.edf", "a.vhdr"])
    func marksOfSeizuresStayInNeutralWords(name: String) throws {
        _ = try convert(sourceEDF(), name)
        let copy = try Recording(opening: folder.file("out/\(name)"))
        let texts = copy.annotations.map(\.text).filter { $0 != "New Segment" }
        #expect(texts == ["seizure onset", "seizure offset"])
        #expect(copy.referenceEvents?.seizures.map(\.onsetSeconds) == [1])
        #expect(copy.referenceEvents?.seizures.map(\.durationSeconds) == [1])
    }

    @Test func theDayMovesTheTimeOfDayStays() throws {
        let source = try sourceEDF()
        var days: Set<String> = []
        for seed in 0..<20 as Range<UInt64> {
            _ = try convert(source, "a.edf", seed: seed)
            let start = try #require(Recording(opening: folder.file("out/a.edf")).startDate)
            #expect(start.hasSuffix("T23:20:30"))
            days.insert(start)
        }
        #expect(days.count == 20)
        #expect(!days.contains { $0.hasPrefix("2011-03-14") })
    }

    @Test func everyFileOfACallMovesAlike() throws {
        let lists = (0..<4).map { "+\($0 < 2 ? $0 : $0 + 100)\u{14}\u{14}\0" }
        let source = try folder.write(EDFBuilder.plus("EDF+D", lists: lists).bytes, to: "in.edf")
        _ = try convert(source, "a.vhdr")
        let text = try String(contentsOfFile: folder.file("out/a.vmrk"), encoding: .utf8)
        let dates = text.split(separator: "\r\n").filter { $0.contains("New Segment") }
            .compactMap { $0.split(separator: ",").last.map(String.init) }
            .compactMap(BrainVisionDigits.init)
        #expect(dates.count == 2)
        #expect(dates[1].seconds - dates[0].seconds == 102)
    }

    @Test(arguments: [
        "HP:0.1Hz LP:75Hz", "HP:DC", "N:50Hz", "", "0.5-70 Hz", "by Dr Quill", "HP:Erika",
    ])
    func filtersStayAndWordsGo(text: String) {
        let isKept = !text.contains("Quill") && !text.contains("Erika") && !text.contains("DC")
        #expect(ChannelText.filters(text) == (isKept ? text : ""))
    }

    @Test(arguments: [
        ("1970-01-01T00:00:00", 0), ("1985-01-01T00:00:00", 473_385_600),
        ("2000-02-29T23:59:59", 951_868_799), ("2084-12-31T23:59:59", 3_629_145_599),
        ("1969-12-31T23:59:58", -2),
    ])
    func datesCount(text: String, seconds: Int64) {
        #expect(RecordingDate(text)?.seconds == seconds)
        #expect(RecordingDate(seconds: seconds).text == text)
    }
}

/// A date of a marker, as seconds.
private struct BrainVisionDigits {
    let seconds: Int64

    init?(_ digits: String) {
        let parts = [4, 2, 2, 2, 2, 2].reduce(into: (rest: digits[...], parts: [String]())) {
            $0.parts.append(String($0.rest.prefix($1)))
            $0.rest = $0.rest.dropFirst($1)
        }.parts
        guard
            let date = RecordingDate(
                parts[0...2].joined(separator: "-") + "T" + parts[3...5].joined(separator: ":"))
        else { return nil }
        seconds = date.seconds
    }
}
