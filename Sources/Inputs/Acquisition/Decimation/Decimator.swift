/// A `DecimationFilter` at work on all channels of a device. What comes out depends on the device's
/// frames alone, to the bit, however many come at a time.
package struct Decimator: Sendable {
    private let filter: DecimationFilter
    private let channelCount: Int
    private let stride: Int
    /// [channel][stride]: the device frames up to the latest, the oldest first.
    private var history: [Int32]
    /// Frames of each channel that are there.
    private var held = 0

    private var conversion: RateConversion { filter.conversion }
    /// Device frames before a frame's own that any frame may need.
    private var memory: Int { conversion.windowFrames - 1 }

    /// - Parameter deviceFramesMax: most device frames that come at a time.
    package init(_ filter: DecimationFilter, channelCount: Int, deviceFramesMax: Int) {
        self.filter = filter
        self.channelCount = channelCount
        stride = filter.conversion.windowFrames - 1 + deviceFramesMax
        history = [Int32](repeating: 0, count: channelCount * stride)
    }

    /// Forgets every frame: those to come do not follow upon them.
    package mutating func reset() { held = 0 }

    /// Takes device frames of which nothing is to be made, the first of `bytes`; they fill the window of
    /// those to come. Allocates nothing.
    package mutating func fill(_ bytes: [UInt8], frames: Int, _ grant: StreamGrant) {
        guard frames > 0 else { return }
        append(bytes, frames: frames, grant)
        keep()
    }

    /// Makes `frames` frames of the loop, of their own device frames, the first of `bytes`, and those
    /// before. O(`windowFrames`) for each channel of each frame; allocates nothing.
    ///
    /// - Parameter sums: laid out [channel][capacityFrames]; `DecimationFilter.unity` are a sample of
    ///   32 bits.
    /// - Precondition: the device frames of the first one's window were taken since the reset.
    package mutating func make(
        _ bytes: [UInt8], frames: Int, firstFrame: Int64, _ grant: StreamGrant,
        into sums: inout [Int64], capacityFrames: Int
    ) {
        let begin = conversion.deviceFrames(ofFrames: firstFrame)
        let end = conversion.deviceFrames(ofFrames: firstFrame + Int64(frames))
        let before = held
        append(bytes, frames: Int(end - begin), grant)
        let window = conversion.windowFrames
        for frame in 0..<frames {
            let number = firstFrame + Int64(frame)
            let last = Int(conversion.deviceFrames(ofFrames: number + 1) - begin)
            let place = before + last - window
            precondition(place >= 0, "a filter must be full")
            let phase = conversion.phase(ofFrame: number) * window
            for channel in 0..<channelCount {
                sums[channel * capacityFrames + frame] = sum(
                    from: channel * stride + place, phase)
            }
        }
        keep()
    }

    private func sum(from place: Int, _ phase: Int) -> Int64 {
        unsafe history.withUnsafeBufferPointer { history in
            unsafe filter.coefficients.withUnsafeBufferPointer { coefficients in
                var sum: Int64 = 0
                for index in 0..<conversion.windowFrames {
                    sum &+=
                        unsafe Int64(history[place &+ index])
                        &* Int64(coefficients[phase &+ index])
                }
                return sum
            }
        }
    }

    private mutating func append(_ bytes: [UInt8], frames: Int, _ grant: StreamGrant) {
        precondition(held + frames <= stride, "more frames at a time than were announced")
        let format = grant.format
        unsafe bytes.withUnsafeBytes { bytes in
            for channel in 0..<channelCount {
                var place = channel * format.byteCount
                let first = channel * stride + held
                for frame in 0..<frames {
                    history[first + frame] = unsafe format.sample(in: bytes, at: place)
                    place += grant.frameBytes
                }
            }
        }
        held += frames
    }

    /// Keeps what frames to come may need.
    private mutating func keep() {
        let (kept, channels, stride) = (memory, channelCount, stride)
        let surplus = held - kept
        guard surplus > 0 else { return }
        unsafe history.withUnsafeMutableBufferPointer { history in
            guard let base = history.baseAddress else { return }
            for channel in 0..<channels {
                let first = unsafe base + channel * stride
                unsafe first.update(from: first + surplus, count: kept)
            }
        }
        held = kept
    }
}
