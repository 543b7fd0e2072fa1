import Acquisition

/// What the device has, and what becomes of it: the clock, the checks, frames of the loop.
extension CaptureEngine {
    /// Reads what is there; true when a frame of the loop is complete.
    func read(_ device: CaptureDevice) throws(CaptureError) -> Bool {
        if resumed != nil {
            try findIndex(device)
            if resumed != nil { rest() }
            return false
        }
        let frameBytes = report.grant.frameBytes
        let position = device.position(timeline)
        if let position { try observe(position) }
        readFrom = index.readIndex
        framesHeldBack = position?.framesHeldBack ?? 0
        let start = index.heldFrames * frameBytes
        let end = min(bytes.count, start + wholePeriods(position) * frameBytes)
        let outcome = unsafe bytes.withUnsafeMutableBytes { room in
            unsafe device.read(into: UnsafeMutableRawBufferPointer(rebasing: room[start..<end]))
        }
        switch outcome {
        case .frames(0), .timedOut: rest()
        case .frames(let count):
            latestFrameNanoseconds = timeline.now
            silence = 0
            restartsInVain = 0
            isHeld = false
            try checkNumbers(from: start, frames: count)
            try checkZeros(from: start, frames: count)
            accept(count)
            return readyFrames > 0
        case .broken: try recover(device)
        case .lost(let code): try lose(code)
        }
        return false
    }

    /// A device that woke the thread for nothing shall not keep it busy.
    private func rest() {
        let pause = max(100_000, Int64(report.grant.periodSeconds * 2.5e8))
        timeline.sleep(until: timeline.now + pause)
        silence += pause
    }

    /// Frames to read: whole periods, however late the program is. What is over would end the next
    /// period in the middle of a hop, whose last frame would then wait for frames that it has no
    /// need of.
    private func wholePeriods(_ position: StreamPosition?) -> Int {
        let period = report.grant.periodFrames
        guard let position else { return period }
        return max(1, (position.frames - position.framesHeldBack) / period) * period
    }

    private func observe(_ position: StreamPosition) throws(CaptureError) {
        if let gap = index.observe(position, suspended: timeline.suspended) {
            report.unannouncedLosses += 1
            enter(gap)
        }
        guard settings.checksRate, index.rate.isWrong, let measured = index.rate.measuredHertz
        else { return }
        throw CaptureError(
            device: settings.request.device,
            problem: .rate(measured: measured, nominal: report.grant.rateHertz))
    }

    private func checkNumbers(from start: Int, frames: Int) throws(CaptureError) {
        guard let found = report.floats.take(bytes, at: start, frames: frames, report.grant)
        else { return }
        throw CaptureError(
            device: settings.request.device,
            problem: .noNumber(
                channel: settings.channelNames[found.channel],
                deviceFrame: index.readIndex + Int64(found.frame)))
    }

    private func checkZeros(from start: Int, frames: Int) throws(CaptureError) {
        guard settings.zerosSecondsMax > 0 else { return }
        guard FloatCheck.isSilent(bytes, at: start, frames: frames, report.grant) else {
            zeroFrames = 0
            return
        }
        zeroFrames += Int64(frames)
        let most = settings.zerosSecondsMax * Double(report.grant.rateHertz)
        if Double(zeroFrames) >= most {
            throw CaptureError(
                device: settings.request.device, problem: .zeros(seconds: settings.zerosSecondsMax))
        }
    }

    /// Makes frames of the loop of what is held and `count` more device frames.
    private func accept(_ count: Int) {
        lookForEdges(inNext: count)
        // Nothing is held while frames are discarded.
        let discarded = index.read(count)
        converter.setAside(bytes, frames: discarded)
        removeFirst(discarded, of: count)
        listenForEcho(inLast: count - discarded)
        let frames = min(index.wholeFrames, converter.capacityFrames)
        guard frames > 0 else { return }
        firstFrame = index.nextFrame
        report.clippedSamples += converter.convert(bytes, frames: frames, firstFrame: firstFrame)
        filledFrames = frames
        takenFrames = 0
        // Only what the loop takes.
        let taken = min(Int64(frames), endFrame - firstFrame)
        for tap in taps {
            tap.put(
                converter.counts, stride: converter.capacityFrames, frames: Int(max(0, taken)),
                firstFrame: firstFrame)
        }
        let held = index.heldFrames
        removeFirst(index.made(frames), of: held)
    }

    /// Looks at the device frames that were just read, as they are; an edge may end the run. Edges
    /// count of which the signal is in a frame of the loop.
    private func lookForEdges(inNext count: Int) {
        guard let triggers, triggers.stopDeviceFrame == nil else { return }
        let conversion = settings.conversion
        let first = index.readIndex
        let begin = max(first, conversion.firstDeviceFrame(ofEdgesIn: index.nextFrame))
        let end = min(first + Int64(count), conversion.firstDeviceFrame(ofEdgesIn: endFrame))
        guard begin < end else { return }
        let last = triggers.take(
            bytes, at: (index.heldFrames + Int(begin - first)) * report.grant.frameBytes,
            frames: Int(end - begin), firstFrame: begin, report.grant)
        if let last { endFrame = conversion.frame(ofEdgeAt: last) + 1 }
    }

    private func removeFirst(_ frames: Int, of all: Int) {
        guard frames > 0, all > frames else { return }
        let frameBytes = report.grant.frameBytes
        for index in 0..<(all - frames) * frameBytes {
            bytes[index] = bytes[frames * frameBytes + index]
        }
    }
}
