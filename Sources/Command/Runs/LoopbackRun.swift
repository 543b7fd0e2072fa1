import Acquisition
import Alsa
import Realtime

/// Two devices joined by a cable, opened.
package struct LoopbackRun {
    private var loopback: Loopback

    /// - Parameters:
    ///   - rate: of both devices, Hz.
    ///   - period: frames between two wake-ups; nil for the fewest in 2 ms or more.
    package init(
        input: String, output: String, channels: Int, rate: Int, period: Int?,
        _ tell: (RunNews) -> Void
    ) throws {
        var request = StreamRequest(device: input, channels: channels, rateHertz: rate)
        request.periodFrames = period
        var playback = request
        playback.device = output
        playback.bufferSeconds = 0
        loopback = try Loopback(input: request, output: playback)
        for grant in [loopback.inputGrant, loopback.outputGrant] { tell(.note(grant.text)) }
    }

    /// Plays marks and waits for them, on the caller's thread, which asks for a real-time one's priority.
    package mutating func run(
        marks: Int, isStopped: () -> Bool, _ tell: (RunNews) -> Void
    ) throws -> Loopback.Result {
        // A few milliseconds are all that the output holds.
        let wishes = RealtimeRequest()
        let process = RealtimeProcess(wishes)
        defer { withExtendedLifetime(process) {} }
        let thread = RealtimeThread.enter(
            name: "loopback", priority: wishes.sourcePriority,
            processor: Processors.realtime, wishes)
        for grant in process.grants + thread where !grant.isGranted {
            tell(.note("\(grant.name): \(grant.problem ?? "not granted")"))
        }
        tell(.begins("loopback", total: Double(marks), isSignal: false))
        let result = try loopback.run(
            marks: marks, isStopped: isStopped,
            progress: { tell(.reached(Double($0), note: "marks")) })
        tell(.ends)
        return result
    }
}
