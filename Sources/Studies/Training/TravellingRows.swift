import Detection
import Planning

/// The rows of a travelling model's fit: the inputs of all channels that say something, in octaves,
/// whose each row is and which kind.
struct TravellingRows: Sendable {
    let inputCount: Int
    /// Seizure rows and others of each subject.
    let counts: [Int: (positive: Int, negative: Int)]
    private var inputs: [SIMD8<Double>] = []
    /// Where each row's begin, and where the last's end.
    private var starts: [Int] = [0]
    private let isPositive: [Bool]
    private let subjects: [Int]

    /// - Parameters:
    ///   - sets: rows in the order of `SharedBands`.
    ///   - isPositive: one for each row.
    ///   - subjects: whose each row is.
    init(_ sets: [TrainingRows], isPositive: [Bool], subjects: [Int]) {
        inputCount = sets.first?.inputCount ?? LearnedInput.count
        self.isPositive = isPositive
        self.subjects = subjects
        var counts: [Int: (positive: Int, negative: Int)] = [:]
        for (subject, positive) in zip(subjects, isPositive) {
            counts[subject, default: (0, 0)].positive += positive ? 1 : 0
            counts[subject, default: (0, 0)].negative += positive ? 0 : 1
        }
        self.counts = counts
        for rows in sets {
            for row in rows.rows.indices {
                let values = rows.values(ofRow: row)
                for start in stride(
                    from: values.startIndex, to: values.endIndex, by: inputCount)
                {
                    var channel = SIMD8<Double>()
                    for input in 0..<inputCount {
                        channel[input] = Double(values[start + input]) / LearnedDesign.octave
                    }
                    if channel != SIMD8() { inputs.append(channel) }
                }
                starts.append(inputs.count)
            }
        }
    }

    /// Subjects that have rows of each kind.
    var subjectCounts: TravellingSubjects {
        TravellingSubjects(
            withSeizures: counts.values.count { $0.positive > 0 },
            withBackground: counts.values.count { $0.negative > 0 })
    }

    /// Each subject's sums at a point, in the subjects' order. Seizure and background weigh one half each, of which each
    /// subject has the same part, and each of its rows the same of that.
    ///
    /// - Parameter all: of whoever is learned from, wherever their rows lie.
    func sums(
        at point: TravellingPoint, sharePermille: Int, of all: TravellingSubjects
    ) -> [TravellingSums] {
        var sums: [Int: RowSums] = [:]
        let choosing = SIMD8(point.choosing)
        let weights = SIMD8(point.weights)
        let costs = counts.mapValues { count in
            (
                positive: 0.5 / Double(all.withSeizures * max(1, count.positive)),
                negative: 0.5 / Double(all.withBackground * max(1, count.negative))
            )
        }
        var scores: [Double] = []
        for row in isPositive.indices {
            let channels = inputs[starts[row]..<starts[row + 1]]
            scores.removeAll(keepingCapacity: true)
            for channel in channels { scores.append((channel * choosing).sum()) }
            let wanted = reached(by: sharePermille, of: scores)
            let place = wanted.flatMap { scores.firstIndex(of: $0) }
            let chosen = place.map { channels[starts[row] + $0] } ?? SIMD8()
            let score = point.intercept + (chosen * weights).sum()
            guard let cost = costs[subjects[row]] else { continue }
            sums[subjects[row], default: RowSums()].add(
                chosen, score: score, isPositive: isPositive[row],
                cost: isPositive[row] ? cost.positive : cost.negative)
        }
        return sums.sorted { $0.key < $1.key }.map { $0.value.sums(inputCount: inputCount) }
    }
}

/// How many subjects have rows of each kind, wherever they lie.
package struct TravellingSubjects: Codable, Equatable, Sendable {
    package var withSeizures: Int
    package var withBackground: Int

    package init(withSeizures: Int, withBackground: Int) {
        (self.withSeizures, self.withBackground) = (withSeizures, withBackground)
    }

    package static func += (all: inout TravellingSubjects, more: TravellingSubjects) {
        all.withSeizures += more.withSeizures
        all.withBackground += more.withBackground
    }
}

extension SIMD8<Double> {
    fileprivate init(_ values: [Double]) {
        self.init()
        for (place, value) in values.enumerated() { self[place] = value }
    }
}
