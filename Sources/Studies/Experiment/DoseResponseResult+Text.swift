import Foundation

extension DoseResponseResult {
    static let columns = [
        "delaySeconds", "amplitudeMilliamperes", "atRisk", "aborted", "abortProbability",
        "intervalLow", "intervalHigh", "remainingSecondsMedian", "seizuresMean",
        "secondsInSeizureMean",
    ]

    /// A row for each point; what does not exist is `n/a`, a median beyond the follow-up `inf`.
    package func tsv() -> String {
        let rows = points.map { point in
            [
                point.delaySeconds, Double(point.amplitudeMicroamperes) / 1_000,
                Double(point.atRisk), Double(point.aborted), point.abortProbability,
                point.interval?.low, point.interval?.high, point.remainingSecondsMedian,
                point.seizuresMean, point.secondsInSeizureMean,
            ].map(Self.number)
        }
        return ([Self.columns] + rows).map { $0.joined(separator: "\t") + "\n" }.joined()
    }

    private static func number(_ value: Double?) -> String {
        guard let value else { return "n/a" }
        guard value.isFinite else { return "inf" }
        if value == value.rounded(), abs(value) < 1e15 { return "\(Int64(value))" }
        // Enough digits for any of these, and no noise of the last bits.
        return "\((value * 1e6).rounded() / 1e6)"
    }

    /// One object: the experiment, every point, every seed. `therapy`, `command` and `programVersion` are
    /// what the caller wants to keep with it.
    package func json(therapy: String, command: String, programVersion: String) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let file = File(
            programVersion: programVersion, command: command, therapy: therapy,
            warmUpSeconds: experiment.warmUpSeconds, searchSeconds: experiment.searchSeconds,
            abortSeconds: experiment.abortSeconds, followUpSeconds: experiment.followUpSeconds,
            seeds: seeds.map {
                File.Seed(
                    seed: $0.seed, onsetSeconds: $0.onsetSeconds,
                    untreatedDurationSeconds: $0.durationSeconds)
            },
            seedsWithoutSeizure: seedsWithoutSeizure, shamEqualsUntreated: true,
            points: points.map(File.Point.init))
        return String(decoding: try encoder.encode(file), as: UTF8.self) + "\n"
    }
}

private struct File: Encodable {
    struct Seed: Encodable {
        var seed: UInt64
        var onsetSeconds: Double?
        var untreatedDurationSeconds: Double?
    }

    struct Point: Encodable {
        var delaySeconds: Double
        var amplitudeMilliamperes: Double
        var atRisk: Int
        var aborted: Int
        var abortProbability: Double?
        var intervalLow: Double?
        var intervalHigh: Double?
        /// Missing where at least half outlasted the follow-up.
        var remainingSecondsMedian: Double?
        var seizuresMean: Double?
        var secondsInSeizureMean: Double?

        init(_ point: DoseResponseResult.Point) {
            delaySeconds = point.delaySeconds
            amplitudeMilliamperes = Double(point.amplitudeMicroamperes) / 1_000
            atRisk = point.atRisk
            aborted = point.aborted
            abortProbability = point.abortProbability
            intervalLow = point.interval?.low
            intervalHigh = point.interval?.high
            remainingSecondsMedian = point.remainingSecondsMedian.flatMap { $0.isFinite ? $0 : nil }
            seizuresMean = point.seizuresMean
            secondsInSeizureMean = point.secondsInSeizureMean
        }
    }

    var programVersion: String
    var command: String
    var therapy: String
    var warmUpSeconds: Double
    var searchSeconds: Double
    var abortSeconds: Double
    var followUpSeconds: Double
    var seeds: [Seed]
    var seedsWithoutSeizure: [UInt64]
    /// A result exists only where every sham run was equal to the bit.
    var shamEqualsUntreated: Bool
    var points: [Point]
}
