import Acquisition
import Alsa
import Foundation
import SignalSources
import Testing

/// ALSA's way through a program that is not ours: PulseAudio and its plug-in of alsa-plugins.
@Suite(
    "Capture through PulseAudio", .serialized,
    .enabled(
        if: PulseServer.isInstalled || Extent.isFull,
        "PulseAudio or its ALSA plug-in is not installed: make test installs them"))
struct PulseAudioTests {
    /// Four frames, or the 128 bytes that the plug-in asks for at least.
    private func periodFrames(channels: Int) -> Int { max(4, 32 / channels) }

    private func open(_ server: PulseServer, channels: Int) throws -> CaptureStream {
        _ = try #require(Amplifier.plugIn)
        var request = StreamRequest(device: server.device, channels: channels, rateHertz: 1_000)
        request.format = .s32
        request.periodFrames = periodFrames(channels: channels)
        request.bufferSeconds = 8
        return try CaptureStream(request)
    }

    /// Frames whose every sample says which it is.
    private func signal(frames: Range<Int>, channels: Int) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: frames.count * channels * 4)
        unsafe bytes.withUnsafeMutableBytes { bytes in
            for (row, frame) in frames.enumerated() {
                for channel in 0..<channels {
                    unsafe SampleFormat.s32.put(
                        Int32((frame + 1) * 256 + channel), in: bytes,
                        at: (row * channels + channel) * 4)
                }
            }
        }
        return bytes
    }

    /// Feeds frames at the pace of a clock until the server ends; `pause` is called before each ten.
    private func feed(
        _ server: PulseServer, frames: Int, channels: Int,
        pause: @escaping @Sendable (_ frame: Int) -> Void = { _ in }
    ) -> Thread {
        let feeder = Thread { [self] in
            var due = monotonicNow()
            for start in stride(from: 0, to: frames, by: 10) {
                pause(start)
                let piece = signal(frames: start..<start + 10, channels: channels)
                guard server.write(piece) else { return }
                // After a pause it goes on from there.
                due = max(due + 10_000_000, monotonicNow() - 50_000_000)
                usleep(UInt32(max(0, due - monotonicNow()) / 1_000))
            }
        }
        feeder.start()
        return feeder
    }

    @Test("what is fed comes out bit for bit, in order and whole", arguments: [4, 8, 16, 32])
    func bitExact(channels: Int) throws {
        let server = try PulseServer(channels: channels, rateHertz: 1_000)
        defer { server.end() }
        let stream = try open(server, channels: channels)
        #expect(stream.grant.periodFrames == periodFrames(channels: channels))
        #expect(stream.start() == .frames(0))
        let wanted = 1_200
        let feeder = feed(server, frames: 2_000, channels: channels)
        // Silence until the feed begins, then every frame after the other.
        var words: [Int32] = []
        var begin: Int?
        var read: (bytes: [UInt8], outcome: StreamOutcome)
        repeat {
            read = stream.read(frames: 50)
            words += unsafe read.bytes.withUnsafeBytes {
                unsafe Array($0.bindMemory(to: Int32.self))
            }
            if begin == nil { begin = words.firstIndex { $0 != 0 }.map { $0 / channels } }
        } while read.outcome == .frames(50)
            && words.count < ((begin ?? 60_000) + wanted) * channels
        while !feeder.isFinished { usleep(1_000) }
        let start = try #require(begin)
        let first = Int(words[start * channels]) / 256 - 1
        let count = words.count / channels - start
        #expect(count >= wanted, "\(count) frames of signal, \(read.outcome)")
        var wrong = 0
        for frame in 0..<count {
            for channel in 0..<channels
            where Int(words[(start + frame) * channels + channel])
                != (first + frame + 1) * 256 + channel
            {
                wrong += 1
            }
        }
        #expect(wrong == 0)
    }

    @Test("a server that is killed is a device lost")
    func killed() throws {
        let server = try PulseServer(channels: 8, rateHertz: 1_000)
        defer { server.end() }
        let stream = try open(server, channels: 8)
        #expect(stream.start() == .frames(0))
        server.write(signal(frames: 0..<200, channels: 8))
        _ = stream.read(frames: 20)
        server.end()
        var outcome = StreamOutcome.frames(50)
        for _ in 0..<50 where outcome == .frames(50) { outcome = stream.read(frames: 50).outcome }
        let isGone: Bool =
            switch outcome {
            case .lost, .broken: true
            default: false
            }
        #expect(isGone, "\(outcome)")
    }

    @Test("a server that has stopped is silence, not a wait without end")
    func stopped() throws {
        let server = try PulseServer(channels: 8, rateHertz: 1_000)
        defer { server.end() }
        let stream = try open(server, channels: 8)
        #expect(stream.start() == .frames(0))
        server.write(signal(frames: 0..<200, channels: 8))
        _ = stream.read(frames: 20)
        server.send(SIGSTOP)
        // What is on its way still comes.
        var outcome = StreamOutcome.frames(0)
        for _ in 0..<50 where outcome != .timedOut { outcome = stream.read(frames: 50).outcome }
        #expect(outcome == .timedOut)
        // Closing would ask the server.
        stream.abandon()
    }

    @Test("a capture ends when the server has stopped, in order, with its reason")
    func silence() throws {
        let server = try PulseServer(channels: 4, rateHertz: 1_000)
        defer { server.end() }
        let amplifier = try Amplifier(channels: 4, rateHertz: 1_000)
        let feeder = feed(server, frames: 1_010, channels: 4) {
            if $0 == 1_000 { server.send(SIGSTOP) }
        }
        let run = try amplifier.capture(frames: 60_000, recording: false) {
            $0.request.device = server.device
            $0.request.format = .s32
            $0.request.periodFrames = periodFrames(channels: 4)
            $0.silenceSecondsMax = 1
        }
        #expect(run.outcome.sourceProblem?.contains("no frame for 1.0 s") == true)
        #expect(run.states.contains("source lost"))
        while !feeder.isFinished { usleep(1_000) }
    }

    @Test("a server that goes on after a while is found again, and what it missed is a gap")
    func goesOn() throws {
        let server = try PulseServer(channels: 4, rateHertz: 1_000)
        defer { server.end() }
        let amplifier = try Amplifier(channels: 4, rateHertz: 1_000)
        let feeder = feed(server, frames: 7_000, channels: 4) {
            guard $0 == 1_000 else { return }
            server.send(SIGSTOP)
            usleep(2_500_000)
            server.send(SIGCONT)
        }
        let run = try amplifier.capture(frames: 6_000) {
            $0.request.device = server.device
            $0.request.format = .s32
            $0.request.periodFrames = periodFrames(channels: 4)
            $0.silenceSecondsMax = 1
            $0.reconnects = true
        }
        #expect(run.outcome.sourceProblem == nil)
        #expect(run.report.reconnects >= 1)
        #expect(run.report.losses(.disconnect).contains { $0 > 500 })
        #expect(run.replayedHash == run.hash)
        while !feeder.isFinished { usleep(1_000) }
    }
}
