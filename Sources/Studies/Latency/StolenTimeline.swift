import Realtime

/// Stolen time second by second, so that a late hop can be held against it.
struct StolenTimeline: Sendable {
    private(set) var samples: [(nanoseconds: Int64, stolen: StolenTime)] = []

    mutating func sample() { samples.append((MonotonicClock.now, .now())) }

    mutating func sampleEachSecond() {
        guard let last = samples.last, MonotonicClock.now - last.nanoseconds > 1_000_000_000 else {
            return
        }
        sample()
    }

    /// Milliseconds stolen over the whole run.
    func total(processor: Int? = nil) -> Double {
        guard let first = samples.first, let last = samples.last else { return 0 }
        return last.stolen.since(first.stolen, processor: processor)
    }

    /// Milliseconds stolen from any processor in the second or two round an instant.
    func around(_ nanoseconds: Int64) -> Double {
        let next = samples.firstIndex { $0.nanoseconds >= nanoseconds } ?? samples.count - 1
        guard next > 0 else { return 0 }
        return samples[next].stolen.since(samples[next - 1].stolen)
    }
}
