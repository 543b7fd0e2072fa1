import ClosedLoop
import Planning
import SignalSources

/// A recording as the front end hands it to a loop, for whoever runs many loops over it: its counts
/// stand in memory, or, where they would take more than is left, are read from the file each time.
package struct CountedRecording: Sendable {
    package let annotated: AnnotatedRecording
    package let signal: SignalDescription
    private let settings: Settings
    private let blocks: [Block]?
    /// What the counts take in memory; 0 where they are not kept.
    package let bytes: Int

    struct Block: Sendable {
        /// Laid out [frame][group].
        var counts: [SIMD8<Int16>]
        var frameCount: Int
        var firstFrame: Int64
    }

    /// Of all counts and the frames' places: the same recording through the same front end.
    package let checksum: UInt64

    package var isKept: Bool { blocks != nil }

    /// - Parameters:
    ///   - settings: of which the front end alone counts.
    ///   - bytesMax: how much memory may be taken.
    ///   - progress: told of the seconds of signal read; what it throws ends the reading.
    package init(
        _ annotated: AnnotatedRecording, settings: Settings, bytesMax: Int,
        progress: (Double) throws -> Void = { _ in }
    ) throws {
        self.annotated = annotated
        signal = try annotated.signal(settings)
        self.settings = settings
        var source = try annotated.source(settings)
        let groupCount = source.frontEnd.groupCount
        let needed = source.frameRange.count * groupCount * MemoryLayout<SIMD8<Int16>>.stride
        let isKept = needed <= bytesMax
        var blocks: [Block] = []
        var checksum = DecisionHash()
        let framesMax = LoopReplay.framesMax
        var counts = [SIMD8<Int16>](repeating: SIMD8(), count: framesMax * groupCount)
        while true {
            var span = counts.mutableSpan
            guard let block = try source.read(into: &span, framesMax: framesMax) else { break }
            let read = counts.prefix(block.frameCount * groupCount)
            checksum.mix(UInt64(bitPattern: block.firstFrame))
            for group in read {
                let words = unsafe unsafeBitCast(group, to: SIMD2<UInt64>.self)
                checksum.mix(words.x)
                checksum.mix(words.y)
            }
            if isKept {
                blocks.append(
                    Block(
                        counts: Array(read), frameCount: block.frameCount,
                        firstFrame: block.firstFrame))
            }
            try progress(Double(block.firstFrame) / signal.rateHertz)
        }
        self.blocks = isKept ? blocks : nil
        self.checksum = checksum.value
        bytes = isKept ? needed : 0
    }

    func frames() throws -> LoopReplay.Frames {
        if let blocks { return .kept(blocks) }
        return .read(try annotated.source(settings))
    }
}
