import Foundation
import Histogram
import Journal
import TestSupport
import Testing

@testable import Pipeline
@testable import RunFolder

/// What `latency.tsv` keeps of a run in real time.
@Suite("Latencies a minute") struct LatencyMinutesTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// A row of the file, as a reader has it.
    private struct Row {
        let minute: Int
        let latency: String
        let count: Int
        let late: Int
        /// min, p50, p90, p99, p99.9, max.
        let figures: [Int]
        let bins: [(upTo: Int, count: Int)]
        let bytes: Int

        init(_ line: Substring) throws {
            let cells = line.split(separator: "\t")
            try #require(cells.count == 11, "\(line)")
            let numbers = cells.map { Int($0) ?? -1 }
            (minute, latency, count, late) = (numbers[0], String(cells[1]), numbers[2], numbers[3])
            figures = Array(numbers[4...9])
            bins = try cells[10].split(separator: " ").map { bin in
                let parts = bin.split(separator: ":").compactMap { Int($0) }
                try #require(parts.count == 2, "\(bin)")
                return (parts[0], parts[1])
            }
            bytes = line.utf8.count + 1
        }
    }

    private func rows(_ path: String) throws -> [Row] {
        try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").dropFirst()
            .map { try Row($0) }
    }

    /// The sum of a latency's rows.
    private struct Sum {
        private(set) var bins: [Int: Int] = [:]
        private(set) var least = Int.max
        private(set) var most = 0
        private let upwards: [(upTo: Int, count: Int)]

        init(_ rows: [Row]) {
            for row in rows {
                for bin in row.bins { bins[bin.upTo, default: 0] += bin.count }
                least = min(least, row.figures[0])
                most = max(most, row.figures[5])
            }
            upwards = bins.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        }

        var count: Int { bins.values.reduce(0, +) }

        /// The first bin up to which so many of a thousand lie.
        func permille(_ share: Int) -> Int {
            let rank = (count * share + 999) / 1_000
            var sum = 0
            for bin in upwards {
                sum += bin.count
                if sum >= rank { return min(bin.upTo, most) }
            }
            return 0
        }
    }

    private static let shares = [500, 900, 990, 999]
    private static let names = [
        "compute", "sampleToActuator", "device", "program", "wakeUp", "handOver", "decision",
        "actuation",
    ]

    private func hop(_ number: Int64, _ noise: inout SplitMix64) -> HopRecord {
        var record = HopRecord()
        record.decision.hop = number
        var stamps = HopStamps()
        stamps.acquiredFirst = number * 1_000_000_000
        stamps.acquiredLast = stamps.acquiredFirst + 7_324_219
        stamps.heldByDevice = Int64.random(in: 0...1_000_000, using: &noise)
        // Now and then a long time: a tail over four decades.
        let tail: Int64 = Int64.random(in: 0..<1_000, using: &noise) == 0 ? 200_000_000 : 60_000
        stamps.enqueued =
            stamps.acquiredLast + stamps.heldByDevice
            + Int64.random(in: 20_000...tail, using: &noise)
        stamps.dequeued = stamps.enqueued + Int64.random(in: 8_000...20_000, using: &noise)
        stamps.decided = stamps.dequeued + Int64.random(in: 18_000...40_000, using: &noise)
        stamps.commanded = stamps.decided + Int64.random(in: 20...300, using: &noise)
        stamps.actuated = stamps.commanded + (number % 97 == 0 ? 2_000_000 : 0)
        record.stamps = stamps
        record.isLate = stamps.sampleToActuatorNanoseconds > 100_000_000
        return record
    }

    @Test("the minutes of two days add up to the two days exactly, and are as many as minutes are")
    func twoDays() throws {
        let file = LatencyFile(path: folder.file("latency.tsv"))
        var minutes = LatencyMinutes(hasDevice: true)
        var whole = Self.names.map { _ in Histogram<UInt64>(numberOfSignificantValueDigits: .two) }
        var fine = Self.names.map { _ in Distribution() }
        var noise = SplitMix64(seed: 11)
        var (hops, late) = (0, 0)
        let gap: Range<Int64> = 20_000..<35_000
        for number in 0..<172_800 as Range<Int64> where !gap.contains(number) {
            let record = hop(number, &noise)
            let rows = minutes.take(record, atSeconds: Double(number) + 0.5)
            if let rows { file.append(rows) }
            hops += 1
            if record.isLate { late += 1 }
            let stamps = record.stamps
            let times = [
                stamps.commanded - stamps.acquiredLast, stamps.actuated - stamps.acquiredFirst,
                stamps.heldByDevice, stamps.commanded - stamps.acquiredLast - stamps.heldByDevice,
                stamps.enqueued - stamps.acquiredLast, stamps.dequeued - stamps.enqueued,
                stamps.decided - stamps.dequeued, stamps.commanded - stamps.decided,
            ]
            for (index, time) in times.enumerated() {
                whole[index].record(UInt64((time + 999) / 1_000))
                fine[index].record(nanoseconds: time)
            }
        }
        if let rows = minutes.finish() { file.append(rows) }
        let rest = minutes.finish() ?? []
        #expect(rest.isEmpty && file.linesLost == 0)

        let rows = try rows(folder.file("latency.tsv"))
        // The gap begins and ends within a minute.
        let minutesHeld = 2_880 - 249
        #expect(rows.count == minutesHeld * Self.names.count)
        #expect(Set(rows.map(\.minute)).count == minutesHeld)
        #expect(rows.map(\.minute) == rows.map(\.minute).sorted())
        #expect(rows.allSatisfy { $0.bins.count <= $0.count && $0.count <= 60 && $0.bytes < 700 })
        for (index, name) in Self.names.enumerated() {
            let own = rows.filter { $0.latency == name }
            let sum = Sum(own)
            let all = whole[index]
            #expect(sum.count == hops && own.map(\.count).reduce(0, +) == hops)
            #expect(own.map(\.late).reduce(0, +) == late && late > 0)
            #expect(sum.least == Int(all.min) && sum.most == Int(all.maxRecorded))
            let bins = Dictionary(
                uniqueKeysWithValues: all.recordedValues().map { (Int($0.value), Int($0.count)) })
            #expect(sum.bins == bins, "\(name)")
            for share in Self.shares {
                let found = sum.permille(share)
                #expect(found == Int(all.valueAtPercentile(Double(share) / 10)), "\(name) \(share)")
                let exact = fine[index].nanoseconds(atPercentile: Double(share) / 10) / 1_000
                #expect(abs(Double(found) - exact) <= 1 + exact * (1.0 / 128 + 0.001))
            }
            // What a person reads of a minute is what its bins say.
            for row in own {
                let minute = Sum([row])
                #expect(row.figures[1...4].elementsEqual(Self.shares.map(minute.permille)))
            }
        }
    }

    @Test("a bin is a microsecond wide below 256, and from there on at most a 128th")
    func widths() throws {
        var histogram = LatencyHistogram()
        for nanoseconds in [-5, 0, 1, 1_000, 1_001, 254_001, 255_000, 255_001, 511_000] as [Int64] {
            histogram.record(nanoseconds: nanoseconds)
        }
        let row = try #require(histogram.row(minute: 3, latency: "compute", late: 0))
        #expect(row.bins.map(\.upTo) == [0, 1, 2, 255, 257, 511])
        #expect(row.bins.map(\.count) == [2, 2, 1, 2, 1, 1])
        #expect(row.least == 0 && row.most == 511 && row.count == 9)
        var time: Int64 = 256
        while time < 3_600_000_000 {
            var one = LatencyHistogram()
            one.record(nanoseconds: time * 1_000)
            let bin = try #require(one.row(minute: 0, latency: "compute", late: 0)?.bins.first)
            #expect(Int64(bin.upTo) >= time && Double(Int64(bin.upTo) - time) < Double(time) / 128)
            time += time / 3
        }
        histogram.reset()
        let after = histogram.row(minute: 3, latency: "compute", late: 0)
        #expect(after?.count == nil)
    }

    private func timed(_ change: (inout Run) -> Void = { _ in }) throws -> Finished {
        var run = Run()
        run.isTimed = true
        run.alter = { report in
            let hop = report.record.decision.hop
            var noise = SplitMix64(seed: UInt64(hop))
            report.record.stamps = HopStamps()
            report.record.stamps.acquiredFirst = hop * 20_000_000
            report.record.stamps.acquiredLast = hop * 20_000_000 + 15_000_000
            let compute = Int64.random(in: 50_000...300_000, using: &noise)
            report.record.stamps.commanded = report.record.stamps.acquiredLast + compute
            report.record.stamps.actuated = report.record.stamps.commanded
        }
        change(&run)
        return try run(
            Noise(durationSeconds: 130).recording(in: folder),
            into: folder.file("out"))
    }

    @Test(
        "a run in real time has its minutes, which are those of its summary, and no stamps unasked")
    func ofARun() throws {
        let run = try timed()
        let rows = try rows(folder.file("out/latency.tsv"))
        #expect(!run.names.contains("stamps.tsv") && run.summary.realTime?.latencyRowsLost == 0)
        let names = Self.names.filter { $0 != "device" && $0 != "program" }
        #expect(rows.map(\.latency) == names + names + names)
        // Hops of 20 ms; the last of a minute ends with it.
        let compute = rows.filter { $0.latency == "compute" }
        #expect(compute.map(\.minute) == [0, 1, 2] && compute.map(\.count) == [3_000, 3_000, 500])
        let sum = Sum(compute)
        let figures = try #require(run.summary.realTime?.computeLatencyMicroseconds)
        for (share, figure) in zip(
            Self.shares, [figures.p50, figures.p90, figures.p99, figures.p999])
        {
            #expect(abs(Double(sum.permille(share)) - figure) <= 1 + figure * (1.0 / 128 + 0.001))
        }
        // A later run without a clock leaves none behind.
        let later = try Run()(
            Noise().recording(in: folder, name: "later.edf"), into: folder.file("out"))
        #expect(later.names == Set(RunFolder.fileNames))
    }

    @Test("minutes count from the recording's start")
    func ofAStretch() throws {
        _ = try timed { $0.from = 70 }
        let rows = try rows(folder.file("out/latency.tsv")).filter { $0.latency == "compute" }
        #expect(rows.map(\.minute) == [1, 2] && rows.map(\.count) == [2_500, 500])
    }

    @Test("stamps are kept where they are asked for")
    func stamps() throws {
        let run = try timed { $0.keepsStamps = true }
        let lines = try String(contentsOfFile: folder.file("out/stamps.tsv"), encoding: .utf8)
        #expect(lines.split(separator: "\n").count == run.summary.decisions + 1)
        #expect(run.names.contains("latency.tsv"))
    }

    @Test(
        "a file that cannot be written is told and counted, and the run goes on as it was",
        arguments: ["latency.tsv", "stamps.tsv"])
    func notWritable(name: String) throws {
        let run = try timed {
            $0.keepsStamps = true
            $0.prepare = {
                try FileManager.default.createDirectory(
                    atPath: "\($0.path)/\(name)", withIntermediateDirectories: false)
            }
        }
        let realTime = try #require(run.summary.realTime)
        let lost = name == "latency.tsv" ? 18 : run.summary.decisions
        #expect(realTime.latencyRowsLost == (name == "latency.tsv" ? lost : 0))
        #expect(realTime.stampsLost == (name == "latency.tsv" ? 0 : lost))
        let problem = "\(folder.file("out"))/\(name): \(lost) lines are lost (Is a directory)"
        #expect(run.result.fileProblem == problem && run.result.folderProblem == nil)
        #expect(run.result.verdicts.first?.text == "A file is not whole: \(problem).")
        #expect(run.text("report.html").contains("lines are lost"))
        #expect(run.summary.stimulation.pulses > 0)
    }
}
