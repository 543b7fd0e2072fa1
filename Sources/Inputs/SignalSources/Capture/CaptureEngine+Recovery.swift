import Alsa
import Realtime

/// After frames were lost: the device is started again, and its clock says how many.
extension CaptureEngine {
    /// Starts again after an overrun, a bounded number of times.
    func recover(_ stream: CaptureStream) throws(CaptureError) {
        report.overruns += 1
        let now = MonotonicClock.now
        overrunTimes.removeAll { now - $0 > 60_000_000_000 }
        overrunTimes.append(now)
        guard overrunTimes.count <= settings.overrunsPerMinuteMax else {
            stream.stop()
            throw CaptureError(
                device: settings.request.device,
                problem: .overruns(count: overrunTimes.count))
        }
        switch stream.start() {
        case .lost(let code): try lose(code)
        default:
            if let index = resumedIndex(stream) { skip(to: index, because: .overrun) }
        }
    }

    /// The device is away: the end of the run, or the beginning of a wait for it.
    func lose(_ code: Int32) throws(CaptureError) {
        stream = nil
        guard settings.reconnects else {
            throw CaptureError(device: settings.request.device, problem: .lost(code))
        }
    }

    /// Goes on opening the device, a moment at a time, up to the run's end.
    func reconnect() throws(CaptureError) {
        let end = Double(endFrame * Int64(settings.framesAveraged))
        if clock.isUsable, clock.frames(atNanoseconds: MonotonicClock.now) >= end {
            throw CaptureError(device: settings.request.device, problem: .away)
        }
        MonotonicClock.sleep(until: MonotonicClock.now + 5_000_000)
        guard let opening else {
            var request = settings.request
            // The same again, or nothing: the recording under way has one format and one rate.
            request.format = report.grant.format
            request.periodFrames = report.grant.periodFrames
            opening = CaptureOpening(request)
            return
        }
        guard let result = opening.result else { return }
        self.opening = nil
        switch result {
        case .success(let opened):
            guard case .frames = opened.start(), let index = resumedIndex(opened) else { return }
            stream = opened
            // What it has comes later; it is not silent yet.
            latestFrameNanoseconds = MonotonicClock.now
            report.reconnects += 1
            skip(to: index, because: .disconnect)
        case .failure(let error):
            guard case .notOffered(let what, let asked, let offered) = error.problem else { return }
            throw CaptureError(
                device: settings.request.device,
                problem: .changed("with \(what) \(offered) instead of \(asked)"))
        }
    }

    /// Which frame of the device, by its clock, the stream that has just started begins with; nil
    /// where it broke again.
    ///
    /// A device's count is a whole number, and the program may be kept from asking: what an answer
    /// says is up to a frame, and by that wait, too late. So the device is asked over and over until
    /// two answers, with its count going on in between, lie so close together that the instant is
    /// known to a quarter of a frame.
    private func resumedIndex(_ stream: CaptureStream) -> Int64? {
        guard clock.isUsable else { return readIndex }
        let closeNanoseconds = Int64(2.5e8) / Int64(report.grant.rateHertz)
        // Long enough for a device that is slow to start.
        let deadline = MonotonicClock.now + 500_000_000
        var least = Double.infinity
        var latest: (frames: Int, nanoseconds: Int64) = (0, .min)
        while MonotonicClock.now < deadline {
            let asked = MonotonicClock.now
            guard let position = stream.position({ MonotonicClock.now }) else { return nil }
            defer { latest = (position.frames, asked) }
            guard position.frames != latest.frames else {
                // Nobody else should starve while a device is slow to start.
                if latest.frames == 0 { MonotonicClock.sleep(until: asked + 50_000) }
                continue
            }
            least = min(
                least, clock.frames(atNanoseconds: position.nanoseconds) - Double(position.frames))
            let isFirst = latest.nanoseconds == .min
            if !isFirst, position.nanoseconds - latest.nanoseconds < closeNanoseconds { break }
        }
        return least.isFinite ? Int64(least.rounded()) : nil
    }

    /// Goes on with device frame `index` as the next to be read; what lies before it is missing.
    func skip(to index: Int64, because cause: CaptureReport.Cause) {
        let averaged = Int64(settings.framesAveraged)
        let expected = nextDeviceFrame
        let lost = max(0, index - readIndex)
        let resumed = max(index, expected)
        // Up to a whole frame of the loop, and as far as a recording's record reaches.
        let end = max(resumed, expected + gapFramesMin * averaged)
        nextDeviceFrame = (end + averaged - 1) / averaged * averaged
        framesToDiscard = nextDeviceFrame - resumed
        heldFrames = 0
        output?.cut()
        watch.restart()
        report.add(
            CaptureReport.Gap(
                cause: cause, firstFrame: expected / averaged,
                frames: (nextDeviceFrame - expected) / averaged, deviceFramesLost: lost))
    }
}
