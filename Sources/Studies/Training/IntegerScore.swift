import Detection
import Planning

extension DetectorModel {
    /// The device's score of one row, in whole numbers.
    ///
    /// - Parameter values: channel after channel, six inputs each, in the model's order.
    package func score(_ values: ArraySlice<Int16>) -> Int {
        var score = intercept
        let start = values.startIndex
        switch family {
        case .linear:
            for (channel, weights) in weights.enumerated() {
                for (input, weight) in weights.enumerated() {
                    score += weight * Int(values[start + channel * LearnedInput.count + input])
                }
            }
        case .trees:
            for tree in trees { score += tree.values[tree.leaf(of: values)] }
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
