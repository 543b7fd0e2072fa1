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
            isHeld = false
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

    private func checkZeros(from start: Int, frames: Int) throws(CaptureError) {
        guard settings.zerosSecondsMax > 0 else { return }
        let end = start + frames * report.grant.frameBytes
        guard bytes[start..<end].allSatisfy({ $0 == 0 }) else {
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
        // Nothing is held while frames are discarded.
        let discarded = index.read(count)
        removeFirst(discarded, of: count)
        lookForEdges(inLast: count - discarded)
        listenForEcho(inLast: count - discarded)
        let averaged = settings.framesAveraged
        let frames = min(index.wholeFrames, converter.capacityFrames)
        guard frames > 0 else { return }
        firstFrame = index.nextFrame
        report.clippedSamples += converter.convert(bytes, frames: frames, firstFrame: firstFrame)
        filledFrames = frames
        takenFrames = 0
        // Only what the loop takes.
        let taken = min(Int64(frames), endFrame - firstFrame)
        tap?.put(
            converter.counts, stride: converter.capacityFrames, frames: Int(max(0, taken)),
            firstFrame: firstFrame)
        removeFirst(frames * averaged, of: index.heldFrames)
        index.made(frames)
    }

    /// Looks at the device frames that were just read, as they are; an edge may end the run.
    private func lookForEdges(inLast count: Int) {
        guard let triggers, count > 0 else { return }
        let before = index.heldFrames - count
        let firstFrame = index.nextDeviceFrame + Int64(before)
        let averaged = Int64(settings.framesAveraged)
        let frames = Int(max(0, min(Int64(count), endFrame * averaged - firstFrame)))
        let last = triggers.take(
            bytes, at: before * report.grant.frameBytes, frames: frames, firstFrame: firstFrame,
            report.grant)
        if let last { endFrame = last / averaged + 1 }
    }

    private func removeFirst(_ frames: Int, of all: Int) {
        guard frames > 0, all > frames else { return }
        let frameBytes = report.grant.frameBytes
        for index in 0..<(all - frames) * frameBytes {
            bytes[index] = bytes[frames * frameBytes + index]
        }
    }
}
