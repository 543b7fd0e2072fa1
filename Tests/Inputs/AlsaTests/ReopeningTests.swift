import Acquisition
import Alsa
import Testing

@Suite("A device that is opened again")
struct ReopeningTests {
    @Test("an output that is back plays silence already: nobody has to wait for its start")
    func begun() throws {
        let amplifier = try Amplifier(channels: 1, rateHertz: 1_000)
        let time = try AmplifierTime(path: amplifier.file("time"))
        let timeline = Timeline.simulated(
            SimulatedTime(startNanoseconds: 1_000_000_000) { time.set($0) })
        amplifier.arguments["TIME"] = time.path
        let request = amplifier.request
        let grant = try PlaybackStream(request).grant
        var reopening = Reopening<PlaybackStream>(request, as: grant)
        guard case .away = reopening.look(timeline),
            case .back(let stream, let frames) = reopening.look(timeline)
        else {
            Issue.record("it is not back")
            return
        }
        #expect(frames > 0 && frames <= stream.grant.bufferFrames)
        #expect(stream.position(timeline)?.frames == frames)
    }
}
