import Acquisition
import Alsa

/// After the device ran dry or was lost.
extension PulseOutput {
    /// Whether the device was lost and does not play again yet.
    var isAway: Bool { loss != 0 }

    /// Whether it was lost since that was told.
    var hasLossToTell: Bool { lossToTell != 0 && !wasToldAway }

    /// Whether it was lost or came back since that was told.
    var hasNews: Bool { isAway != wasToldAway || hasLossToTell }

    /// Why the device is away, or was since this was asked last; 0 where it has played all the time.
    func tellLoss() -> Int32 {
        defer { lossToTell = loss }
        wasToldAway = lossToTell != 0
        return lossToTell
    }

    /// The device broke: it is started again, unless it has done nothing but break.
    func restart() {
        isRunning = false
        restartsInVain += 1
        start()
    }

    /// It ran dry, and goes on with the pulse that broke off.
    func resume() {
        opened.underruns += 1
        probe?.restart(written: track.written)
        track.restart()
    }

    /// The device is away: the end of the run, or the beginning of a wait for it.
    func lose(_ code: Int32) {
        if !isAway { opened.outages += 1 }
        giveUp()
        loss = code
        lossToTell = code
        if !reconnects { problem = .outputLost(code) }
    }

    /// The device plays something else than it is given: the end of the run.
    func fail(_ what: String) {
        track.leaveOutRest()
        giveUp()
        problem = .outputFailed(what)
    }

    /// Nobody waits for a device to close either: at a server that is stopped that takes half a minute.
    private func giveUp() {
        probe?.restart(written: track.written)
        track.lose()
        stream?.abandon(timeline)
        stream = nil
        isRunning = false
        restartsInVain = 0
    }

    /// Looks whether the device is back, which then plays silence.
    func reconnect() {
        switch reopening.look(timeline) {
        case .away: break
        case .changed(let what): problem = .changed(what)
        case .back(let stream, let frames):
            // Every pulse of a run leaves the same time after its edge.
            let (had, has) = (opened.grant.bufferFrames, stream.grant.bufferFrames)
            guard has == had else {
                problem = .changed("with buffer \(has) frames instead of \(had) frames")
                return
            }
            self.stream = stream
            beginStream()
            track.wrote(frames)
        }
    }
}
