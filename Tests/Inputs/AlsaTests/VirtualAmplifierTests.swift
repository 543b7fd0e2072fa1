import Acquisition
import Alsa
import Foundation
import TestSupport
import Testing

/// The virtual amplifier through libasound, as any program sees it. Frames come at the pace of a
/// clock, but nothing here asks how late they came.
@Suite("The virtual amplifier")
struct VirtualAmplifierTests {
    @Test(
        "a file comes through bit for bit",
        arguments: [(4, 250), (8, 1_000), (16, 1_000), (32, 2_048), (256, 4_096)],
        SampleFormat.allCases)
    func bitExact(size: (channels: Int, rateHertz: Int), format: SampleFormat) throws {
        let amplifier = try Amplifier(channels: size.channels, rateHertz: size.rateHertz)
        let frames = size.rateHertz / 2
        var noise = SplitMix64(seed: UInt64(size.channels))
        var signal = [UInt8](repeating: 0, count: frames * size.channels * format.byteCount)
        for index in signal.indices { signal[index] = UInt8.random(in: 0...255, using: &noise) }
        amplifier.arguments["FILE"] = try amplifier.write(signal, to: "signal.raw")
        amplifier.arguments["FORMAT"] = format.alsaName
        var request = amplifier.request
        request.bufferSeconds = 8
        let stream = try CaptureStream(request)
        #expect(stream.grant.format == format)
        #expect(stream.start() == .frames(0))
        let read = stream.read(frames: frames)
        #expect(read.outcome == .frames(frames))
        let isSame = read.bytes == signal
        #expect(isSame)
    }

    @Test("a FIFO's end is no end before data has come, and data in pieces come whole")
    func fifo() throws {
        let amplifier = try Amplifier(channels: 3, rateHertz: 1_000)
        let path = amplifier.file("fifo")
        #expect(unsafe mkfifo(path, 0o600) == 0)
        amplifier.arguments["FILE"] = path
        amplifier.arguments["FORMAT"] = "S16_LE"
        var request = amplifier.request
        request.bufferSeconds = 8
        let stream = try CaptureStream(request)
        #expect(stream.start() == .frames(0))
        #expect(stream.wait(milliseconds: 50) == .timedOut)
        let signal = (0..<660).map { UInt8(truncatingIfNeeded: $0 * 7) }
        let descriptor = unsafe open(path, O_WRONLY)
        defer { close(descriptor) }
        for piece in stride(from: 0, to: 660, by: 55) {
            _ = unsafe write(descriptor, Array(signal[piece..<piece + 55]), 55)
        }
        let read = stream.read(frames: 100)
        let isWhole = read.bytes == Array(signal.prefix(600))
        #expect(isWhole)
    }

    @Test(
        "a mistake in an argument is refused as one, and ends no program",
        arguments: [
            ["FORMAT": "IMA_ADPCM"], ["FORMAT": "FLOAT64_LE"], ["FILE": "/"], ["FAULTS": "/"],
            ["ACCESS": "MMAP_COMPLEX"], ["FILE": "/absent/file"], ["FAULTS": "/absent/file"],
        ])
    func mistakes(arguments: [String: String]) throws {
        let amplifier = try Amplifier(channels: 2, rateHertz: 1_000)
        amplifier.arguments["FILE"] = try amplifier.write([UInt8](repeating: 1, count: 64), to: "f")
        amplifier.arguments.merge(arguments) { $1 }
        let error = #expect(throws: AlsaError.self) { try CaptureStream(amplifier.request) }
        #expect(error?.description.contains("configuration is not valid") == true)
    }

    @Test("an overrun breaks the stream, and the ledger has what was lost")
    func overrun() throws {
        let amplifier = try Amplifier(channels: 2, rateHertz: 1_000)
        try amplifier.inject(["40 overrun 25", "120 overrun"])
        var request = amplifier.request
        request.format = .s16
        request.bufferSeconds = 8
        let stream = try CaptureStream(request)
        var next: [Int64] = []
        #expect(stream.start() == .frames(0))
        for _ in 0..<2 {
            let read = stream.read(frames: 10_000)
            #expect(read.outcome == .broken)
            next.append(counter(read.bytes.prefix(2)) - 1)
            #expect(stream.start() == .frames(0))
        }
        next.append(counter(stream.read(frames: 1).bytes) - 1)
        let ledger = try amplifier.ledger()
        #expect(ledger.map(\.kind) == ["start", "overrun", "overrun"])
        #expect(ledger.map(\.to) == next)
        #expect(ledger[1].to >= 65)
    }

    @Test("a disconnect is a device gone, that cannot be opened")
    func disconnect() throws {
        let amplifier = try Amplifier(channels: 2, rateHertz: 1_000)
        try amplifier.inject(["30 disconnect 3600"])
        let stream = try CaptureStream(amplifier.request)
        #expect(stream.start() == .frames(0))
        #expect(stream.read(frames: 10_000).outcome == .lost(ENODEV))
        #expect(throws: AlsaError.self) { try CaptureStream(amplifier.request) }
    }

    @Test("a device that comes back opens again, at the frame that is due by then")
    func comingBack() throws {
        let amplifier = try Amplifier(channels: 2, rateHertz: 1_000)
        try amplifier.inject(["30 disconnect 0.2"])
        let stream = try CaptureStream(amplifier.request)
        #expect(stream.start() == .frames(0))
        #expect(stream.read(frames: 10_000).outcome == .lost(ENODEV))
        for _ in 0..<1_000 where (try? CaptureStream(amplifier.request)) == nil { usleep(10_000) }
        let again = try CaptureStream(amplifier.request)
        #expect(again.start() == .frames(0))
        let first = counter(again.read(frames: 1).bytes.suffix(8), format: .s32) - 1
        #expect(try amplifier.ledger().last?.to == first)
        #expect(first >= 230)
    }

    @Test("frames that vanish come without a word; zeros are zeros; a freeze is silence")
    func quietFaults() throws {
        let amplifier = try Amplifier(channels: 1, rateHertz: 2_000)
        try amplifier.inject(["100 jump 50", "300 zeros 20", "400 freeze"])
        var request = amplifier.request
        request.format = .s16
        request.bufferSeconds = 8
        let stream = try CaptureStream(request)
        #expect(stream.start() == .frames(0))
        let read = stream.read(frames: 350)
        let values = (0..<350).map { counter(read.bytes.dropFirst($0 * 2).prefix(2)) }
        #expect(values[0] == 1)
        let vanished = try #require(
            values.indices.dropFirst().first { values[$0] != values[$0 - 1] + 1 })
        #expect(values[vanished] == values[vanished - 1] + 51)
        #expect(values.filter { $0 == 0 }.count == 20)
        _ = stream.read(frames: 20)
        #expect(stream.read(frames: 10_000).outcome == .timedOut)
    }

    @Test("what one device plays another hears at the same frame, through shared memory")
    func cable() throws {
        let amplifier = try Amplifier(channels: 2, rateHertz: 4_000)
        let memory = "/quench-test-\(getpid())"
        defer { unsafe shm_unlink(memory) }
        amplifier.arguments["MEMORY"] = memory
        var request = amplifier.request
        request.format = .s32
        request.bufferSeconds = 8
        let capture = try CaptureStream(request)
        #expect(capture.start() == .frames(0))
        let playback = try PlaybackStream(request)
        #expect(playback.prepare() == .frames(0))
        let played = (0..<800).map { Int32(truncatingIfNeeded: ($0 + 1) * 1_000_003) }
        let bytes = unsafe played.withUnsafeBytes { unsafe Array($0) }
        #expect(unsafe bytes.withUnsafeBytes { unsafe playback.write($0) } == .frames(400))
        #expect(playback.start() == .frames(0))
        var words: [Int32] = []
        func isHeard() -> Bool {
            words.firstIndex(of: played[0]).map { words.count >= $0 + 1_200 } ?? false
        }
        for _ in 0..<200 where !isHeard() {
            let heard = capture.read(frames: 400).bytes
            words += unsafe heard.withUnsafeBytes { unsafe Array($0.bindMemory(to: Int32.self)) }
        }
        let first = try #require(words.firstIndex(of: played[0]))
        #expect(Array(words[first..<first + 800]) == played)
        #expect(words[..<first].allSatisfy { $0 == 0 })
        #expect(words[(first + 800)...].allSatisfy { $0 == 0 })
    }

    @Test(
        "what a device does not have is refused, not converted",
        arguments: ["channels", "rate", "format", "period"])
    func refusals(what: String) throws {
        let amplifier = try Amplifier(channels: 4, rateHertz: 500)
        amplifier.arguments["FORMAT"] = "S24_3LE"
        amplifier.arguments["PERIOD"] = "16"
        var request = amplifier.request
        switch what {
        case "channels": request.channels = 5
        case "rate": request.rateHertz = 512
        case "format": request.format = .s16
        default: request.periodFrames = 4
        }
        let error = #expect(throws: AlsaError.self) { try CaptureStream(request) }
        guard case .notOffered(let named, _, _) = error?.problem else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(named == what)
    }

    @Test("a device that is not there is one line")
    func absent() throws {
        _ = try #require(Amplifier.plugIn)
        let error = #expect(throws: AlsaError.self) {
            try CaptureStream(StreamRequest(device: "hw:7,0", channels: 2, rateHertz: 1_000))
        }
        #expect(error?.description.contains("hw:7,0") == true)
        #expect(error?.description.contains("\n") == false)
    }

    @Test("the device's own time comes with its count of frames")
    func position() throws {
        let amplifier = try Amplifier(channels: 1, rateHertz: 1_000)
        var request = amplifier.request
        request.bufferSeconds = 8
        let stream = try CaptureStream(request)
        #expect(stream.position() == nil)
        let before = monotonicNow()
        #expect(stream.start() == .frames(0))
        _ = stream.wait(milliseconds: 5_000)
        // A frame that comes between an answer's two figures leaves it without a stamp.
        let answers = (0..<100).lazy.compactMap { _ in stream.position() }
        let position = try #require(answers.first { $0.stampNanoseconds != nil })
        #expect(position.frames >= stream.grant.periodFrames)
        // The frames there are cannot have taken longer than the time since the start.
        #expect(Int64(position.frames) * 1_000_000 <= position.nanoseconds - before)
        #expect(position.nanoseconds <= monotonicNow())
    }

    /// The counter's value of a frame's first channel.
    private func counter(_ bytes: some Collection<UInt8>, format: SampleFormat = .s16) -> Int64 {
        let bytes = Array(bytes)
        guard bytes.count >= format.byteCount else { return -1 }
        return unsafe bytes.withUnsafeBytes {
            Int64(unsafe format.sample(in: $0, at: 0) >> 16)
        }
    }
}

extension SampleFormat {
    var alsaName: String {
        switch self {
        case .s32: "S32_LE"
        case .s32be: "S32_BE"
        case .s24: "S24_LE"
        case .s24be: "S24_BE"
        case .s24packed: "S24_3LE"
        case .s24packedbe: "S24_3BE"
        case .float: "FLOAT_LE"
        case .floatbe: "FLOAT_BE"
        case .s16: "S16_LE"
        case .s16be: "S16_BE"
        }
    }
}
