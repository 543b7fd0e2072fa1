import Foundation
import TestSupport
import Testing

@testable import Recordings

/// A recording as a program of Python writes and reads it, see `Tests/Oracles/hdf5.py` and `matlab.py`.
struct PythonExample: Decodable {
    struct Run: Decodable {
        let seconds: Double
        let microvolts: [[Double]]
    }

    let file: String
    var hertz: Double?
    var names: [String]?
    var runs: [Run]?
    var events: [OracleAnswer.Annotation]?
    /// Of decoded counts, as the other program reads it: the median of its runs.
    var megabytesPerSecond: Double?

    init(_ script: String, _ kind: String, in folder: TemporaryFolder, _ more: [String] = []) throws
    {
        self = try JSONDecoder().decode(
            Self.self,
            from: PythonOracle.run(script, arguments: [kind, folder.path] + more, input: Data()))
    }

    /// Whether a recording is what the other program read.
    func check(_ recording: Recording, warnings: [String] = []) throws {
        let runs = try #require(self.runs)
        #expect(recording.channels.map(\.name) == names)
        #expect(recording.channels.allSatisfy { $0.samplesPerSecond == hertz })
        #expect(recording.segments.count == runs.count)
        #expect(recording.warnings == warnings)
        if recording.format == .nwb {
            #expect(recording.startDate == "2023-01-31T14:25:38")
            #expect(recording.channels.allSatisfy { $0.microvoltsPerUnit == 1e6 })
        }
        let channels = Array(recording.channels.indices.reversed())
        for (capacity, chosen) in [
            (1, channels), (33, Array(channels.suffix(1))), (4096, channels),
        ] {
            let (frames, values) = try readAll(recording, channels: chosen, capacity: capacity)
            var place = 0
            for run in runs {
                let start = Int64((run.seconds * (hertz ?? 0)).rounded())
                let count = run.microvolts[0].count
                #expect(frames[place..<place + count].elementsEqual(start..<start + Int64(count)))
                for (ours, channel) in zip(values, chosen) {
                    #expect(
                        zip(ours[place..<place + count], run.microvolts[channel]).allSatisfy {
                            abs(Double($0) - $1) <= 0x1p-24 * 1.001 * abs($1) + 1e-12
                        })
                }
                place += count
            }
            #expect(frames.count == place)
        }
        let ours = recording.annotations.sorted {
            ($0.onsetSeconds, $0.text) < ($1.onsetSeconds, $1.text)
        }
        let theirs = try #require(events)
        #expect(ours.map(\.text) == theirs.map(\.text))
        for (event, other) in zip(ours, theirs) {
            #expect(abs(event.onsetSeconds - other.onset) < 1e-9)
            #expect((event.durationSeconds == nil) == (other.duration == nil))
            #expect(abs((event.durationSeconds ?? 0) - (other.duration ?? 0)) < 1e-9)
        }
        #expect((recording.referenceEvents?.seizures ?? []).isEmpty == theirs.isEmpty)
    }
}
