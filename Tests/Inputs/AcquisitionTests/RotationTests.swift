import Foundation
import Recordings
import Synchronization
import TestSupport
import Testing

@testable import Acquisition

@Suite("A recording in one file after the other")
struct RotationTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func plan(rotate: Int, rate: Int64 = 1_000) throws -> RecordingPlan {
        var plan = RecordingPlan(
            path: folder.file("in.edf"), channelNames: ["A"],
            rate: try #require(SamplingRate(numerator: rate, denominator: 1)),
            scale: InputScale(
                lsbMicrovolts: 0.25, microvoltsPerFullScale: 8_192, framesAveraged: 1),
            framesPerRecord: 20, startDate: "2026-12-31T23:59:57")
        plan.rotateSeconds = rotate
        return plan
    }

    private func put(_ tap: CaptureTap, _ frames: Range<Int64>) {
        guard !frames.isEmpty else { return }
        tap.put(
            frames.map { Int16($0 % 30_000) }, stride: frames.count, frames: frames.count,
            firstFrame: frames.lowerBound)
    }

    /// Index of every frame in a file of these.
    private func indices(_ file: RecordedFile) throws -> [Int64] {
        var reader = try Recording(opening: file.path).makeReader(channels: [0])
        var block = SampleBlock(channelCount: 1, capacityFrames: 4_096)
        var indices: [Int64] = []
        while try reader.read(into: &block) {
            for (offset, value) in block.samples(ofChannel: 0).enumerated() {
                let index = file.firstFrame + block.firstFrame + Int64(offset)
                #expect(Int64((value / 0.25).rounded()) == index % 30_000)
                indices.append(index)
            }
        }
        return indices
    }

    @Test("no frame is lost or doubled between files, wherever a block ends", arguments: 1...20)
    func everyOffset(step: Int) throws {
        let list = FileList()
        let archive = try RecordingArchive.start { list.add($0) }
        let tap = CaptureTap(channelCount: 1, framesPerSlot: 7, frames: 20_000)
        var files = try RecordingFiles(plan(rotate: 2), archive: archive)
        for first in stride(from: Int64(0), to: 7_000, by: step) {
            put(tap, first..<min(7_000, first + Int64(step)))
            if first % 3 == 0 { try files.write(from: tap) }
        }
        try files.write(from: tap)
        let outcome = files.close()
        #expect(outcome.problem == nil && outcome.framesRecorded == 7_000)
        #expect(outcome.filesComplete == 4)
        #expect(try list.all.flatMap(indices) == Array(0..<7_000))
        #expect(list.all.map(\.firstFrame) == [0, 2_000, 4_000, 6_000])
        #expect(list.all.map(\.frames) == [2_000, 2_000, 2_000, 1_000])
        // Over the end of a year.
        #expect(list.all.map(\.path) == list.all.map(\.path).sorted())
        #expect(list.all[2].path.hasSuffix("in_20270101T000001.edf"))
        #expect(try Recording(opening: list.all[2].path).startDate == "2027-01-01T00:00:01")
    }

    @Test("after a gap over a boundary the next file begins at the whole second before its frames")
    func gap() throws {
        let list = FileList()
        let tap = CaptureTap(channelCount: 1, framesPerSlot: 10, frames: 20_000)
        var files = try RecordingFiles(
            plan(rotate: 2), archive: try .start { list.add($0) })
        put(tap, 0..<1_980)
        put(tap, 9_300..<9_900)
        try files.write(from: tap)
        #expect(files.close().framesRecorded == 2_580)
        #expect(list.all.map(\.firstFrame) == [0, 9_300])
        #expect(try list.all.flatMap(indices) == Array(0..<1_980) + Array(9_300..<9_900))
    }

    @Test("what is said late of a moment goes to the file that has it")
    func lateAnnotations() throws {
        let list = FileList()
        let tap = CaptureTap(channelCount: 1, framesPerSlot: 10, frames: 20_000)
        var files = try RecordingFiles(
            plan(rotate: 2), archive: try .start { list.add($0) })
        put(tap, 0..<3_000)
        try files.write(from: tap)
        for seconds in [1.995, 2.0, 2.5] {
            try files.annotate(
                RecordingAnnotation(onsetSeconds: seconds, durationSeconds: nil, text: "\(seconds)")
            )
        }
        _ = files.close()
        let marks = try list.all.map { file in
            try Recording(opening: file.path).annotations.map { "\($0.text) at \($0.onsetSeconds)" }
        }
        #expect(marks == [["1.995 at 1.995"], ["2.0 at 0.0", "2.5 at 0.5"]])
    }

    @Test("what the loop says before its frames reach the disk goes to the file that has them")
    func earlyAnnotations() throws {
        let list = FileList()
        let tap = CaptureTap(channelCount: 1, framesPerSlot: 10, frames: 20_000)
        var files = try RecordingFiles(
            plan(rotate: 2), archive: try .start { list.add($0) })
        put(tap, 0..<1_900)
        try files.write(from: tap)
        for seconds in [1.995, 2.0, 4.5, 6.5] {
            try files.annotate(
                RecordingAnnotation(onsetSeconds: seconds, durationSeconds: nil, text: "\(seconds)")
            )
        }
        put(tap, 1_900..<5_000)
        try files.write(from: tap)
        _ = files.close()
        let marks = try list.all.map { file in
            try Recording(opening: file.path).annotations.map { "\($0.text) at \($0.onsetSeconds)" }
        }
        #expect(marks == [["1.995 at 1.995"], ["2.0 at 0.0"], ["4.5 at 0.5", "6.5 at 2.5"]])
    }

    @Test("another file is begun at the next whole second when it is asked for")
    func asked() throws {
        let list = FileList()
        let asked = Counter()
        let tap = CaptureTap(channelCount: 1, framesPerSlot: 10, frames: 20_000)
        var signals = RecordingFiles.Signals()
        signals.rotations = { asked.value }
        var files = try RecordingFiles(
            plan(rotate: 60), signals, archive: try .start { list.add($0) })
        put(tap, 0..<1_500)
        try files.write(from: tap)
        asked.add()
        asked.add()
        try files.write(from: tap)
        put(tap, 1_500..<5_000)
        try files.write(from: tap)
        #expect(files.close().framesRecorded == 5_000)
        #expect(list.all.map(\.firstFrame) == [0, 2_000])
    }

    @Test("at the disk's reserve the recording ends, whole, and says so")
    func reserve() throws {
        let list = FileList()
        let free = Counter()
        let tap = CaptureTap(channelCount: 1, framesPerSlot: 10, frames: 20_000)
        var plan = try plan(rotate: 60)
        plan.reserve = DiskReserve(bytes: 3_000_000) { free.value == 0 ? 9_000_000 : 2_000_000 }
        var files = try RecordingFiles(plan, archive: try .start { list.add($0) })
        put(tap, 0..<2_000)
        try files.write(from: tap)
        free.add()
        put(tap, 2_000..<4_000)
        var problem: RecordingError?
        do throws(RecordingError) { try files.write(from: tap) } catch { problem = error }
        let found = try #require(problem)
        #expect("\(found)".contains("2 MB are left on its disk, and 3 MB are its reserve"))
        let outcome = files.abandon(because: found)
        #expect(outcome.framesRecorded == 4_000 && outcome.problem == found)
        #expect(try list.all.flatMap(indices) == Array(0..<4_000))
    }

    @Test("a file that cannot be written any more leaves the one before it whole, and on the list")
    func fileBefore() throws {
        let list = FileList()
        let tap = CaptureTap(channelCount: 1, framesPerSlot: 10, frames: 20_000)
        var files = try RecordingFiles(plan(rotate: 2), archive: try .start { list.add($0) })
        put(tap, 0..<3_500)
        try files.write(from: tap)
        let full = RecordingError("in.edf", .cannotWrite(reason: "no space left on device"))
        let outcome = files.abandon(because: full)
        #expect(outcome.framesRecorded == 3_500 && outcome.problem == full)
        #expect(list.all.map(\.firstFrame) == [0] && list.all.map(\.frames) == [2_000])
        #expect(try list.all.flatMap(indices) == Array(0..<2_000))
    }

    @Test("a disk that is too small for the first file is refused before it is begun")
    func tooSmall() throws {
        var plan = try plan(rotate: 3_600)
        plan.reserve = DiskReserve(bytes: 1_000_000) { 20_000_000 }
        let error = try #require(throws: RecordingError.self) {
            try plan.checkRoom(seconds: nil)
        }
        // 50 records a second of 20 samples and 128 bytes of annotations.
        #expect(
            "\(error)".contains(
                "the first file takes 30 MB, and the reserve is 1 MB, but only 20 MB"))
        try plan.checkRoom(seconds: 60)
        plan.reserve = DiskReserve(bytes: 1_000_000) { nil }
        try plan.checkRoom(seconds: nil)
    }

    @Test(
        "what is asked for and what is there never look the same where they differ",
        arguments: [
            ([3_000_000, 2_000_000], ["3 MB", "2 MB"]),
            ([1_400_000, 1_100_000], ["1400 kB", "1100 kB"]),
            ([1_000_000, 45_000], ["1 MB", "45 kB"]),
            ([45_000, 20_480], ["45 kB", "20 kB"]),
            ([1_200_400, 1_200_300], ["1200400 bytes", "1200300 bytes"]),
            ([1_540_000_000, 1_510_000_000], ["1540 MB", "1510 MB"]),
            ([1_500_000_000, 0], ["1.5 GB", "0 bytes"]),
            ([7, 7], ["7 bytes", "7 bytes"]),
        ] as [([Int64], [String])])
    func amounts(bytes: [Int64], texts: [String]) {
        #expect(DiskReserve.texts(bytes) == texts)
    }
}

private final class FileList: Sendable {
    private let files = Mutex<[RecordedFile]>([])

    func add(_ file: RecordedFile) { files.withLock { $0.append(file) } }
    var all: [RecordedFile] { files.withLock { $0 } }
}

private final class Counter: Sendable {
    private let count = Atomic(0)

    func add() { count.add(1, ordering: .relaxed) }
    var value: Int { count.load(ordering: .relaxed) }
}
