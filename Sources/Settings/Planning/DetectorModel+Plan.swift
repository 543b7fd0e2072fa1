import Detection
import Foundation

extension DetectorModel {
    /// The model's few numbers; its weights or trees are `tables(at:)`.
    ///
    /// - Parameters:
    ///   - settings: with the model applied.
    ///   - channelCount: how many of the signal's channels it knows.
    func plan(
        _ settings: LearnedSettings, channelCount: Int, rateHertz: Double, hopSeconds: Double
    ) -> LearnedPlan {
        let shifts =
            family == .travelling ? LearnedDesign.bandShifts(rateHertz: rateHertz) : bandShifts
        var plan = LearnedDesign.plan(
            settings, bandShifts: shifts, rateHertz: rateHertz, hopSeconds: hopSeconds)
        plan.family =
            switch family {
            case .linear: .linear
            case .trees: .trees
            case .travelling: .travelling
            }
        plan.channelCount = Int32(channelCount)
        plan.intercept = Int32(intercept)
        plan.threshold = Int32(threshold)
        plan.operatingPoint.backgroundScore = Int32(backgroundScore)
        plan.treeCount = Int32(trees.count)
        return plan
    }

    /// The model's weights or trees, its channels being the signal's channels `places`.
    func tables(at places: [Int], rateHertz: Double) -> LearnedTables {
        var tables = LearnedTables()
        for place in places { tables.insert(channel: place) }
        let inputCount = LearnedInput.number(with: (features ?? []).measured(atHertz: rateHertz))
        if family == .travelling {
            let bands = SharedBands(rateHertz: rateHertz)
            for (input, weight) in (weights.first ?? []).enumerated() {
                guard let place = bands.deviceInput(of: input), place < inputCount else {
                    continue
                }
                tables.setWeight(place, Int16(weight))
            }
            tables.setSharePermille(sharePermille ?? 0, inputCount: inputCount)
            return tables
        }
        for (channel, weights) in weights.enumerated() {
            for (input, weight) in weights.enumerated() {
                tables.setWeight(places[channel] * inputCount + input, Int16(weight))
            }
        }
        for (index, tree) in trees.enumerated() {
            for (split, pair) in tree.splits.enumerated() {
                let (channel, input) = pair[0].quotientAndRemainder(dividingBy: inputCount)
                tables.setSplit(
                    index * DetectionLimits.treeSplitCount + split,
                    column: Int16(places[channel] * inputCount + input),
                    threshold: Int16(pair[1]))
            }
            for (node, value) in tree.values.enumerated() {
                tables.setValue(
                    ofNode: index * DetectionLimits.treeNodeCount + node, Int32(value))
            }
        }
        return tables
    }

    /// Where each of the model's channels is among the signal's, found by name; the signal must have
    /// the model's rate.
    func places(in signal: SignalDescription) throws(SettingsError) -> [Int] {
        if family == .travelling { return try everyPlace(in: signal) }
        guard abs(signal.rateHertz / rateHertz - 1) < 0.001 else {
            throw SettingsError(
                field: "model",
                problem: "was trained at \(Planning.format(rateHertz)) Hz; the signal has "
                    + "\(Planning.format(signal.rateHertz)) Hz. Train one at this rate")
        }
        let names = signal.channelNames
        var places: [Int] = []
        for channel in channels {
            let matching = names.indices.filter { names[$0].lowercased() == channel.lowercased() }
            guard matching.count == 1 else {
                throw SettingsError(
                    field: "model",
                    problem: "its channel '\(channel.printable)' is "
                        + (matching.isEmpty ? "not" : "more than once")
                        + " among the signal's: "
                        + names.prefix(12).map(\.printable).joined(separator: ", ")
                        + (names.count > 12 ? ", ... (\(names.count) in all)" : ""))
            }
            guard matching[0] < DetectionLimits.learnedChannelCountMax else {
                throw SettingsError(
                    field: "frontEnd.channels",
                    problem: "the model's '\(channel.printable)' is channel \(matching[0] + 1); a "
                        + "learned detector reaches \(DetectionLimits.learnedChannelCountMax): "
                        + "choose fewer channels")
            }
            places.append(matching[0])
        }
        return places
    }

    /// A travelling model knows whatever channel there is.
    private func everyPlace(in signal: SignalDescription) throws(SettingsError) -> [Int] {
        let count = signal.channelNames.count
        guard count <= DetectionLimits.learnedChannelCountMax else {
            throw SettingsError(
                field: "frontEnd.channels",
                problem: "\(count) channels are chosen; a learned detector reaches "
                    + "\(DetectionLimits.learnedChannelCountMax): choose fewer channels")
        }
        return Array(0..<count)
    }
}
