import Acquisition
import Alsa
import Foundation
import Testing

/// A buffer that is mapped into memory goes round, runs over and runs dry, in simulated time.
@Suite("Devices that are only mapped into memory", .serialized)
struct MappedAccessTests {
    static let ways = ["MMAP_INTERLEAVED", "MMAP_NONINTERLEAVED"]

    private let amplifier: Amplifier
    private let time: SimulatedTime
    private var timeline: Timeline { .simulated(time) }

    init() throws {
        amplifier = try Amplifier(channels: 3, rateHertz: 1_000)
        let shared = try AmplifierTime(path: amplifier.file("time"))
        time = SimulatedTime(startNanoseconds: 1_000_000_000) { shared.set($0) }
        amplifier.arguments["TIME"] = shared.path
        amplifier.arguments["FORMAT"] = "S32_LE"
    }

    private var request: StreamRequest {
        var request = amplifier.request
        request.periodFrames = 16
        request.bufferSeconds = 0.064
        return request
    }

    /// The amplifier's counter, as the first channel's.
    private func frames(_ bytes: [UInt8]) -> [Int64] {
        unsafe bytes.withUnsafeBytes { bytes in
            (0..<bytes.count / 12).map { frame in
                let samples = (0..<3).map { channel in
                    Int64(
                        unsafe SampleFormat.s32.sample(in: bytes, at: frame * 12 + channel * 4))
                        >> 16
                }
                let isOneFrame = samples == (0..<3).map { samples[0] + 101 * Int64($0) }
                return isOneFrame ? samples[0] - 1 : -1
            }
        }
    }

    private func read(_ stream: CaptureStream, atMost frames: Int) -> (StreamOutcome, [Int64]) {
        var room = [UInt8](repeating: 0, count: frames * 12)
        let outcome = unsafe room.withUnsafeMutableBytes { unsafe stream.read(into: $0) }
        guard case .frames(let count) = outcome else { return (outcome, []) }
        return (outcome, self.frames(Array(room.prefix(count * 12))))
    }

    @Test("the buffer goes round, however much is read at a time", arguments: ways, [7, 16, 64])
    func round(access: String, most: Int) throws {
        amplifier.arguments["ACCESS"] = access
        let stream = try CaptureStream(request)
        #expect(stream.grant.isMapped && stream.grant.bufferFrames == 64)
        #expect(stream.start() == .frames(0))
        var seen: [Int64] = []
        while seen.count < 2_000 {
            try #require(stream.wait(milliseconds: 100, timeline) == .frames(0))
            // Who looks often sees no frame twice.
            for _ in 0..<3 { #expect(stream.position(timeline) != nil) }
            while true {
                let (outcome, frames) = read(stream, atMost: most)
                seen += frames
                guard case .frames(let count) = outcome, count > 0 else { break }
            }
        }
        #expect(seen == Array(0..<Int64(seen.count)))
    }

    @Test(
        "what comes after a late reading, an overrun or an absence is what the ledger has",
        arguments: ways)
    func broken(access: String) throws {
        amplifier.arguments["ACCESS"] = access
        try amplifier.inject(["700 overrun 25", "1500 disconnect 0.05"])
        var stream = try CaptureStream(request)
        #expect(stream.start() == .frames(0))
        var seen: [Int64] = []
        var outcomes: [StreamOutcome] = []
        while seen.last ?? 0 < 2_000 {
            if seen.count >= 300, outcomes.isEmpty { time.advance(to: time.now + 90_000_000) }
            let waited = stream.wait(milliseconds: 100, timeline)
            switch waited {
            case .frames: seen += read(stream, atMost: 64).1
            case .broken:
                outcomes.append(waited)
                try #require(stream.start() == .frames(0))
            case .lost:
                outcomes.append(waited)
                time.advance(to: time.now + 60_000_000)
                stream = try CaptureStream(request)
                try #require(stream.start() == .frames(0))
            case .timedOut:
                Issue.record("no frame came")
                return
            }
        }
        #expect(outcomes == [.broken, .broken, .lost(ENODEV)])
        let ledger = try amplifier.ledger()
        #expect(ledger.map(\.kind) == ["start", "late", "overrun", "disconnect"])
        var expected = Array(0..<(seen.last ?? 0) + 1)
        for loss in ledger.dropFirst() { expected.removeAll { (loss.from..<loss.to).contains($0) } }
        #expect(seen == expected)
    }

    @Test("what is played is heard, through the end of the buffer and an underrun", arguments: ways)
    func playback(access: String) throws {
        amplifier.arguments["ACCESS"] = access
        amplifier.arguments["PLAY"] = amplifier.file("played.raw")
        let stream = try PlaybackStream(request)
        #expect(stream.grant.isMapped && stream.prepare() == .frames(0))
        var written: [UInt8] = []
        var isStarted = false
        var underruns = 0
        for piece in 0..<400 {
            if isStarted {
                // One look comes too late.
                let late: Int64 = piece == 200 ? 90_000_000 : 0
                time.advance(to: time.now + 5_000_000 + late)
            }
            switch stream.room {
            case .frames(let count):
                let bytes = (0..<count * 12).map {
                    UInt8(truncatingIfNeeded: written.count + $0 * 7)
                }
                let outcome = unsafe bytes.withUnsafeBytes { unsafe stream.write($0) }
                try #require(outcome == .frames(count))
                written += bytes
            case .broken:
                underruns += 1
                #expect(stream.prepare() == .frames(0))
                isStarted = false
                continue
            case .lost, .timedOut: Issue.record("the device is gone")
            }
            if !isStarted { #expect(stream.start() == .frames(0)) }
            isStarted = true
        }
        #expect(underruns == 1 && written.count > 20 * 64 * 12)
        let played = [UInt8](
            try Data(contentsOf: URL(fileURLWithPath: amplifier.file("played.raw"))))
        let isSame = played == written
        #expect(isSame)
    }
}
