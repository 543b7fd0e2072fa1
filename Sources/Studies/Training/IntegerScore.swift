import Detection
import Planning

extension DetectorModel {
    /// The device's score of one row, in whole numbers.
    ///
    /// - Parameter values: channel after channel, `inputCount` inputs each, in the model's order; of a
    ///   travelling model in that of `SharedBands`.
    package func score(_ values: ArraySlice<Int16>) -> Int {
        var score = intercept
        let start = values.startIndex
        switch family {
        case .linear:
            for (channel, weights) in weights.enumerated() {
                for (input, weight) in weights.enumerated() {
                    score += weight * Int(values[start + channel * inputCount + input])
                }
            }
        case .trees:
            for tree in trees { score += tree.values[tree.leaf(of: values)] }
        case .travelling:
            let sums = stride(from: start, to: values.endIndex, by: inputCount).compactMap {
                place -> Int? in
                let inputs = values[place..<place + inputCount]
                guard inputs.contains(where: { $0 != 0 }) else { return nil }
                return zip(weights[0], inputs).reduce(0) { $0 + $1.0 * Int($1.1) }
            }
            score += reached(by: sharePermille ?? 0, of: sums) ?? 0
        }
        return score
    }
}

extension DetectorModel.Tree {
    /// The node that the values lead to.
    func leaf(of values: ArraySlice<Int16>) -> Int {
        var node = 0
        for _ in 0..<DetectionLimits.treeDepth {
            let split = splits[node]
            node = 2 * node + (Int(values[values.startIndex + split[0]]) < split[1] ? 1 : 2)
        }
        return node
    }
}
