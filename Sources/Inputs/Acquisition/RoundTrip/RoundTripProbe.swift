import FrameRing

/// Plays a stimulus on the output beside the pulses, and looks for both on a channel of the input. The
/// source's thread alone plays and listens; it passes on what it found without waiting for anybody.
@safe
package final class RoundTripProbe: @unchecked Sendable {
    package let stimulus: RoundTripStimulus
    private let channel: Int
    private let quietSeconds: Double
    private var finder: EchoFinder?
    /// Frames of the stimulus before the output's present stream.
    private var framesBefore: Int64 = 0
    /// The latest burst that has begun in what was drawn; -1 before the first.
    private var drawn = -1
    /// The burst to be told of next.
    private var untold = 0
    private let memory: UnsafeMutableRawBufferPointer
    private var producer: RingProducer
    /// Whoever is told alone.
    private var consumer: RingConsumer
    private static let slotCount = 4_096

    /// - Parameters:
    ///   - channel: of the input, from 0 on.
    ///   - quietSeconds: nothing is played for so long but noise.
    package init(_ stimulus: RoundTripStimulus, channel: Int, quietSeconds: Double) {
        self.stimulus = stimulus
        self.channel = channel
        self.quietSeconds = quietSeconds
        let layout = RingLayout(
            slotByteCount: MemoryLayout<Int64>.stride * 3, slotCount: Self.slotCount)
        unsafe memory = .allocate(byteCount: layout.memoryByteCount, alignment: 64)
        let ends = unsafe RingEndpoints(memory: memory, layout: layout)
        producer = ends.producer
        consumer = ends.consumer
    }

    deinit { unsafe memory.deallocate() }

    /// Before the first frame: what the input granted.
    package func listen(to grant: StreamGrant) {
        finder = EchoFinder(
            rateHertz: grant.rateHertz, bits: grant.format.bits, quietSeconds: quietSeconds)
    }

    // MARK: The output

    /// The stimulus on `frames` frames from one of the output's stream on, by place.
    package func draw(
        frames: Int, from first: Int64,
        _ put: (_ place: Int, _ sample: Int32, _ isMarked: Bool) -> Void
    ) {
        for place in 0..<frames {
            let frame = framesBefore + first + Int64(place)
            if drawn + 1 < stimulus.starts.count, frame >= stimulus.starts[drawn + 1] { drawn += 1 }
            put(
                place, stimulus.sample(at: frame, trial: drawn),
                stimulus.isMarked(at: frame, trial: drawn))
        }
    }

    /// The output ran dry after so many frames; the stimulus goes on with the next.
    package func restart(written: Int64) {
        framesBefore += written
        // Its instants belong to the stream that is over.
        while untold <= drawn { untold += 1 }
        put(RoundTripNews(.broken, frame: -1))
    }

    /// The output's frame, of its present stream, with which the next burst to be told of begins; nil
    /// where it is not drawn yet.
    package var nextStart: Int64? {
        untold <= drawn ? stimulus.starts[untold] - framesBefore : nil
    }

    /// Tells that this burst has left, when the input was at a frame.
    package func tellPlayed(atInputFrame frame: Double) {
        put(RoundTripNews(.played, trial: untold, frame: frame))
        untold += 1
    }

    // MARK: The input

    /// Listens to `frames` frames from a byte on.
    package func take(
        _ bytes: [UInt8], at start: Int, frames: Int, firstFrame: Int64, _ grant: StreamGrant
    ) {
        unsafe bytes.withUnsafeBytes { bytes in
            for frame in 0..<frames {
                let place = start + frame * grant.frameBytes + channel * grant.format.byteCount
                let sample = unsafe grant.format.sample(in: bytes, at: place)
                switch finder?.take(sample, frame: firstFrame + Int64(frame)) {
                case .burst(let frame): put(RoundTripNews(.burst, frame: Double(frame)))
                case .pulse(let frame): put(RoundTripNews(.pulse, frame: Double(frame)))
                case .clipped(let frame): put(RoundTripNews(.clipped, frame: Double(frame)))
                case nil: break
                }
            }
        }
    }

    /// Frames are missing before the one with this index.
    package func skip(to frame: Int64) {
        finder?.forget()
        put(RoundTripNews(.broken, frame: Double(frame)))
    }

    // MARK: Whoever is told

    /// Hands over what was found since the last time.
    package func drain(_ use: (RoundTripNews) -> Void) {
        while consumer.beginRead() {
            if let news = Self.news(in: consumer.slot) { use(news) }
            consumer.release()
        }
    }

    /// No other bytes than `put`'s can stand in a slot.
    private static func news(in slot: RawSpan) -> RoundTripNews? {
        guard let kind = RoundTripNews.Kind(rawValue: unsafe slot.unsafeLoad(as: Int64.self)) else {
            return nil
        }
        return RoundTripNews(
            kind, trial: Int(unsafe slot.unsafeLoad(fromByteOffset: 8, as: Int64.self)),
            frame: unsafe slot.unsafeLoad(fromByteOffset: 16, as: Double.self))
    }

    private func put(_ news: RoundTripNews) {
        producer.beginWrite()
        var slot = producer.slot
        slot.storeBytes(of: news.kind.rawValue, toByteOffset: 0, as: Int64.self)
        slot.storeBytes(of: Int64(news.trial), toByteOffset: 8, as: Int64.self)
        slot.storeBytes(of: news.frame, toByteOffset: 16, as: Double.self)
        // Some news a trial, and thousands of slots: full it is only when nobody listens any more.
        _ = producer.commit()
    }
}
