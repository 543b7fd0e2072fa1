import Foundation
import Recordings
import TestSupport
import Testing

extension TemporaryFolder {
    func bytes(_ name: String) throws -> Data {
        try Data(contentsOf: URL(fileURLWithPath: file(name)))
    }

    /// A recording of noise at 250 Hz with a seizure from 6 s to 10 s.
    ///
    /// - Parameters:
    ///   - annotation: of the seizure.
    ///   - remarks: seconds at which somebody noted "eyes".
    @discardableResult
    func writeRecording(
        to name: String = "good.edf", seconds: Int = 12, seizure: Range<Int> = 6..<10,
        annotation: String? = nil, remarks: [Int] = []
    ) throws -> String {
        var writer = try EDFWriter(
            creating: file(name),
            channels: (1...3).map {
                EDFWriter.Channel(
                    name: "N\($0)", physicalMinimum: -8_192, physicalMaximum: 8_191.75)
            },
            rate: try #require(SamplingRate(numerator: 250)), overwrite: true)
        if let annotation {
            try writer.annotate(
                RecordingAnnotation(onsetSeconds: 6, durationSeconds: 4, text: annotation))
        }
        for second in remarks {
            try writer.annotate(
                RecordingAnnotation(onsetSeconds: Double(second), text: "eyes \(second)"))
        }
        var state: UInt64 = 1
        for second in 0..<seconds {
            let isSeizure = seizure.contains(second)
            let values = (0..<750).map { index in
                // Knuth's linear congruential generator; its high bits are random enough.
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                let noise = Int16(truncatingIfNeeded: state >> 48) % 200
                return isSeizure ? noise + seizureWave(at: Double(index % 250) / 250) : noise
            }
            try writer.write(digital: values, frameCount: 250)
        }
        _ = try writer.close()
        return file(name)
    }
}

let fileNames = ["events.tsv", "journal.jsonl", "report.html", "stimulation.tsv", "summary.json"]

func names(in path: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
}

/// The object that a text of JSON is, and nothing else.
func jsonObject(_ text: String) throws -> [String: Any] {
    try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
}
