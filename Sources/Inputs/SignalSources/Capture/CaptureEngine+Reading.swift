import Alsa
import Realtime

/// What the device has, and what becomes of it: the clock, the checks, frames of the loop.
extension CaptureEngine {
    /// Reads what is there; true when a frame of the loop is complete.
    func read(_ stream: CaptureStream) throws(CaptureError) -> Bool {
        let frameBytes = report.grant.frameBytes
        let position = stream.position { MonotonicClock.now }
        if let position { observe(position) }
        let start = heldFrames * frameBytes
        let end = min(bytes.count, start + wholePeriods(position) * frameBytes)
        let outcome = unsafe bytes.withUnsafeMutableBytes { room in
            unsafe stream.read(into: UnsafeMutableRawBufferPointer(rebasing: room[start..<end]))
        }
        switch outcome {
        case .frames(0), .timedOut: return false
        case .frames(let count):
            latestFrameNanoseconds = MonotonicClock.now
            isHeld = false
            if position == nil {
                // A layer that does not say where it stands: the program's own time will have to do.
                clock.observe(
                    frames: readIndex + Int64(count), nanoseconds: latestFrameNanoseconds)
            }
            try checkZeros(from: start, frames: count)
            accept(count)
            return readyFrames > 0
        case .broken: try recover(stream)
        case .lost(let code): try lose(code)
        }
        return false
    }

    /// Frames to read: whole periods, however late the program is. What is over would end the next
    /// period in the middle of a hop, whose last frame would then wait for frames that it has no
    /// need of.
    private func wholePeriods(_ position: StreamPosition?) -> Int {
        let period = report.grant.periodFrames
        guard let position else { return period }
        return max(1, position.frames / period) * period
    }

    private func observe(_ position: StreamPosition) {
        report.isDeviceTime = position.isDeviceTime
        let frames = readIndex + Int64(position.frames)
        clock.observe(frames: frames, nanoseconds: position.nanoseconds)
        let lateness = position.nanoseconds - clock.nanoseconds(ofFrames: frames)
        if let lost = watch.take(lateness: lateness, nanoseconds: position.nanoseconds) {
            report.unannouncedLosses += 1
            skip(to: readIndex + lost, because: .unannounced)
        }
    }

    /// Index of the device frame that is read next.
    var readIndex: Int64 { nextDeviceFrame + Int64(heldFrames) - framesToDiscard }

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
        var count = count
        if framesToDiscard > 0 {
            let discarded = min(Int(framesToDiscard), count)
            framesToDiscard -= Int64(discarded)
            count -= discarded
            // Nothing is held while frames are discarded.
            removeFirst(discarded, of: discarded + count)
        }
        heldFrames += count
        let averaged = settings.framesAveraged
        let frames = min(heldFrames / averaged, converter.capacityFrames)
        guard frames > 0 else { return }
        firstFrame = nextDeviceFrame / Int64(averaged)
        report.clippedSamples += converter.convert(bytes, frames: frames, firstFrame: firstFrame)
        filledFrames = frames
        takenFrames = 0
        if let tap {
            // Only what the loop takes.
            let taken = min(Int64(frames), endFrame - firstFrame)
            let lost = tap.put(
                converter.counts, stride: converter.capacityFrames, frames: Int(max(0, taken)),
                firstFrame: firstFrame)
            report.framesNotRecorded += Int64(lost)
        }
        removeFirst(frames * averaged, of: heldFrames)
        heldFrames -= frames * averaged
        nextDeviceFrame += Int64(frames * averaged)
    }

    private func removeFirst(_ frames: Int, of all: Int) {
        guard frames > 0, all > frames else { return }
        let frameBytes = report.grant.frameBytes
        for index in 0..<(all - frames) * frameBytes {
            bytes[index] = bytes[frames * frameBytes + index]
        }
    }
}
