import Foundation
import Journal
import Testing

struct LatencyFileTests {
    private static func row(_ minute: Int64, _ latency: String) -> LatencyFile.Row {
        LatencyFile.Row(
            minute: minute, latency: latency, count: 12, late: 1, least: 41,
            percentiles: [74, 103, 511, 511], most: 509,
            bins: [(41, 1), (74, 8), (103, 2), (511, 1)])
    }

    @Test func aLatencyIsALineAMinute() throws {
        let folder = try TestFolder()
        let path = folder.path("latency.tsv")
        let file = LatencyFile(path: path)
        file.append([Self.row(0, "compute"), Self.row(0, "decision")])
        // At once.
        #expect(
            try String(contentsOfFile: path, encoding: .utf8) == """
                minute\tlatency\tcount\tlate\tmin_us\tp50_us\tp90_us\tp99_us\tp99.9_us\tmax_us\tbins_us
                0\tcompute\t12\t1\t41\t74\t103\t511\t511\t509\t41:1 74:8 103:2 511:1
                0\tdecision\t12\t1\t41\t74\t103\t511\t511\t509\t41:1 74:8 103:2 511:1

                """)
        file.append([Self.row(7, "compute")])
        let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
        #expect(lines.count == 4 && lines[3].hasPrefix("7\tcompute\t12\t"))
        #expect(file.linesLost == 0 && file.problem == nil)
    }

    @Test(arguments: [
        ("/dev/full", "No space left on device"),
        ("/nowhere/at/all/latency.tsv", "No such file or directory"),
    ])
    func whatCannotBeWrittenIsCountedWithItsReason(path: String, reason: String) {
        let file = LatencyFile(path: path)
        file.append([Self.row(0, "compute"), Self.row(0, "decision")])
        file.append([Self.row(1, "compute")])
        #expect(file.linesLost == 3)
        #expect(file.problem == reason)
    }

    /// A limit on the length of files is a disk that takes a part of a line. In a process of its own,
    /// whose limit it is.
    @Test func afterAFullDiskTheFileIsWholeLinesUnderTheirHeader() async {
        await #expect(processExitsWith: .success) {
            let folder = try TestFolder()
            func limit(_ bytes: Int) {
                signal(SIGXFSZ, SIG_IGN)
                var limit = rlimit()
                #expect(unsafe getrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0)
                limit.rlim_cur = min(limit.rlim_max, UInt(bytes))
                #expect(unsafe setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0)
            }
            let limits = [
                [300, 10, 1 << 20], [300, 400, 1 << 20], [300, 400, 10], [3, 400, 300],
                [3, 3, 1 << 20],
            ]
            for limits in limits {
                let path = folder.path("lines.tsv")
                let file = LinesFile(path: path, header: "head\n")
                var written = 0
                for bytes in limits + [1 << 20] {
                    limit(bytes)
                    let before = file.linesLost
                    for number in 0..<5 {
                        file.append {
                            $0 += "\(number)".utf8
                            $0 += [UInt8](repeating: UInt8(ascii: "x"), count: 40)
                            $0.append(UInt8(ascii: "\n"))
                        }
                    }
                    file.flush()
                    #expect(file.linesLost == before || file.linesLost == before + 5)
                    if file.linesLost == before { written += 5 }
                }
                limit(1 << 20)
                let lines = try String(contentsOfFile: path, encoding: .utf8)
                    .split(separator: "\n", omittingEmptySubsequences: false)
                #expect(lines.first == "head" && lines.last == "")
                #expect(lines.dropFirst().dropLast().allSatisfy { $0.count == 41 })
                #expect(lines.count == written + 2 && file.linesLost == 20 - written)
                #expect(file.linesLost > 0 && file.problem == "File too large")
            }
        }
    }
}
