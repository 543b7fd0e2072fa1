import Testing

@testable import Acquisition

@Suite("Losses without a word")
struct LossWatchTests {
    private func watch() -> LossWatch {
        LossWatch(nanosecondsPerFrame: 1_000_000, toleranceNanoseconds: 20_000_000)
    }

    @Test("a count that is late for a while and catches up has lost nothing")
    func late() {
        var watch = watch()
        for step in 0..<1_000 {
            let lateness = (100..<200).contains(step) ? 4e8 : 3e5
            let lost = watch.take(
                lateness: lateness, nanoseconds: Int64(step) * 4_000_000, slope: 0)
            #expect(lost == nil)
        }
    }

    @Test("a count that stays behind has lost what it is behind", arguments: [21, 64, 16_446])
    func lost(frames: Int) {
        var watch = watch()
        var found: [Int64] = []
        for step in 0..<1_000 where found.isEmpty {
            let behind = step < 300 ? 0 : Double(frames) * 1e6
            if let lost = watch.take(
                lateness: behind + Double(step % 7) * 1e5, nanoseconds: Int64(step) * 4_000_000,
                slope: 0)
            {
                found.append(lost)
            }
        }
        #expect(found == [Int64(frames)])
    }

    @Test("a device that is slow falls back without a step", arguments: [0.001, 0.004, 0.08, 0.3])
    func slow(slope: Double) {
        var watch = watch()
        for step in 0..<1_000 {
            let now = Int64(step) * 4_000_000
            #expect(watch.take(lateness: Double(now) * slope, nanoseconds: now, slope: 0) == nil)
        }
    }

    @Test("a little behind is within what a period or a busy machine explain")
    func tolerance() {
        var watch = watch()
        for step in 0..<1_000 {
            #expect(
                watch.take(
                    lateness: 15_000_000, nanoseconds: Int64(step) * 4_000_000, slope: 0) == nil)
        }
    }
}
