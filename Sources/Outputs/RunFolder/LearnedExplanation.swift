import ClosedLoop
import Detection
import Foundation
import Journal
import Planning

/// What each channel's inputs gave to a learned detector's score, in the score's own whole numbers.
///
/// Of a linear model a part is weight times input, and of a travelling one too, of the one channel
/// whose sum is the score. Of a tree it is the change of the expected score
/// at each split on the way to the leaf, given to the input that was asked (Saabas 2014, "Interpreting
/// random forests"); expected scores are whole numbers too, so the changes add up to the leaf. What is
/// left, a constant of the model, stands in a row of its own: rows and score agree to the last bit.
package struct LearnedExplanation {
    /// By channel x inputs + input.
    package private(set) var parts: [Int: Int] = [:]
    /// The score where every input says nothing.
    package private(set) var constant: Int
    private let inputCount: Int

    /// - Parameter inputs: by groups of eight channels, as the device held them.
    package init(_ plan: LoopPlan, inputs: [LearnedLanes]) {
        let (plan, tables) = (plan.detection.learned, plan.tables)
        let inputCount = plan.inputCount
        self.inputCount = inputCount
        constant = Int(plan.intercept)
        func value(_ column: Int) -> Int {
            let (channel, input) = column.quotientAndRemainder(dividingBy: inputCount)
            return Int(inputs[channel / 8][input][channel % 8])
        }
        if plan.family == .linear {
            let channelCount = min(inputs.count * 8, DetectionLimits.learnedChannelCountMax)
            for column in 0..<channelCount * inputCount
            where tables.view.weight(column) != 0 {
                parts[column] = Int(tables.view.weight(column)) * value(column)
            }
        }
        if plan.family == .travelling { explainPooled(tables.view, inputs: inputs) }
        for tree in 0..<Int(plan.treeCount) {
            var node = 0
            constant += Int(tables.view.value(ofNode: tree * DetectionLimits.treeNodeCount))
            for _ in 0..<DetectionLimits.treeDepth {
                let split = tables.view.split(tree * DetectionLimits.treeSplitCount + node)
                let isBelow = value(split.column) < Int(split.threshold)
                let next = 2 * node + (isBelow ? 1 : 2)
                let places = (
                    tree * DetectionLimits.treeNodeCount + next,
                    tree * DetectionLimits.treeNodeCount + node
                )
                parts[split.column, default: 0] +=
                    Int(tables.view.value(ofNode: places.0))
                    - Int(tables.view.value(ofNode: places.1))
                node = next
            }
        }
    }

    /// The parts of the channel whose rank is the one that the share asks for; the first of equals.
    private mutating func explainPooled(
        _ tables: borrowing LearnedTablesView, inputs: [LearnedLanes]
    ) {
        var channels: [(sum: Int, parts: [Int: Int])] = []
        for (group, lanes) in inputs.enumerated() {
            for lane in 0..<8 {
                let values = (0..<inputCount).map { Int(lanes[$0][lane]) }
                guard values.contains(where: { $0 != 0 }) else { continue }
                var parts: [Int: Int] = [:]
                for (input, value) in values.enumerated() where tables.weight(input) != 0 {
                    parts[(group * 8 + lane) * inputCount + input] =
                        Int(tables.weight(input)) * value
                }
                channels.append((parts.values.reduce(0, +), parts))
            }
        }
        guard !channels.isEmpty else { return }
        let share = Int(tables.sharePermille(inputCount: inputCount))
        let rank = max(1, (channels.count * share + 999) / 1_000)
        let sums = channels.map(\.sum).sorted(by: >)
        parts = channels.first { $0.sum == sums[rank - 1] }?.parts ?? [:]
    }

    /// The score, exactly.
    package var score: Int { parts.values.reduce(constant, +) }

    /// Rows named one by one; the rest shares one.
    static let rowCountMax = 32

    /// Largest part first, the rest and the model's constant last. Measured is the input in % of its
    /// baseline; at 100 % it gives nothing. The rhythm is a share, which gives nothing at 0 %.
    package func rows(_ inputs: [LearnedLanes], _ planned: PlannedLoop) -> [Contribution] {
        guard let model = planned.model else { return [] }
        let sorted = parts.filter { $0.value != 0 }
            .sorted { (abs($0.value), $1.key) > (abs($1.value), $0.key) }
        // A name costs some thousand cosines.
        let names = (0..<inputCount).map {
            model.inputName($0, signalHertz: planned.signal.rateHertz)
        }
        var rows = sorted.prefix(Self.rowCountMax).map { column, part in
            let (channel, input) = column.quotientAndRemainder(dividingBy: inputCount)
            let value = Double(inputs[channel / 8][input][channel % 8])
            let isShare = input == Int(LearnedInput.rhythm.rawValue)
            return Contribution(
                channel: planned.signal.channelNames[channel], feature: names[input],
                measured: isShare
                    ? 100 * value / LearnedDesign.rhythmWhole
                    : 100 * exp2(value / LearnedDesign.octave),
                threshold: isShare ? 0 : 100, unit: isShare ? "% rhythmic" : "% of baseline",
                votes: part)
        }
        let rest = sorted.dropFirst(Self.rowCountMax)
        if !rest.isEmpty {
            rows.append(
                Contribution(
                    channel: "\(rest.count) more", feature: "smaller parts", measured: nil,
                    threshold: 100, unit: "% of baseline", votes: rest.reduce(0) { $0 + $1.value }))
        }
        rows.append(
            Contribution(
                channel: "model", feature: "constant", measured: nil, threshold: 100,
                unit: "% of baseline", votes: constant))
        return rows
    }
}
