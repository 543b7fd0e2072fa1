import FrameRing
import Synchronization

/// Looks for edges in a device's frames as they come, before anything is made of them, and passes
/// them on without waiting for anybody.
@safe
package final class TriggerWatch: @unchecked Sendable {
    package static let stuckSeconds: Int64 = 10
    /// Edges of a line that are told within a second; more are counted.
    package static let edgesPerSecondMax = 500
    private static let slotCount = 8_192

    package let plan: TriggerPlan
    private let rateHertz: Int64
    private let memory: UnsafeMutableRawBufferPointer
    /// The source's thread alone.
    private var producer: RingProducer
    private var finders: [EdgeFinder]
    private var toldInSecond: [Int]
    private var second: Int64 = 0
    /// Complete when the run is over.
    package private(set) var reports: [TriggerReport]
    /// The device's frame with the edge that ended the run.
    package private(set) var stopDeviceFrame: Int64?
    /// Whoever is told alone.
    private var consumer: RingConsumer
    private let started: Atomic<Int64>

    package init(_ plan: TriggerPlan, rateHertz: Int) {
        self.plan = plan
        self.rateHertz = Int64(rateHertz)
        let layout = RingLayout(
            slotByteCount: MemoryLayout<Int64>.stride * 4, slotCount: Self.slotCount)
        unsafe memory = .allocate(byteCount: layout.memoryByteCount, alignment: 64)
        let ends = unsafe RingEndpoints(memory: memory, layout: layout)
        producer = ends.producer
        consumer = ends.consumer
        finders = plan.lines.map(\.finder)
        toldInSecond = plan.lines.map { _ in 0 }
        reports = plan.lines.map { _ in TriggerReport() }
        started = Atomic(plan.startOn == nil ? 0 : -1)
    }

    deinit { unsafe memory.deallocate() }

    /// The device's frame with the edge that starts the recording, 0 where none is waited for; nil
    /// before it came. Any thread may ask; it is known before the frame is handed to anyone.
    package var startDeviceFrame: Int64? {
        let frame = started.load(ordering: .acquiring)
        return frame < 0 ? nil : frame
    }

    /// Looks at `frames` frames from a byte on; the frame with the edge that ends the run, if it is
    /// among them. Nothing behind that is looked at.
    package func take(
        _ bytes: [UInt8], at start: Int, frames: Int, firstFrame: Int64, _ grant: StreamGrant
    ) -> Int64? {
        unsafe bytes.withUnsafeBytes { bytes in
            for frame in 0..<frames {
                let place = start + frame * grant.frameBytes
                var isLast = false
                for line in finders.indices {
                    let channel = plan.lines[line].channel
                    let sample = unsafe grant.format.sample(
                        in: bytes, at: place + channel * grant.format.byteCount)
                    if look(sample, line, firstFrame + Int64(frame)) { isLast = true }
                }
                if isLast {
                    stopDeviceFrame = firstFrame + Int64(frame)
                    break
                }
            }
            return stopDeviceFrame
        }
    }

    /// Frames are missing before the next.
    package func skip() {
        for line in finders.indices { finders[line].forget() }
    }

    /// Hands over what was seen since the last time.
    package func drain(_ use: (TriggerNews) -> Void) {
        while consumer.beginRead() {
            if let news = Self.news(in: consumer.slot) { use(news) }
            consumer.release()
        }
    }

    /// Takes a line's next sample; whether it ends the run.
    private func look(_ sample: Int32, _ line: Int, _ frame: Int64) -> Bool {
        reports[line].least = min(reports[line].least, sample)
        reports[line].most = max(reports[line].most, sample)
        let isEdge = finders[line].take(sample)
        if finders[line].samplesBeyond == Self.stuckSeconds * rateHertz {
            reports[line].timesStuck += 1
            put(TriggerNews(kind: .stuck, line: line, deviceFrame: frame, number: 0))
        }
        guard isEdge else { return false }
        reports[line].edges += 1
        tell(line, frame)
        let isStarted = started.load(ordering: .relaxed) >= 0
        if !isStarted, line == plan.startOn { started.store(frame, ordering: .releasing) }
        return isStarted && line == plan.stopOn
    }

    private func tell(_ line: Int, _ frame: Int64) {
        if frame / rateHertz != second {
            second = frame / rateHertz
            for line in toldInSecond.indices { toldInSecond[line] = 0 }
        }
        toldInSecond[line] += 1
        let news = TriggerNews(
            kind: .edge, line: line, deviceFrame: frame, number: reports[line].edges)
        guard toldInSecond[line] <= Self.edgesPerSecondMax, put(news) else {
            reports[line].edgesNotTold += 1
            return
        }
    }

    @discardableResult
    private func put(_ news: TriggerNews) -> Bool {
        producer.beginWrite()
        var slot = producer.slot
        slot.storeBytes(of: news.kind.rawValue, toByteOffset: 0, as: Int64.self)
        slot.storeBytes(of: Int64(news.line), toByteOffset: 8, as: Int64.self)
        slot.storeBytes(of: news.deviceFrame, toByteOffset: 16, as: Int64.self)
        slot.storeBytes(of: news.number, toByteOffset: 24, as: Int64.self)
        return producer.commit()
    }

    /// No other bytes than `put`'s can stand in a slot.
    private static func news(in slot: RawSpan) -> TriggerNews? {
        guard let kind = TriggerNews.Kind(rawValue: unsafe slot.unsafeLoad(as: Int64.self)) else {
            return nil
        }
        return TriggerNews(
            kind: kind, line: Int(unsafe slot.unsafeLoad(fromByteOffset: 8, as: Int64.self)),
            deviceFrame: unsafe slot.unsafeLoad(fromByteOffset: 16, as: Int64.self),
            number: unsafe slot.unsafeLoad(fromByteOffset: 24, as: Int64.self))
    }
}
