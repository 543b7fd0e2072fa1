import Testing

@testable import Recordings

@Suite struct SeizureNamesTests {
    @Test(arguments: [
        "seizure", "Seizure", " SEIZURE ", "sz", "SZ", "SZ 2P", "SZ EVENT # (EEG SZ)",
        "SZ EVENT 12 (EEG SZ)", "sz_foc_ia", "sz_gen_m_tonicClonic", "seizure 3", "SZ 2P      ",
    ])
    func events(text: String) { #expect(SeizureNames.standard.kind(of: text) == .event) }

    @Test(arguments: ["SZ Start", "eeg sz start", "onset", "Seizure  onset", "EEG onset"])
    func starts(text: String) { #expect(SeizureNames.standard.kind(of: text) == .start) }

    @Test(arguments: ["SZ End", "eeg sz end", "offset"])
    func ends(text: String) { #expect(SeizureNames.standard.kind(of: text) == .end) }

    @Test(arguments: [
        "no seizure", "seizure-free", "dsz", "dsz 2", "onset of sleep", "sleep onset", "", " ", "s",
        "sz 2px", "sz # (eeg", "@SeizureDetected(Per", "1st change", "SZ EVENT (EEG SZ)",
        "post seizure", "bckg", "event: seizure", "Segment: REC START",
    ])
    func others(text: String) { #expect(SeizureNames.standard.kind(of: text) == nil) }

    @Test func standardListParsesAsAUsersListWould() throws {
        #expect(try SeizureNames(parsing: SeizureNames.standardText) == .standard)
    }

    @Test func aListOfOnesOwn() throws {
        let names = try SeizureNames(
            parsing: "# a comment\n// another\n#\n\n EVENT:  Anfall  # \r\nstart:#\nend: * ende*\n")
        #expect(names.kind(of: "anfall 17") == .event)
        #expect(names.kind(of: "anfall") == nil)
        #expect(names.kind(of: "42") == .start)
        #expect(names.kind(of: "das ende naht") == .end)
        #expect(names.kind(of: "ende") == nil)
    }

    @Test(arguments: ["seizure", "event:", "event:  ", "begin: x", "#x", ": x"])
    func aWrongLineIsNamed(line: String) {
        var position: RecordingError.Position?
        do throws(RecordingError) {
            _ = try SeizureNames(parsing: "event: a\n\n" + line)
        } catch {
            position = error.position
        }
        #expect(position == .line(3))
    }

    @Test func manyWildcardsStayCheap() {
        let pattern = NamePattern(String(repeating: "*a", count: 400) + "b")
        #expect(!pattern.matches([UInt8](repeating: UInt8(ascii: "a"), count: 1000)))
    }

    @Test func startsAndEndsArePaired() {
        func mark(_ time: Double, _ text: String, _ duration: Double? = nil) -> RecordingAnnotation
        {
            RecordingAnnotation(onsetSeconds: time, durationSeconds: duration, text: text)
        }
        let pairing = SeizurePairing([
            mark(1, "sz end"), mark(2, "sz start"), mark(3, "seizure", 0), mark(5, "sz end"),
            mark(6, "onset"), mark(7, "sz start"), mark(8, "onset", 4), mark(20, "sz start"),
        ]) { SeizureNames.standard.kind(of: $0) }
        #expect(pairing.seizures.map(\.onsetSeconds) == [2, 3, 6, 7, 8, 20])
        #expect(pairing.seizures.map(\.durationSeconds) == [3, nil, nil, nil, 4, nil])
        #expect(pairing.notes.count == 1)
    }
}
