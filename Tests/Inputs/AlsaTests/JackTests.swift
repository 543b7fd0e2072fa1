import Acquisition
import Alsa
import Foundation
import Testing

/// ALSA's way through JACK: its server and the plug-in of alsa-plugins, which are not ours.
@Suite(
    "Capture through JACK", .serialized,
    .enabled(
        if: JackServer.isInstalled,
        "JACK (jackd2) or its ALSA plug-in (libasound2-plugins) is not installed: make test installs them"
    ))
struct JackTests {
    init() throws { _ = try #require(Amplifier.plugIn) }

    /// Frames whose every sample says which it is, in 24 bits.
    private func signal(frames: Int, _ grant: StreamGrant) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: frames * grant.frameBytes)
        unsafe bytes.withUnsafeMutableBytes { bytes in
            for frame in 0..<frames {
                for channel in 0..<grant.channels {
                    unsafe grant.format.put(
                        Int32((2 * frame + 2 + channel) << 8), in: bytes,
                        at: frame * grant.frameBytes + channel * grant.format.byteCount)
                }
            }
        }
        return bytes
    }

    @Test("what one device plays another captures bit for bit, in order and whole")
    func bitExact() throws {
        let server = try JackServer()
        defer { server.end() }
        let input = try CaptureStream(JackServer.input)
        let output = try PlaybackStream(JackServer.output)
        for grant in [input.grant, output.grant] {
            #expect(grant.format == .float && grant.rateHertz == JackServer.rateHertz)
        }
        #expect(input.start() == .frames(0))
        let frames = 6_000
        #expect(output.prepare() == .frames(0))
        let bytes = signal(frames: frames, output.grant)
        #expect(unsafe bytes.withUnsafeBytes { unsafe output.write($0) } == .frames(frames))
        #expect(output.start() == .frames(0))
        // Silence until the output begins, then every frame after the other.
        var heard: [Int32] = []
        for _ in 0..<40 where heard.count < 2 * (frames + 4_000) {
            let read = input.read(frames: 512)
            #expect(read.outcome == .frames(512))
            heard += unsafe read.bytes.withUnsafeBytes { bytes in
                stride(from: 0, to: bytes.count, by: 4).map {
                    unsafe input.grant.format.sample(in: bytes, at: $0)
                }
            }
            if heard.count >= 2 * frames, heard.last == 0, heard.contains(where: { $0 != 0 }) {
                break
            }
        }
        let begin = try #require(heard.firstIndex { $0 != 0 })
        let expected = (0..<2 * frames).map { Int32(($0 + 2) << 8) }
        #expect(begin % 2 == 0)
        let came = Array(heard[begin...].prefix(2 * frames))
        #expect(came == expected, "\(came.count) samples")
    }

    @Test("a server that is killed is silence, and nobody waits for it to close")
    func killed() throws {
        let server = try JackServer()
        defer { server.end() }
        let stream = try CaptureStream(JackServer.input)
        #expect(stream.start() == .frames(0))
        #expect(stream.read(frames: 512).outcome == .frames(512))
        server.end()
        #expect(silence(stream) == .timedOut)
        stream.stop()
        // Another server is another device.
        let next = try JackServer()
        defer { next.end() }
        #expect(try CaptureStream(JackServer.input).grant == stream.grant)
    }

    /// What comes after what is still on its way.
    private func silence(_ stream: CaptureStream) -> StreamOutcome {
        var outcome = StreamOutcome.frames(512)
        for _ in 0..<50 where outcome == .frames(512) { outcome = stream.read(frames: 512).outcome }
        return outcome
    }

    @Test("at a server that has stopped nothing waits for ever: reading, stopping, opening")
    func stopped() throws {
        let server = try JackServer()
        defer { server.end() }
        let stream = try CaptureStream(JackServer.input)
        #expect(stream.start() == .frames(0))
        #expect(stream.read(frames: 512).outcome == .frames(512))
        server.send(SIGSTOP)
        #expect(silence(stream) == .timedOut)
        stream.stop()
        #expect(stream.start() == .lost(AlsaError.noAnswer))
        var request = JackServer.input
        request.openSecondsMax = 0.5
        let error = #expect(throws: AlsaError.self) { try CaptureStream(request) }
        #expect(error?.description.contains("its server does not answer") == true)
    }

    @Test(
        "a rate, a format and channels that it has not are refused; a port that is not there is told"
    )
    func refused() throws {
        let server = try JackServer()
        defer { server.end() }
        var wrong = JackServer.input
        wrong.rateHertz = 1_000
        #expect(throws: (any Error).self) { try CaptureStream(wrong) }
        wrong = JackServer.input
        wrong.format = .s32
        #expect(throws: (any Error).self) { try CaptureStream(wrong) }
        wrong = JackServer.input
        wrong.channels = 3
        let channels = #expect(throws: AlsaError.self) { try CaptureStream(wrong) }
        #expect(channels?.description.contains("offers channels 2, not 3") == true)
        var lost = JackServer.input
        (lost.device, lost.channels) = ("jacklost", 1)
        let port = #expect(throws: AlsaError.self) { try CaptureStream(lost) }
        #expect(port?.description.contains("lacks a port") == true)
    }

    @Test("without a server that is said")
    func absent() throws {
        let error = #expect(throws: AlsaError.self) { try CaptureStream(JackServer.input) }
        #expect(error?.description.contains("no server behind it") == true)
    }
}
