import Testing

@testable import Realtime

@Suite struct ProcessorsTests {
    @Test(
        arguments: [
            ("", []), ("0", [0]), ("0-3", [0, 1, 2, 3]), ("2,4-5\n", [2, 4, 5]), ("1-", []),
            ("5-2", []), ("-1", []), ("a,3", [3]), ("0-99999999999", []), ("7 ,8", [7, 8]),
        ] as [(String, [Int])])
    func listsOfTheKernelAreRead(text: String, processors: [Int]) {
        #expect(Processors.list(text) == processors)
    }

    @Test func isolatedProcessorsComeFirstThenTheLast() {
        #expect(Processors.choice(allowed: [0, 1, 2, 3], isolated: [1, 2]) == 2)
        #expect(Processors.choice(allowed: [0, 1], isolated: [2, 3]) == 1)
        #expect(Processors.choice(allowed: [4], isolated: []) == 4)
        #expect(Processors.choice(allowed: [], isolated: []) == 0)
    }

    @Test func thisThreadMayRunSomewhere() {
        #expect(!Processors.allowed.isEmpty)
        #expect(Processors.allowed.contains(Processors.realtime))
    }
}
