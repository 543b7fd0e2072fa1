import Foundation
import Journal
import Planning

/// What a latency measurement is made on.
package enum MeasuredSignal: String, Sendable {
    case generated, recording, device
}

/// What two measurements must have in common to be compared.
package struct LatencyJob: Equatable, Sendable, CustomStringConvertible {
    package var channels: Int
    package var rateHertz: Double
    package var hopFrames: Int
    package var signal: MeasuredSignal

    package init(channels: Int, rateHertz: Double, hopFrames: Int, signal: MeasuredSignal) {
        self.channels = channels
        self.rateHertz = rateHertz
        self.hopFrames = hopFrames
        self.signal = signal
    }

    package var description: String {
        let article =
            switch signal {
            case .generated: "a generated signal"
            case .recording: "a recording"
            case .device: "a device"
            }
        return "\(channels) channels at \(milliseconds(rateHertz)) Hz, \(hopFrames) frames a "
            + "decision, on \(article)"
    }
}

/// A measurement that `quench bench latency --json` wrote, as far as a comparison needs it.
package struct LatencyMeasurement: Sendable {
    package let path: String
    package let job: LatencyJob
    package let segments: LatencySegments

    /// Of the segments in the file.
    static var format: Int64 { 1 }
    /// Many times what 30 segments take.
    private static let bytesMax = 1 << 24

    /// - Throws: `LatencyFileError`.
    package init(contentsOf path: String) throws {
        let bytes: Data
        do throws(RegularFile.Problem) {
            bytes = try RegularFile.read(path, bytesMax: Self.bytesMax + 1)
        } catch {
            throw LatencyFileError(
                path,
                (error == .notRegular ? "is not a regular file" : "cannot be read")
                    + "; give what `quench bench latency --json` wrote")
        }
        guard bytes.count <= Self.bytesMax, let json = JSONValue(parsing: Array(bytes)),
            json["computeLatencyMicroseconds"]?["p50"]?.number != nil,
            let channels = json["channels"]?.integer, let hopFrames = json["hopFrames"]?.integer,
            let rateHertz = json["samplingRateHertz"]?.number
        else {
            throw LatencyFileError(
                path, "is no measurement; `quench bench latency --json` writes one")
        }
        guard json["segmentFormat"]?.integer == Self.format,
            let signal = json["signal"]?.text.flatMap(MeasuredSignal.init),
            let list = json["segments"]?.list
        else {
            let version = json["programVersion"]?.text ?? "unknown"
            throw LatencyFileError(
                path,
                "is of another version (\(version)), whose segments cannot be read; measure again")
        }
        segments = LatencySegments(
            try list.enumerated().map { index, segment in
                guard let compute = segment["compute"]?.text.flatMap(LatencyBins.init(text:)),
                    let floor = segment["floor"]?.text.flatMap(LatencyBins.init(text:))
                else { throw LatencyFileError(path, "segment \(index + 1) is damaged") }
                return LatencySegments.Segment(compute: compute, floor: floor)
            })
        guard segments.segments.count >= LatencySegments.countMin else {
            throw LatencyFileError(
                path,
                "has \(segments.segments.count) segments, too few to compare; measure "
                    + "\(LatencySegments.countMin) s or more")
        }
        guard segments.isMeasured else {
            throw LatencyFileError(path, "has no decision or no wake-up floor; measure again")
        }
        job = LatencyJob(
            channels: Int(channels), rateHertz: rateHertz, hopFrames: Int(hopFrames),
            signal: signal)
        self.path = path
    }

    /// Refuses the measurement of another job, and one too short to be compared.
    ///
    /// - Throws: `LatencyFileError`.
    package func check(against own: LatencyJob) throws {
        guard job == own else {
            throw LatencyFileError(path, "measures another job, \(job), and not \(own)")
        }
    }
}

/// A measurement that cannot be compared, and why, in one line.
package struct LatencyFileError: Error, Equatable, CustomStringConvertible {
    package let description: String

    init(_ path: String, _ problem: String) { description = "\(path): \(problem)" }
}
