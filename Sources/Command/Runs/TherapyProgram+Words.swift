import Stimulation

extension TherapyProgram {
    /// Such as `2 bursts 500 ms apart, 100 ms, 200 Hz, 160 µs, -1,2 +3,4`, amplitude left out.
    var words: String {
        let bursts = (0..<burstCount).map { burst($0).words }
        guard let first = bursts.first else { return "" }
        guard let second = bursts.dropFirst().first else { return "1 burst: \(first)" }
        return "2 bursts \(pauseMicroseconds / 1_000) ms apart: "
            + (first == second ? first : "\(first); then \(second)")
    }
}

extension BurstProgram {
    fileprivate var words: String {
        "\(brief(Double(burstMicroseconds) / 1_000)) ms, "
            + "\(brief(1e6 / Double(pulsePeriodMicroseconds))) Hz, \(pulseWidthMicroseconds) µs, "
            + "-\(cathodes.words) +\(anodes.words)"
    }

    private func brief(_ value: Double) -> String {
        value == value.rounded() ? "\(Int(value))" : "\((value * 10).rounded() / 10)"
    }
}

extension ContactSet {
    fileprivate var words: String {
        (0...16).filter(contains).map { $0 == 16 ? "case" : "\($0 + 1)" }.joined(separator: ",")
    }
}
