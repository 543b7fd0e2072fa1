import CThroughput
import ClosedLoop

/// A plain C kernel that does a part of the loop's job on the same counts: its two filters and its
/// line length, without area, half-waves, signal quality, trends or therapy. It tells how fast the
/// machine is at the moment, and what the rest of the loop costs.
@safe
public final class ReferenceWorkload {
    public static let channelCount = Int(reference_channels)

    public var sampleCount: Int { hopCount * hopFrames * Self.channelCount }
    private let hopFrames: Int
    private let isPeersJob: Bool
    private let hopCount: Int
    private let hopsInMemory: Int
    private let counts: [Int16]
    private let sections: [reference_section]
    private let state: UnsafeMutablePointer<reference_state>

    /// - Precondition: `loop` has 128 channels, and one of the two lengths of a hop.
    public init(like loop: LoopWorkload) {
        precondition(loop.channelCount == Self.channelCount, "the kernel has a fixed width")
        hopFrames = Int(loop.plan.detection.hopFrames)
        isPeersJob = hopFrames == Int(peers_hop_frames)
        precondition(
            isPeersJob || hopFrames == Int(reference_hop_frames), "the kernel has fixed hops")
        precondition(loop.plan.detection.conditioning.sectionCount == 2, "it has two sections")
        hopCount = loop.sampleCount / (hopFrames * Self.channelCount)
        counts = loop.counts.flatMap { group in (0..<8).map { group[$0] } }
        hopsInMemory = counts.count / (hopFrames * Self.channelCount)
        sections = (0..<2).map { index in
            let section = loop.plan.detection.conditioning.sections[index]
            let sign1: Int32 = section.zero1 == 0 ? 1 : -1
            let sign2: Int32 = section.zero2 == 0 ? 1 : -1
            return reference_section(
                b0: section.gain, b1: section.gain * (sign1 + sign2),
                b2: section.gain * sign1 * sign2, a1: section.a1, a2: section.a2)
        }
        unsafe state = .allocate(capacity: 1)
        unsafe state.initialize(to: reference_state())
    }

    deinit { unsafe state.deallocate() }

    /// Returns how many votes were cast.
    @discardableResult
    public func run() -> Int {
        var votes = 0
        unsafe counts.withUnsafeBufferPointer { counts in
            for hop in 0..<hopCount {
                let start = hop % hopsInMemory * hopFrames * Self.channelCount
                let hop = unsafe counts.baseAddress! + start
                votes += unsafe Int(
                    isPeersJob
                        ? reference_peers_step(state, sections, hop, 1 << 20)
                        : reference_step(state, sections, hop, 1 << 20))
            }
        }
        return votes
    }
}
