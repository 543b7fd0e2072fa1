import Detection
import Foundation
import Planning

/// A tree as libxgboost dumps it with its statistics.
struct BoostedTree: Decodable {
    var nodeid: Int
    /// `f12`: column 12.
    var split: String?
    var splitCondition: Double?
    var yes: Int?
    var leaf: Double?
    var cover: Double
    var children: [BoostedTree]?

    private enum CodingKeys: String, CodingKey {
        case nodeid, split, yes, leaf, cover, children
        case splitCondition = "split_condition"
    }

    /// Expected score below the node: the leaves' mean, weighted by the rows that reached them.
    var expected: Double {
        guard let children, !children.isEmpty else { return leaf ?? 0 }
        let cover = children.reduce(0) { $0 + $1.cover }
        guard cover > 0 else { return children[0].expected }
        return children.reduce(0) { $0 + $1.expected * $1.cover } / cover
    }

    /// The score of one row in floating point.
    func score(_ values: ArraySlice<Float>) -> Double {
        guard let (column, condition, below, above) = decision else { return leaf ?? 0 }
        return (values[values.startIndex + column] < Float(condition) ? below : above)
            .score(values)
    }

    private var decision: (Int, Double, BoostedTree, BoostedTree)? {
        guard let split, let column = Int(split.dropFirst()), let splitCondition, let yes,
            let below = children?.first(where: { $0.nodeid == yes }),
            let above = children?.first(where: { $0.nodeid != yes })
        else { return nil }
        return (column, splitCondition, below, above)
    }

    /// The same tree complete to depth 3 and in whole numbers. Columns are whole numbers, so a
    /// threshold rounded up decides the same.
    func quantised() -> DetectorModel.Tree {
        var splits = [[Int]](repeating: [0, -32_768], count: DetectionLimits.treeSplitCount)
        var values = [Int](repeating: 0, count: DetectionLimits.treeNodeCount)
        func place(_ tree: BoostedTree, at node: Int) {
            values[node] = Int((tree.expected * LearnedDesign.scoreUnit).rounded())
            guard node < DetectionLimits.treeSplitCount else { return }
            guard let (column, condition, below, above) = tree.decision else {
                // A leaf higher up: its value all the way down, nothing below the lowest threshold.
                place(tree, at: 2 * node + 1)
                place(tree, at: 2 * node + 2)
                return
            }
            splits[node] = [column, Int(max(-32_768, min(32_767, condition.rounded(.up))))]
            place(below, at: 2 * node + 1)
            place(above, at: 2 * node + 2)
        }
        place(self, at: 0)
        return DetectorModel.Tree(splits: splits, values: values)
    }
}
