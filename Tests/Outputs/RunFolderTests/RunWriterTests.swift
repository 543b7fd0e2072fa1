import Foundation
import Journal
import TestSupport
import Testing

@testable import Pipeline
@testable import RunFolder

/// The thread that writes what grows with a run.
@Suite struct RunWriterTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private static let allowance = JournalEvent.therapyAllowed(
        frame: 4, timeSeconds: 0.02, pulses: 40, chargeMicrocoulombs: 12.8,
        chargePerPulseMicrocoulombs: 0.32)

    /// A disk that has stopped: a pipe that nobody reads from.
    @Test func aStalledDiskHoldsUpTherapiesAndNobodyElse() throws {
        var ends: [Int32] = [0, 0]
        #expect(unsafe pipe(&ends) == 0)
        let full = [UInt8](repeating: 0, count: 1 << 16)
        #expect(unsafe write(ends[1], full, full.count) == full.count)
        let permit = TherapyPermit()
        let writer = try RunWriter.start(
            RunFolder(creating: folder.file("out")),
            journal: JournalWriter(file: ends[1], path: "pipe", flushesEachEvent: true),
            stamps: true, permit: permit)
        writer.put(.allow(Self.allowance, therapies: 1))
        for hop in 0..<10_000 { writer.put(.stamps(hop: Int64(hop), [1, 2], isLate: false)) }
        #expect(permit.therapies == 0 && !permit.isWithdrawn)
        var bytes = [UInt8](repeating: 1, count: 1 << 16)
        while bytes.last != UInt8(ascii: "\n") {
            let count = unsafe read(ends[0], &bytes, bytes.count)
            bytes.removeSubrange(max(0, count)...)
        }
        let outcome = writer.close()
        #expect(permit.therapies == 1)
        #expect(outcome.eventsLost == 0 && outcome.stampsLost == 0 && outcome.problem == nil)
        let lines = try String(contentsOfFile: folder.file("out/stamps.tsv"), encoding: .utf8)
        #expect(lines.split(separator: "\n").count == 10_001)
        close(ends[0])
    }

    /// Therapies do not depend on what is only to be read later.
    @Test func aFileOfLatenciesThatCannotBeWrittenWithdrawsNothing() throws {
        let permit = TherapyPermit()
        let owned = try RunFolder(creating: folder.file("out"))
        try FileManager.default.createDirectory(
            atPath: owned.path + "/latency.tsv", withIntermediateDirectories: false)
        let writer = try RunWriter.start(
            owned, journal: owned.journalWriter(flushesEachEvent: true), stamps: false,
            latencies: true, permit: permit)
        var histogram = LatencyHistogram()
        histogram.record(nanoseconds: 74_000)
        let row = try #require(histogram.row(minute: 0, latency: "compute", late: 0))
        writer.put(.latencies([row, row]))
        writer.put(.allow(Self.allowance, therapies: 1))
        let outcome = writer.close()
        #expect(permit.therapies == 1 && !permit.isWithdrawn)
        #expect(outcome.problem == nil && outcome.latencyRowsLost == 2 && outcome.stampsLost == 0)
        #expect(
            outcome.fileProblem
                == "\(owned.path)/latency.tsv: 2 lines are lost (Is a directory)")
    }

    @Test func aFolderThatIsGoneWithdrawsThePermit() throws {
        let permit = TherapyPermit()
        let owned = try RunFolder(creating: folder.file("out"))
        let writer = try RunWriter.start(
            owned, journal: owned.journalWriter(flushesEachEvent: true), stamps: false,
            permit: permit)
        try FileManager.default.removeItem(atPath: owned.path)
        writer.put(.allow(Self.allowance, therapies: 1))
        let outcome = writer.close()
        #expect(permit.therapies == 0 && permit.isWithdrawn)
        #expect(outcome.problem?.contains("removed") == true)
    }

    @Test func aFullDiskWithdrawsThePermit() throws {
        let permit = TherapyPermit()
        let full = unsafe open("/dev/full", O_WRONLY | O_CLOEXEC)
        let writer = try RunWriter.start(
            RunFolder(creating: folder.file("out")),
            journal: JournalWriter(file: full, path: "full", flushesEachEvent: true),
            stamps: false, permit: permit)
        writer.put(.allow(Self.allowance, therapies: 1))
        let outcome = writer.close()
        #expect(permit.therapies == 0 && permit.isWithdrawn)
        #expect(outcome.eventsLost == 1)
        #expect(outcome.problem?.contains("No space left on device") == true)
    }

    @Test func aHeartbeatComesOnceAMinute() {
        var heartbeat = Heartbeat(fromSeconds: 10)
        let due = stride(from: 10.0, through: 400, by: 0.5).filter {
            // A gap of two minutes and a half.
            ($0 < 200 || $0 > 350) && heartbeat.isDue(atSeconds: $0)
        }
        #expect(due == [70, 130, 190, 350.5, 370])
    }
}
