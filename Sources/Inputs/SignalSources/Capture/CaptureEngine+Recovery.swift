import Acquisition
import Alsa

/// After frames were lost: the device is started again, and its clock says how many.
extension CaptureEngine {
    private static let restartsInVainMax = 10

    /// Starts again after an overrun, a bounded number of times.
    func recover(_ device: CaptureDevice) throws(CaptureError) {
        report.overruns += 1
        let now = timeline.now
        overrunTimes.removeAll { now - $0 > 60_000_000_000 }
        overrunTimes.append(now)
        guard overrunTimes.count <= settings.overrunsPerMinuteMax else {
            device.stop()
            throw CaptureError(
                device: settings.request.device,
                problem: .overruns(count: overrunTimes.count))
        }
        // One that breaks whenever it is started is gone, as PipeWire's is when its server was killed.
        restartsInVain += 1
        guard restartsInVain <= Self.restartsInVainMax else {
            restartsInVain = 0
            device.abandon(timeline)
            return try lose(AlsaError.noAnswer)
        }
        // It has answered, so it is not silent.
        silence = 0
        if case .lost(let code) = device.start() { return try lose(code) }
        seekIndex(because: .overrun)
    }

    /// The device is away: the end of the run, or the beginning of a wait for it.
    func lose(_ code: Int32) throws(CaptureError) {
        device = nil
        guard settings.reconnects else {
            throw CaptureError(device: settings.request.device, problem: .lost(code))
        }
    }

    /// Goes on opening the device, a moment at a time, up to the run's end.
    func reconnect() throws(CaptureError) {
        let end = Double(settings.conversion.deviceFrames(ofFrames: endFrame))
        index.note(suspended: timeline.suspended)
        if index.clock.isUsable, index.frames(atNanoseconds: timeline.now) >= end {
            throw CaptureError(device: settings.request.device, problem: .away)
        }
        timeline.sleep(until: timeline.now + 5_000_000)
        var reopening = self.reopening ?? Reopening(settings.request, as: report.grant)
        let outcome = reopening.look(timeline)
        self.reopening = reopening
        switch outcome {
        case .away: break
        case .changed(let what):
            throw CaptureError(device: settings.request.device, problem: .changed(what))
        case .back(let opened, _):
            guard case .frames = opened.start() else { return }
            device = .alsa(opened)
            // What it has comes later; it is not silent yet.
            silence = 0
            report.reconnects += 1
            seekIndex(because: .disconnect)
        }
    }

    /// The first cause counts where a device breaks again before it has told where it is.
    private func seekIndex(because cause: CaptureReport.Cause) {
        guard index.clock.isUsable else { return }
        resumed = ResumedIndex(resumed?.cause ?? cause, rateHertz: report.grant.rateHertz)
    }

    /// Asks a stream that was started again which frame it begins with, for a moment; a device that
    /// is slow to start has not begun, and nothing of it is read before.
    func findIndex(_ device: CaptureDevice) throws(CaptureError) {
        index.note(suspended: timeline.suspended)
        while let position = device.position(timeline), position.frames > 0 {
            guard let begins = resumed?.take(position, index) else {
                timeline.sleep(until: timeline.now + (resumed?.pauseNanoseconds ?? 0))
                continue
            }
            guard let cause = resumed?.cause else { return }
            resumed = nil
            silence = 0
            restartsInVain = 0
            return enter(index.skip(to: begins, because: cause))
        }
    }

    /// Notes a gap, of which only what lies before the run's end counts.
    func enter(_ gap: CaptureReport.Gap) {
        triggers?.skip()
        converter.reset()
        output?.probe?.skip(to: index.nextDeviceFrame)
        var gap = gap
        gap.frames = max(0, min(gap.frames, endFrame - gap.firstFrame))
        report.ledger.lost += gap.frames
        report.add(gap)
    }
}
