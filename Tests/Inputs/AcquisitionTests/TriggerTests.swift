import TestSupport
import Testing

@testable import Acquisition

@Suite("Trigger lines")
struct TriggerTests {
    private static let names = ["CH1", "CH2", "TRIG"]

    private func plan(
        _ trigger: String, startOn: String? = nil, stopOn: String? = nil
    ) throws -> TriggerPlan {
        var requests = TriggerPlan.Requests()
        requests.triggers = [try #require(TriggerRequest(trigger))]
        requests.startOn = startOn.flatMap(TriggerRequest.init)
        requests.stopOn = stopOn.flatMap(TriggerRequest.init)
        return try TriggerPlan(
            requests, channelNames: Self.names, microvoltsPerFullScale: 8_192)
    }

    private func grant(_ format: SampleFormat) -> StreamGrant {
        StreamGrant(
            format: format, channels: 3, rateHertz: 1_000, periodFrames: 8, bufferFrames: 64)
    }

    /// Frames of three channels with a line's microvolts on the third; the others hold garbage.
    private func bytes(_ line: [Double], _ format: SampleFormat) -> [UInt8] {
        let grant = grant(format)
        var bytes = [UInt8](repeating: 0x7F, count: line.count * grant.frameBytes)
        unsafe bytes.withUnsafeMutableBytes { bytes in
            for (frame, value) in line.enumerated() {
                unsafe format.put(
                    Int32(value / 8_192 * 2_147_483_648), in: bytes,
                    at: frame * grant.frameBytes + 2 * format.byteCount)
            }
        }
        return bytes
    }

    /// The device's frames with edges, the line handed over in blocks of the given lengths.
    private func edges(
        _ watch: TriggerWatch, _ line: [Double], blocks: (Int) -> Int, _ format: SampleFormat = .s24
    ) -> [Int64] {
        let grant = grant(format)
        let all = bytes(line, format)
        var place = 0
        var edges: [Int64] = []
        while place < line.count {
            let frames = min(blocks(place), line.count - place)
            // Held frames stand before those that were just read.
            let held = min(2, place)
            let start = (place - held) * grant.frameBytes
            let last = watch.take(
                Array(all[start..<(place + frames) * grant.frameBytes]),
                at: held * grant.frameBytes, frames: frames, firstFrame: Int64(place), grant)
            watch.drain { if $0.kind == .edge { edges.append($0.deviceFrame) } }
            if last != nil { break }
            place += frames
        }
        return edges
    }

    @Test(
        "a request is read from its end",
        arguments: [
            ("TRIG", "TRIG", TriggerRequest.Slope.rising, nil as Double?),
            ("3", "3", .rising, nil), ("TRIG:falling", "TRIG", .falling, nil),
            ("TRIG:rising:500", "TRIG", .rising, 500), ("TRIG:-2.5", "TRIG", .rising, -2.5),
        ])
    func reading(
        text: String, channel: String, slope: TriggerRequest.Slope, level: Double?
    ) throws {
        let request = try #require(TriggerRequest(text))
        #expect(request.channel == channel && request.slope == slope)
        #expect(request.levelMicrovolts == level)
    }

    @Test(
        "what is no request is none",
        arguments: ["", ":rising", "TRIG:up", "TRIG:rising:high", "TRIG:nan", "TRIG:inf", "A:B:1"])
    func notRead(text: String) {
        #expect(TriggerRequest(text) == nil)
    }

    @Test(
        "a line that cannot be had is refused in one line",
        arguments: [
            ("NONE", "no channel 'NONE'; give a number, 1 to 3, or one of CH1, CH2, TRIG"),
            ("4", "no channel '4'"), ("0", "no channel '0'"), ("TRIG:9000", "within full scale"),
            ("TRIG:rising:-8000", "within full scale"),
        ])
    func refused(text: String, words: String) throws {
        let error = try #require(throws: TriggerError.self) { try plan(text) }
        #expect(error.description.contains(words) && !error.description.contains("\n"))
        #expect(error.description.hasPrefix("--trigger \(text): "))
    }

    @Test(
        "an edge is found to the sample at every place in blocks of every length",
        arguments: SampleFormat.allCases, [1, 7, 16])
    func everyOffset(format: SampleFormat, block: Int) throws {
        for slope in [TriggerRequest.Slope.rising, .falling] {
            for edge in 1..<40 {
                let up = slope == .rising
                let line = (0..<48).map { $0 >= edge && $0 < edge + 5 ? 6_000.0 : 0 }
                let watch = TriggerWatch(try plan("TRIG:\(slope.rawValue)"), rateHertz: 1_000)
                let found = edges(watch, line, blocks: { _ in block }, format)
                #expect(found == [Int64(up ? edge : edge + 5)], "\(slope) at \(edge)")
            }
        }
    }

    @Test("random lines: the same edges as word for word from the definition", arguments: 0..<40)
    func random(seed: UInt64) throws {
        var noise = SplitMix64(seed: seed)
        var value = 0.0
        let line = (0..<2_000).map { _ in
            value = max(-8_000, min(8_000, value + .random(in: -700...700, using: &noise)))
            return value
        }
        let slope = Bool.random(using: &noise) ? "rising" : "falling"
        let level = Double.random(in: -4_000...4_000, using: &noise).rounded()
        let watch = TriggerWatch(try plan("TRIG:\(slope):\(level)"), rateHertz: 1_000_000)
        let found = edges(watch, line, blocks: { _ in Int.random(in: 1...64, using: &noise) }, .s32)
        // Of all samples at the level or beyond, those whose latest sample outside the hysteresis
        // lies on the other side, with none at the level since.
        let sign = slope == "rising" ? 1.0 : -1.0
        let hysteresis = max(abs(level) / 4, 8_192.0 / 500)
        let expected = line.indices.filter { frame in
            guard line[frame] * sign >= level * sign else { return false }
            let before = line[..<frame].last {
                $0 * sign >= level * sign || $0 * sign < level * sign - hysteresis
            }
            return before.map { $0 * sign < level * sign } ?? false
        }
        #expect(found == expected.map(Int64.init), "seed \(seed): \(slope) \(level)")
        #expect(!expected.isEmpty || abs(level) > 1_000, "seed \(seed) tries nothing")
    }

    @Test("a line that comes up beyond its level, or out of a gap, has no edge there")
    func unknownBefore() throws {
        let watch = TriggerWatch(try plan("TRIG"), rateHertz: 1_000)
        #expect(edges(watch, [5_000, 5_000, 0, 5_000, 0], blocks: { _ in 5 }) == [3])
        watch.skip()
        #expect(edges(watch, [5_000, 0, 5_000], blocks: { _ in 1 }) == [2])
    }

    @Test("noise within the hysteresis is one edge")
    func noise() throws {
        let watch = TriggerWatch(try plan("TRIG:rising:4000"), rateHertz: 1_000)
        let line = [0.0, 3_999, 4_000, 3_100, 4_500, 3_001, 4_000, 2_999, 4_000]
        #expect(edges(watch, line, blocks: { _ in 2 }) == [2, 8])
    }

    @Test("a stuck line is told of once, ten seconds after it went there")
    func stuck() throws {
        let watch = TriggerWatch(try plan("TRIG"), rateHertz: 1_000)
        var news: [TriggerNews] = []
        let grant = grant(.s16)
        let low = bytes([Double](repeating: 0, count: 100), .s16)
        let high = bytes([Double](repeating: 5_000, count: 1_000), .s16)
        _ = watch.take(low, at: 0, frames: 100, firstFrame: 0, grant)
        for second in 0..<25 {
            let first = Int64(100 + second * 1_000)
            _ = watch.take(high, at: 0, frames: 1_000, firstFrame: first, grant)
        }
        watch.drain { news.append($0) }
        #expect(news.map(\.kind) == [.edge, .stuck])
        #expect(news.map(\.deviceFrame) == [100, 100 + 9_999])
        #expect(watch.reports[0].timesStuck == 1)
    }

    @Test("edges upon each other are counted where they are too many to be told")
    func storm() throws {
        let watch = TriggerWatch(try plan("TRIG"), rateHertz: 4_000)
        let line = (0..<8_000).map { $0 % 2 == 0 ? 0.0 : 5_000 }
        let told = edges(watch, line, blocks: { _ in 80 })
        #expect(told.count == 2 * TriggerWatch.edgesPerSecondMax)
        #expect(watch.reports[0].edges == 4_000)
        #expect(watch.reports[0].edgesNotTold == 3_000)
    }

    @Test("the run ends at the first stop after the start, whatever came before")
    func startAndStop() throws {
        let watch = TriggerWatch(
            try plan("TRIG:1000", startOn: "TRIG:rising:6000", stopOn: "TRIG:falling:-3000"),
            rateHertz: 1_000)
        #expect(watch.startDeviceFrame == nil)
        let line = [0.0, 2_000, 0, -4_000, 0, 7_000, 0, -4_000, 0, 7_000]
        _ = edges(watch, line, blocks: { _ in 3 })
        #expect(watch.startDeviceFrame == 5 && watch.stopDeviceFrame == 7)
        #expect(watch.reports.map(\.edges) == [2, 1, 2])
    }

    @Test("without a start the first stop ends the run")
    func stopAlone() throws {
        let watch = TriggerWatch(try plan("TRIG", stopOn: "TRIG"), rateHertz: 1_000)
        #expect(edges(watch, [0, 0, 5_000, 0, 5_000], blocks: { _ in 5 }) == [2])
        #expect(watch.startDeviceFrame == 0 && watch.stopDeviceFrame == 2)
    }
}
