import Acquisition
import Alsa
import Foundation
import SignalSources
import TestSupport
import Testing

/// Every way in which a device may write its samples, against the virtual amplifier's file and ledger.
@Suite("Formats and channels by themselves")
struct FormatTests {
    /// Samples of a format that are all numbers.
    private func signal(_ format: SampleFormat, frames: Int, channels: Int) -> [UInt8] {
        var noise = SplitMix64(seed: UInt64(frames + channels))
        var bytes = [UInt8](repeating: 0, count: frames * channels * format.byteCount)
        unsafe bytes.withUnsafeMutableBytes { bytes in
            for index in 0..<frames * channels {
                unsafe format.put(
                    .random(in: .min ... .max, using: &noise), in: bytes,
                    at: index * format.byteCount)
            }
        }
        return bytes
    }

    /// Every way but that of whole frames that are read and written.
    static let ways = ["RW_NONINTERLEAVED", "MMAP_INTERLEAVED", "MMAP_NONINTERLEAVED"]

    private func expect(_ grant: StreamGrant, _ format: SampleFormat, isOf access: String) {
        #expect(grant.format == format)
        #expect(grant.isPlanar == access.hasSuffix("NONINTERLEAVED"))
        #expect(grant.isMapped == access.hasPrefix("MMAP"))
    }

    @Test(
        "channels by themselves, and what is mapped into memory, come as whole frames, bit for bit",
        arguments: SampleFormat.allCases, ways)
    func planar(format: SampleFormat, access: String) throws {
        let amplifier = try Amplifier(channels: 5, rateHertz: 2_000)
        let signal = signal(format, frames: 600, channels: 5)
        amplifier.arguments["FILE"] = try amplifier.write(signal, to: "signal.raw")
        amplifier.arguments["FORMAT"] = format.alsaName
        amplifier.arguments["ACCESS"] = access
        var request = amplifier.request
        request.bufferSeconds = 8
        let stream = try CaptureStream(request)
        expect(stream.grant, format, isOf: access)
        #expect(stream.start() == .frames(0))
        let read = stream.read(frames: 600)
        #expect(read.outcome == .frames(600))
        let isSame = read.bytes == signal
        #expect(isSame)
    }

    @Test(
        "what comes after an overrun is the frame that the ledger has, in every format",
        arguments: SampleFormat.allCases, ["RW_INTERLEAVED"] + ways)
    func ledger(format: SampleFormat, access: String) throws {
        let amplifier = try Amplifier(channels: 3, rateHertz: 2_000)
        amplifier.arguments["FORMAT"] = format.alsaName
        amplifier.arguments["ACCESS"] = access
        try amplifier.inject(["40 overrun 25"])
        var request = amplifier.request
        request.bufferSeconds = 8
        let stream = try CaptureStream(request)
        func counters(_ bytes: [UInt8]) -> [Int64] {
            unsafe bytes.withUnsafeBytes { bytes in
                (0..<bytes.count / format.byteCount).map {
                    Int64(unsafe format.sample(in: bytes, at: $0 * format.byteCount) >> 16)
                }
            }
        }
        #expect(stream.start() == .frames(0))
        let before = stream.read(frames: 10_000)
        #expect(before.outcome == .broken)
        #expect(stream.start() == .frames(0))
        let after = counters(stream.read(frames: 50).bytes)
        let ledger = try amplifier.ledger()
        #expect(ledger.map(\.kind) == ["start", "overrun"])
        let first = try #require(ledger.last).to
        var expected: [Int64] = []
        for frame in first..<first + 50 {
            for channel in Int64(0)..<3 { expected.append((frame + 101 * channel) % 32_749 + 1) }
        }
        #expect(after == expected)
        #expect(Int64(counters(before.bytes).count / 3) == ledger.last?.from)
    }

    @Test(
        "what is played channel by channel, or into memory, is heard as whole frames",
        arguments: [SampleFormat.s32, .s24be, .float], ways)
    func playback(format: SampleFormat, access: String) throws {
        let amplifier = try Amplifier(channels: 2, rateHertz: 4_000)
        amplifier.arguments["ACCESS"] = access
        amplifier.arguments["FORMAT"] = format.alsaName
        amplifier.arguments["PLAY"] = amplifier.file("played.raw")
        // Time stands, so that nothing runs dry.
        let time = try AmplifierTime(path: amplifier.file("time"))
        time.set(1_000_000_000)
        amplifier.arguments["TIME"] = time.path
        var request = amplifier.request
        request.bufferSeconds = 8
        let stream = try PlaybackStream(request)
        expect(stream.grant, format, isOf: access)
        #expect(stream.prepare() == .frames(0))
        let signal = signal(format, frames: 500, channels: 2)
        let half = signal.count / 2
        #expect(unsafe signal[..<half].withUnsafeBytes { unsafe stream.write($0) } == .frames(250))
        #expect(stream.start() == .frames(0))
        #expect(unsafe signal[half...].withUnsafeBytes { unsafe stream.write($0) } == .frames(250))
        let played = [UInt8](
            try Data(contentsOf: URL(fileURLWithPath: amplifier.file("played.raw"))))
        let isSame = played == signal
        #expect(isSame)
    }

    private func floats(_ values: [Float]) -> [UInt8] {
        let words = values.map(\.bitPattern.littleEndian)
        return unsafe words.withUnsafeBytes { unsafe Array($0) }
    }

    @Test(
        "a sample that is no number ends the run, and says where",
        arguments: [Float.nan, -.infinity])
    func noNumber(value: Float) throws {
        let amplifier = try Amplifier(channels: 2, rateHertz: 1_000)
        var signal = [Float](repeating: 0.25, count: 4_000)
        signal[2 * 700 + 1] = value
        amplifier.arguments["FILE"] = try amplifier.write(floats(signal), to: "signal.raw")
        amplifier.arguments["FORMAT"] = "FLOAT_LE"
        let run = try amplifier.capture(frames: 2_000, recording: false) { $0.request.format = nil }
        let problem = run.outcome.sourceProblem ?? ""
        #expect(problem.contains("frame 700 of the device has a sample on CH2 that is no number"))
        #expect(run.outcome.framesRead <= 700 && run.outcome.framesRead > 600)
        #expect(run.firstCounts.allSatisfy { $0.count == 8_192 })
        #expect(run.report.ledger.isBalanced)
    }

    @Test("numbers beyond full scale are held at it, and counted")
    func beyond() throws {
        let amplifier = try Amplifier(channels: 1, rateHertz: 1_000)
        var signal = [Float](repeating: 0.5, count: 1_000)
        for place in stride(from: 100, to: 200, by: 10) {
            signal[place] = place % 20 == 0 ? 3 : -1.25
        }
        amplifier.arguments["FILE"] = try amplifier.write(floats(signal), to: "signal.raw")
        amplifier.arguments["FORMAT"] = "FLOAT_LE"
        let run = try amplifier.capture(frames: 900, recording: false) {
            $0.request.format = .float
            $0.microvoltsPerFullScale = 1_000
        }
        #expect(run.outcome.sourceProblem == nil)
        #expect(run.report.floats.samplesBeyond == 10)
        // 1,000 µV in counts of a quarter: within the converter's range, so none of these is clipped.
        #expect(run.report.clippedSamples == 0)
        #expect(run.firstCounts[100].count == 4_000 && run.firstCounts[110].count == -4_000)
        #expect(run.firstCounts.filter { abs($0.count) > 2_001 }.count == 10)
    }
}
