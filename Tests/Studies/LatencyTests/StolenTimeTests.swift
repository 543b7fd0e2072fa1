import Realtime
import Testing

@testable import Latency

@Suite struct StolenTimeTests {
    /// The form of proc_stat(5).
    private static let before = """
        cpu  1403782 1287 108842 713005 12808 0 1446 2380 0 0
        cpu0 679719 570 49028 387440 3556 0 82 1157 0 0
        cpu1 724063 717 59814 325565 9251 0 1363 1222 0 0
        intr 1234 0 0
        """

    @Test func theEighthNumberIsTakenPerProcessor() {
        let stolen = StolenTime(parsing: Self.before)
        #expect(stolen.milliseconds == [0: 11_570, 1: 12_220])
        #expect(StolenTime(parsing: Self.before, ticksPerSecond: 1_000).milliseconds[0] == 1_157)
    }

    @Test func onlyTheDifferenceCounts() {
        let before = StolenTime(parsing: Self.before)
        let after = StolenTime(
            parsing: Self.before.replacing("1222", with: "1229").replacing("1157", with: "1158"))
        #expect(after.since(before) == 80)
        #expect(after.since(before, processor: 1) == 70)
        // A processor that was switched on meanwhile begins at its own count.
        #expect(after.since(StolenTime(parsing: "cpu0 1 1 1 1 1 1 1 1158 0 0")) == 0)
    }

    /// It is read every second of a bench; each reading kept a page while Foundation did it.
    @Test func readingKeepsNoMemory() async {
        await #expect(processExitsWith: .success) {
            func pages() -> Int {
                let words = SystemFile.text("/proc/self/statm")?.split(separator: " ")
                return words.flatMap { $0.count > 1 ? Int($0[1]) : nil } ?? 0
            }
            for _ in 0..<100 { _ = StolenTime.now() }
            let before = pages()
            for _ in 0..<2_000 { _ = StolenTime.now() }
            precondition(before > 0 && pages() - before < 500, "\(pages() - before) pages more")
        }
    }

    @Test(arguments: ["", "cpu0 1 2 3", "cpuX 1 2 3 4 5 6 7 8 9", "cpu0 a b c d e f g h"])
    func whatIsNotThereIsLeftOut(text: String) {
        #expect(StolenTime(parsing: text).milliseconds.isEmpty)
    }
}
