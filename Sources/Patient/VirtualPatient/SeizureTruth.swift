/// Follows the states of the nodes and keeps the true seizures.
struct SeizureTruth: Equatable, Sendable {
    private(set) var closed: [TrueSeizure] = []
    private(set) var open: TrueSeizure?
    private let criterion: SeizureCriterion
    private let quietSteps: Int64
    private let minimumFrames: Int64
    /// Step at which x1 was last above `leaveX1`, or nil where the node is at rest.
    private var lastAbove: [Int64?]
    private var ictalCount = 0
    private let clock: StepClock

    init(
        nodeCount: Int, criterion: SeizureCriterion, stepsPerSecond: Int, minimumFrames: Int64,
        clock: StepClock
    ) {
        self.criterion = criterion
        self.quietSteps = Int64((criterion.quietSeconds * Double(stepsPerSecond)).rounded())
        self.minimumFrames = minimumFrames
        self.lastAbove = Array(repeating: nil, count: nodeCount)
        self.clock = clock
    }

    /// Seizures up to now, the present one included once it counts.
    func seizures(at frame: Int64) -> [TrueSeizure] {
        guard let open, frame - open.onsetFrame >= minimumFrames else { return closed }
        return closed + [open]
    }

    /// First frame at or after the last ictal step of the open seizure, nil where none is open.
    var openEndFrame: Int64? {
        guard let open else { return nil }
        let present = lastAbove.compactMap { $0 }.max().map { clock.frame(atOrAfter: $0) }
        return max(
            present ?? 0, open.participations.compactMap(\.offsetFrame).max() ?? 0)
    }

    /// Whether `node` is in a seizure.
    func isIctal(_ node: Int) -> Bool { lastAbove[node] != nil }

    /// Whether it was still up at `step`, the last that was observed.
    func isDischarging(_ node: Int, step: Int64) -> Bool { lastAbove[node] == step }

    /// `blocks` hold the nodes' states at `step`, four to each.
    @inline(__always)
    mutating func observe(_ blocks: [EpileptorVariables<Four>], step: Int64) {
        if ictalCount == 0 {
            var above = SIMD4<UInt64>()
            for block in blocks { above |= (criterion.enterX1 - block.x1).bits }
            guard above.hasSign else { return }
        }
        follow(blocks, step)
    }

    private mutating func follow(_ blocks: [EpileptorVariables<Four>], _ step: Int64) {
        for node in lastAbove.indices {
            let x1 = blocks[node >> 2].x1[node & 3]
            guard let last = lastAbove[node] else {
                if x1 > criterion.enterX1 { begin(node, step) }
                continue
            }
            if x1 > criterion.leaveX1 {
                lastAbove[node] = step
            } else if step - last >= quietSteps {
                end(node, last)
            }
        }
    }

    private mutating func begin(_ node: Int, _ step: Int64) {
        let frame = clock.frame(atOrAfter: step)
        lastAbove[node] = step
        ictalCount += 1
        if open == nil { open = TrueSeizure(onsetFrame: frame, participations: []) }
        open?.participations.append(.init(node: node, onsetFrame: frame))
    }

    private mutating func end(_ node: Int, _ last: Int64) {
        lastAbove[node] = nil
        ictalCount -= 1
        let frame = clock.frame(atOrAfter: last)
        guard var seizure = open else { return }
        for index in seizure.participations.indices.reversed()
        where seizure.participations[index].node == node {
            seizure.participations[index].offsetFrame = frame
            break
        }
        guard ictalCount == 0 else {
            open = seizure
            return
        }
        let end = seizure.participations.compactMap(\.offsetFrame).max() ?? frame
        seizure.offsetFrame = end
        if end - seizure.onsetFrame >= minimumFrames { closed.append(seizure) }
        open = nil
    }
}
