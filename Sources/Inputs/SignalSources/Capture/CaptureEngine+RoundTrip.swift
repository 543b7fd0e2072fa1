import Acquisition

/// A stimulus on the output, and what comes back of it.
extension CaptureEngine {
    /// Relates the burst that has just left to the input's frames, by both devices' clocks.
    func tellBurst(of output: PulseOutput) {
        guard let probe = output.probe, index.clock.isUsable,
            let left = output.burstLeftNanoseconds
        else { return }
        probe.tellPlayed(atInputFrame: index.frames(atNanoseconds: left))
    }

    /// Listens to the device frames that were just read.
    func listenForEcho(inLast count: Int) {
        guard let probe = output?.probe, count > 0 else { return }
        let before = index.heldFrames - count
        probe.take(
            bytes, at: before * report.grant.frameBytes, frames: count,
            firstFrame: index.nextDeviceFrame + Int64(before), report.grant)
    }
}
