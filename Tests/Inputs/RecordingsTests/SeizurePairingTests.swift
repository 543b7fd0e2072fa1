import Testing

@testable import Recordings

@Suite struct SeizurePairingTests {
    private func mark(_ time: Double, _ text: String, _ duration: Double? = nil)
        -> RecordingAnnotation
    {
        RecordingAnnotation(onsetSeconds: time, durationSeconds: duration, text: text)
    }

    private func seizures(_ marks: RecordingAnnotation...) -> [String] {
        pairing(marks).seizures.map { seizure in
            "\(seizure.onsetSeconds)+" + (seizure.durationSeconds.map { "\($0)" } ?? "?")
        }
    }

    private func pairing(_ marks: [RecordingAnnotation]) -> SeizurePairing {
        SeizurePairing(marks) { SeizureNames.standard.reading(of: $0) }
    }

    @Test func aStartIsJoinedWithTheNextEnd() {
        #expect(seizures(mark(2, "sz start"), mark(5, "sz end")) == ["2.0+3.0"])
        #expect(seizures(mark(2, "onset", 4), mark(20, "sz start")) == ["2.0+4.0", "20.0+?"])
    }

    @Test func onsetsNearOneAnotherAreOneSeizure() {
        #expect(
            seizures(mark(43, "EEG onset"), mark(45, "seizure onset"), mark(70, "seizure offset"))
                == ["43.0+27.0"])
        #expect(
            seizures(mark(43, "EEG onset"), mark(45, "pb"), mark(46, "clinical onset"))
                == ["43.0+?"])
        #expect(
            seizures(mark(43, "Seizure 1"), mark(46, "clinical onset"), mark(70, "sz end"))
                == ["43.0+27.0"])
        #expect(seizures(mark(43, "EEG onset"), mark(45, "seizure", 25)) == ["43.0+27.0"])
        // Three, each near the one before.
        #expect(
            seizures(
                mark(0, "EEG onset"), mark(80, "sz onset"), mark(160, "clinical onset"),
                mark(170, "sz end")) == ["0.0+170.0"])
    }

    @Test func onsetsFarApartAreTwo() {
        #expect(
            seizures(mark(45, "sz onset"), mark(200, "sz onset"), mark(220, "sz end"))
                == ["45.0+?", "200.0+20.0"])
        #expect(
            seizures(mark(45, "sz onset"), mark(50, "sz end"), mark(60, "sz onset"))
                == ["45.0+5.0", "60.0+?"])
    }

    @Test func endsNearOneAnotherAreOneToo() {
        #expect(
            seizures(mark(45, "sz onset"), mark(70, "electrographic end"), mark(76, "clinical end"))
                == ["45.0+31.0"])
        // A duration holds.
        #expect(seizures(mark(45, "seizure", 25), mark(76, "sz end")) == ["45.0+25.0"])
        #expect(pairing([mark(45, "seizure", 25), mark(76, "sz end")]).notes == [])
    }

    @Test func whatLiesInsideASeizureIsThatOne() {
        #expect(
            seizures(mark(40, "seizure", 30), mark(45, "clinical onset"), mark(60, "Seizure"))
                == ["40.0+30.0"])
        #expect(seizures(mark(40, "seizure", 30), mark(60, "crise", 40)) == ["40.0+60.0"])
        #expect(
            seizures(mark(40, "seizure", 30), mark(70, "crise", 5)) == ["40.0+30.0", "70.0+5.0"])
    }

    @Test func anEventHasNoEndOfItsOwn() {
        #expect(seizures(mark(2, "Seizure 1"), mark(5, "sz end")) == ["2.0+?"])
        #expect(seizures(mark(3, "seizure", 0)) == ["3.0+?"])
    }

    @Test func whatIsOddIsSaid() {
        #expect(pairing([mark(1, "sz end")]).notes.first?.contains("no start before") == true)
        let long = pairing([mark(0, "sz onset"), mark(5000, "sz end")])
        #expect(long.notes.first?.contains("an end may be missing") == true)
        let doubtful = pairing([mark(1, "SZ?"), mark(2, "SZ?"), mark(3, "seizure pad checked")])
        #expect(doubtful.seizures == [])
        #expect(
            doubtful.notes.first?.hasPrefix(
                "3 annotation(s) name a seizure and are not taken for one: 'SZ?', 'seizure pad checked'"
            )
                == true)
    }

    @Test func tooManyTextsAreCountedNotRead() {
        let marks = (0..<Limits.distinctTextsMax + 5).map { mark(Double($0), "text \($0)") }
        #expect(pairing(marks).notes.first?.hasPrefix("5 annotation(s) were not searched") == true)
    }

    @Test func spansOfSeizuresWithoutAnEnd() {
        let events = ReferenceEvents(
            source: .annotations,
            seizures: [(10.0, nil), (100, 5.0), (200, nil), (390, nil)].map {
                SeizureEvent(onsetSeconds: $0, durationSeconds: $1, label: "")
            })
        let spans = events.spans(recordingSeconds: 400)
        #expect(spans.map(\.endSeconds) == [100, 105, 320, 400])
        #expect(spans.map(\.isEndMarked) == [false, true, false, false])
    }
}
