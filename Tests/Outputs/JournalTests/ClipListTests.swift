import Foundation
import Testing

@testable import Journal

@Suite("The clips of a run in their folder")
struct ClipListTests {
    private let folder: TestFolder

    init() throws { folder = try TestFolder() }

    private func clip(_ number: Int, annotated: Bool = false) throws -> ClipList.Clip {
        let clip = ClipList.Clip(
            file: "clips/clip_0000\(number).edf", reason: "detection \(number)",
            onsetSeconds: Double(number), durationSeconds: 2.5, firstFrame: Int64(number) * 100,
            frames: 250, ending: "whole", isAnnotated: annotated)
        try Data("clip \(number)".utf8).write(to: URL(fileURLWithPath: staged(number)))
        return clip
    }

    private func staged(_ number: Int) -> String { "\(folder.url.path)/clips/staged\(number)" }

    private var files: [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: "\(folder.url.path)/clips")) ?? [])
            .sorted()
    }

    private func list(most: Int) throws -> ClipList {
        try FileManager.default.createDirectory(
            atPath: "\(folder.url.path)/clips", withIntermediateDirectories: true)
        return ClipList(in: folder.url.path, most: most)
    }

    private var lines: [[String]] {
        get throws {
            try String(contentsOfFile: "\(folder.url.path)/clips.tsv", encoding: .utf8)
                .split(separator: "\n").map { $0.split(separator: "\t").map(String.init) }
        }
    }

    @Test(
        "the newest replaces the oldest that is not annotated",
        arguments: [
            ([], 1, .free), ([false, false], 3, .free), ([false, false], 2, .inPlaceOf(0)),
            ([true, false, false], 3, .inPlaceOf(1)), ([true, true], 2, .full),
        ] as [([Bool], Int, ClipList.Room)])
    func rule(annotated: [Bool], most: Int, room: ClipList.Room) {
        #expect(ClipList.room(annotated: annotated, most: most) == room)
    }

    @Test("there are never more than were asked for, and annotated ones stay")
    func replaces() throws {
        var list = try list(most: 3)
        try list.write()
        #expect(try lines.count == 1)
        var removed: [Int64] = []
        for number in 1...6 {
            let gone = try list.add(
                clip(number, annotated: number == 2), stagedAt: staged(number))
            if let gone { removed.append(gone.firstFrame / 100) }
            #expect(files.count == min(number, 3))
        }
        #expect(removed == [1, 3, 4])
        #expect(files == ["clip_00002.edf", "clip_00005.edf", "clip_00006.edf"])
        let rows = try lines
        #expect(
            rows[0] == [
                "sha256", "file", "bytes", "reason", "onset", "duration", "first_frame", "frames",
                "ending", "annotated",
            ])
        #expect(rows.dropFirst().map { $0[1] } == files.map { "clips/\($0)" })
        // printf 'clip 2' | sha256sum
        #expect(
            rows[1] == [
                rows[1][0], "clips/clip_00002.edf", "6", "detection 2", "2.000000", "2.500000",
                "200", "250", "whole", "1",
            ])
        #expect(rows[1][0].count == 64)
    }

    @Test("what is said of the channels goes with its clip")
    func sideFiles() throws {
        var list = try list(most: 1)
        var first = try clip(1)
        first.sideFile = "clips/clip_00001_channels.tsv"
        try Data("name".utf8).write(
            to: URL(fileURLWithPath: "\(folder.url.path)/clips/clip_00001_channels.tsv"))
        _ = try list.add(first, stagedAt: staged(1))
        _ = try list.add(clip(2), stagedAt: staged(2))
        #expect(files == ["clip_00002.edf"])
    }

    @Test("where all are annotated there is no room")
    func full() throws {
        var list = try list(most: 1)
        _ = try list.add(clip(1, annotated: true), stagedAt: staged(1))
        #expect(list.room == .full)
    }
}
