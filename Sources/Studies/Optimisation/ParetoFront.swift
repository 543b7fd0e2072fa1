/// Points to be small in every coordinate, each 0 (the best there can be) to 1 (the reference).
enum ParetoFront {
    /// Whether one is nowhere worse than another, and somewhere better.
    static func dominates(_ one: [Double], _ other: [Double]) -> Bool {
        zip(one, other).allSatisfy { $0 <= $1 } && one != other
    }

    /// Places of those that no other dominates; of equal ones the first.
    static func front(_ points: [[Double]]) -> [Int] {
        points.indices.filter { place in
            !points.indices.contains {
                dominates(points[$0], points[place])
                    || ($0 < place && points[$0] == points[place])
            }
        }
    }

    /// The volume between the points and the reference at 1 in every coordinate, by slices along the last
    /// coordinate. What lies beyond the reference adds nothing.
    static func hypervolume(_ points: [[Double]]) -> Double {
        let inside = points.filter { $0.allSatisfy { $0 < 1 } }
        guard let dimensions = inside.first?.count else { return 0 }
        if dimensions == 1 { return 1 - (inside.map { $0[0] }.min() ?? 1) }
        let sorted = inside.sorted { $0[dimensions - 1] < $1[dimensions - 1] }
        var volume = 0.0
        for (index, point) in sorted.enumerated() {
            let start = point[dimensions - 1]
            let end = index + 1 < sorted.count ? sorted[index + 1][dimensions - 1] : 1
            guard end > start else { continue }
            volume += (end - start) * hypervolume(sorted[...index].map { Array($0.dropLast()) })
        }
        return volume
    }

    /// Places of `count` points that together leave the largest hypervolume, each the best beside those
    /// before it; once none adds anything, the best of what is left by themselves.
    static func selection(_ points: [[Double]], count: Int) -> [Int] {
        var chosen: [Int] = []
        var layer: [[Double]] = []
        var left = Array(points.indices)
        while chosen.count < count, !left.isEmpty {
            let before = hypervolume(layer)
            let gains = left.map { hypervolume(layer + [points[$0]]) - before }
            guard let most = gains.max(), most > 1e-12 else {
                if layer.isEmpty { break }
                layer = []
                continue
            }
            let place = left.remove(at: gains.firstIndex(of: most) ?? 0)
            chosen.append(place)
            layer.append(points[place])
        }
        // None of these is better than no therapy.
        let rest = left.sorted { (points[$0].max() ?? 0, $0) < (points[$1].max() ?? 0, $1) }
        return chosen + rest.prefix(count - chosen.count)
    }
}
