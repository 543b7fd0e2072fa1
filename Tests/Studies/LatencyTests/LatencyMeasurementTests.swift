import Foundation
import Journal
import Planning
import Recordings
import SignalSources
import TestSupport
import Testing

@testable import Latency

/// What a comparison takes from a file, and what it refuses.
@Suite struct LatencyMeasurementTests {
    private let folder: TemporaryFolder
    private static let job = LatencyJob(
        channels: 8, rateHertz: 512, hopFrames: 8, signal: .generated)

    init() throws { folder = try TemporaryFolder() }

    private static func json(
        _ changes: [String: JSONValue] = [:], without absent: String? = nil
    ) -> String {
        let segment = JSONValue.object([
            .init("compute", .text("57344:60 58368:4")), .init("floor", .text("36352:64")),
        ])
        let members: [(String, JSONValue)] = [
            ("programVersion", .text("1.2")), ("channels", .integer(8)),
            ("samplingRateHertz", .integer(512)), ("hopFrames", .integer(8)),
            ("computeLatencyMicroseconds", .object([.init("p50", .number(57.4))])),
            ("signal", .text("generated")), ("segmentFormat", .integer(1)),
            ("segments", .list(Array(repeating: segment, count: 12))),
        ]
        return JSONValue.object(
            members.filter { $0.0 != absent }.map { .init($0.0, changes[$0.0] ?? $0.1) }
        ).pretty
    }

    private func problem(_ text: String) throws -> String {
        let path = try folder.write(text, to: "other.json")
        do {
            try LatencyMeasurement(contentsOf: path).check(against: Self.job)
        } catch let error as LatencyFileError {
            #expect(!error.description.contains("\n") && error.description.hasPrefix(path + ": "))
            return String(error.description.dropFirst(path.count + 2))
        }
        return "none"
    }

    @Test func aMeasurementOfTheSameJobIsTaken() throws {
        #expect(try problem(Self.json()) == "none")
    }

    @Test func whatIsNoMeasurementIsRefused() throws {
        let words = "is no measurement; `quench bench latency --json` writes one"
        #expect(try problem("") == words)
        #expect(try problem("{\"channels\": 8}") == words)
        #expect(try problem(Self.json().replacing("57.4", with: "57.4.1")) == words)
        #expect(try problem(Self.json(without: "hopFrames")) == words)
        #expect(throws: LatencyFileError.self) {
            try LatencyMeasurement(contentsOf: folder.file("absent.json"))
        }
    }

    @Test func anotherVersionIsRefused() throws {
        let words = "is of another version (1.2), whose segments cannot be read; measure again"
        #expect(try problem(Self.json(without: "segments")) == words)
        #expect(try problem(Self.json(["segmentFormat": .integer(2)])) == words)
        #expect(try problem(Self.json(["signal": .text("imagined")])) == words)
    }

    @Test func anotherJobIsRefused() throws {
        #expect(
            try problem(Self.json(["channels": .integer(16)]))
                == "measures another job, 16 channels at 512 Hz, 8 frames a decision, on a "
                + "generated signal, and not 8 channels at 512 Hz, 8 frames a decision, on a "
                + "generated signal")
        for (name, value) in [
            ("samplingRateHertz", JSONValue.number(512.5)), ("hopFrames", .integer(16)),
            ("signal", .text("device")),
        ] {
            #expect(try problem(Self.json([name: value])).hasPrefix("measures another job, "))
        }
    }

    @Test func whatIsDamagedOrTooShortIsRefused() throws {
        let damaged = Self.json().replacing("36352:64", with: "36353:64")
        #expect(try problem(damaged) == "segment 1 is damaged")
        #expect(
            try problem(Self.json(["segments": .list([])]))
                == "has 0 segments, too few to compare; measure 10 s or more")
    }

    /// Nothing can be said of what has neither decisions nor a floor.
    @Test func whatHoldsNothingIsRefused() throws {
        let words = "has no decision or no wake-up floor; measure again"
        for (name, text) in [("compute", "57344:60 58368:4"), ("floor", "36352:64")] {
            let empty = Self.json().replacing(
                "\"\(name)\": \"\(text)\"", with: "\"\(name)\": \"\"")
            #expect(empty != Self.json())
            #expect(try problem(empty) == words)
        }
    }

    /// A folder, a pipe that nobody writes to, a file that is no measurement by its size alone.
    @Test func whatIsNoFileOrTooLargeIsRefused() throws {
        let pipe = folder.file("pipe")
        let status = unsafe mkfifo(pipe, 0o600)
        #expect(status == 0)
        for path in [folder.path, pipe] {
            let error = try #require(throws: LatencyFileError.self) {
                try LatencyMeasurement(contentsOf: path)
            }
            #expect(error.description.hasPrefix("\(path): is not a regular file; give what "))
        }
        let large = Self.json() + String(repeating: " ", count: 1 << 24)
        #expect(
            try problem(large) == "is no measurement; `quench bench latency --json` writes one")
    }

    /// A run's own JSON is what a comparison reads.
    @Test func aResultsSegmentsAreRead() throws {
        let hops = (0..<Int64(1_280)).map { index in
            var trace = HopTrace(sequence: index, stamps: .init())
            trace.stamps.acquiredLast = index * 7_812_500
            trace.stamps.commanded = trace.stamps.acquiredLast + 40_000 + index * 7
            return trace
        }
        let floor = (0..<Int64(1_279)).map { 30_000 + $0 * 3 }
        let own = LatencySegments(hops, floor, hopFrames: 16, hopNanoseconds: 7_812_500)
        let path = try folder.write(Self.json(["segments": own.json]), to: "own.json")
        #expect(try LatencyMeasurement(contentsOf: path).segments == own)
        #expect(own.segments.count == 10)
    }
}
