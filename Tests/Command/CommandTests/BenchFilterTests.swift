import Foundation
import TestSupport
import Testing

/// `quench bench filter`: what it measures depends on the machine, what it says of it does not.
@Suite(.enabled(if: Quench.executable != nil, Quench.missing))
struct BenchFilterTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func run(_ line: String) throws -> Quench.Result {
        try Quench.run(
            ["bench", "filter"] + line.split(separator: " ").map(String.init), in: folder)
    }

    @Test func aShareIsTheMedianTimesRateAndChannels() throws {
        let json = try run("--channels 3 --device-rate 2205 --rate 1000 --format s24packed --json")
        #expect(json.status == 0, "\(json.errors)")
        let found = try jsonObject(json.output)
        let all = try #require(found["nanoseconds"] as? [Double])
        let median = try #require(found["medianNanoseconds"] as? Double)
        let share = try #require(found["processorShare"] as? Double)
        #expect(all.count == 9 && all == all.sorted() && median == all[4] && median > 0)
        #expect(abs(share / (median * 1e-9 * 3 * 2_205) - 1) < 1e-9)
    }

    @Test func whatHasNoFilterIsOneLine() throws {
        let result = try run("--device-rate 1000 --rate 1000")
        #expect(result.status == 1 && result.errorLines.count == 1, "\(result.errors)")
        #expect(result.errors.contains("no filter lies between them"))
        for line in ["--channels 0", "--format u8", "--device-rate 0", "--rate 0"] {
            #expect(try run(line).status == 64, "\(line)")
        }
    }
}
