import Testing

/// What the output of a simulated hour played, and when.
extension SimulatedHour.Run {
    /// Places in `samples` that were played.
    var placesPlayed: [Int] {
        var isPlayed = samples.map { _ in true }
        for row in outputLedger where row.kind == "unplayed" {
            for place in row.from..<row.to { isPlayed[Int(place)] = false }
        }
        return samples.indices.filter { isPlayed[$0] }
    }

    /// When a place of `samples` left, by the device's clock, µs.
    private func microseconds(ofPlace place: Int) throws -> Int64 {
        let start = try #require(
            outputLedger.last { $0.kind == "start" && $0.from <= Int64(place) })
        return (start.to + Int64(place) - start.from) * 250
    }

    /// Whether the edge at a place left the same time after a simulated one as the first of all did,
    /// to two frames.
    func isInTime(_ place: Int) throws -> Bool {
        let leaves = try microseconds(ofPlace: place)
        // 15 ms for what the output holds, and what lies between the two devices' starts.
        return pulseStarts.contains {
            abs($0 + Self.wayMicroseconds - leaves) <= 750
        }
    }

    /// From the simulated edge to the output's, of a run without a fault.
    private static let wayMicroseconds: Int64 = {
        guard let run = try? SimulatedHour(minutes: 1, seed: 0, faultsGiven: []).run(),
            let edge = run.samples.firstIndex(where: { $0 < 0 }),
            let leaves = try? run.microseconds(ofPlace: edge), let first = run.pulseStarts.first
        else { return Int64.min / 4 }
        return leaves - first
    }()
}
