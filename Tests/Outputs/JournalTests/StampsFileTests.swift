import Foundation
import Journal
import Testing

struct StampsFileTests {
    @Test func everyHopIsALine() throws {
        let folder = try TestFolder()
        let path = folder.path("stamps.tsv")
        let file = StampsFile(path: path)
        for hop in 0..<2_000 as Range<Int64> {
            file.append(hop: hop, stamps: [1, 2, 3, 4, 5, 6, 7], isLate: hop == 3)
        }
        file.flush()
        #expect(file.linesLost == 0)
        let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
        #expect(lines.count == 2_001)
        #expect(lines[0].split(separator: "\t").count == 9)
        #expect(lines[1] == "0\t1\t2\t3\t4\t5\t6\t7\t0")
        #expect(lines[4] == "3\t1\t2\t3\t4\t5\t6\t7\t1")
    }

    /// The telemetry goes on; what is lost is counted.
    @Test(arguments: ["/dev/full", "/nowhere/at/all/stamps.tsv"])
    func whatCannotBeWrittenIsCounted(path: String) {
        let file = StampsFile(path: path)
        for hop in 0..<10 as Range<Int64> { file.append(hop: hop, stamps: [1], isLate: false) }
        file.flush()
        #expect(file.linesLost == 10)
    }
}
