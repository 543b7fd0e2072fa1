import Foundation
import Journal
import TestSupport
import Testing

@testable import RunFolder

@Suite("The status of a run")
struct StatusWriterTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private var status: RunStatus {
        var status = RunStatus(device: "hw:1,0", process: 17, start: "2026-11-23T07:15:04")
        status.recording = RunStatus.Recording(
            path: "in.edf", bytesPerSecond: 1_000, reserveBytes: 500_000)
        return status
    }

    @Test("what is written is what was said last, with the room on the disk, and nothing beside it")
    func written() throws {
        let path = folder.file("run")
        let run = try RunFolder(creating: path)
        let writer = try StatusWriter.start(status, in: run) { 2_500_000 }
        writer.update { $0.decisions = 41 }
        writer.update {
            $0.decisions += 1
            $0.state = "armed"
        }
        var clips = ClipCounts()
        (clips.written, clips.replaced, clips.lost) = (7, 3, 1)
        writer.update { [clips] in $0.clips = clips }
        writer.close(endReason: "source ended")
        let read = try RunStatus(folder: path)
        #expect(read.clips == clips && clips.text == "7 written, 3 replaced, 1 lost")
        #expect(read.decisions == 42 && read.state == "armed" && read.endReason == "source ended")
        #expect(read.recording?.freeBytes == 2_500_000 && read.recording?.secondsLeft == 2_000)
        #expect(read.renewed > 0)
        let names = try FileManager.default.contentsOfDirectory(atPath: path).sorted()
        #expect(names == ["journal.jsonl", "status.json"])
    }

    @Test("a status is stale that was not renewed, unless the run has ended")
    func stale() {
        var status = status
        status.renewed = 1_000
        #expect(!status.isStale(atSeconds: 1_004) && status.isStale(atSeconds: 1_006))
        status.endReason = "source ended"
        #expect(!status.isStale(atSeconds: 1_006))
    }

    @Test(
        "what is no status is refused in one line", arguments: ["", "{}", "{\"device\": 3}", "[1]"])
    func refused(text: String) throws {
        try folder.write(text, to: "status.json")
        let error = try #require(throws: JournalError.self) {
            try RunStatus(folder: folder.file("."))
        }
        #expect("\(error)".contains("it is no status of a run"))
        #expect(throws: JournalError.self) { try RunStatus(folder: folder.file("nowhere")) }
    }

    @Test("a later run in the folder leaves no status of the earlier")
    func again() throws {
        let path = folder.file("run")
        do {
            let run = try RunFolder(creating: path)
            try StatusWriter.start(status, in: run) { nil }.close(endReason: "source ended")
            run.release()
        }
        // It has not begun, so nothing is lost with it.
        _ = try RunFolder(creating: path)
        #expect(throws: JournalError.self) { try RunStatus(folder: path) }
    }
}
