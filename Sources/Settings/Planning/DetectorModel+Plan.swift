import Detection
import Foundation

extension DetectorModel {
    /// The model for the channels of a signal, found by name.
    ///
    /// - Parameter plan: of a detector with the model's conditioning, without a model yet.
    func plan(
        _ settings: LearnedSettings, for signal: SignalDescription, hopSeconds: Double
    ) throws(SettingsError) -> LearnedPlan {
        guard abs(signal.rateHertz / rateHertz - 1) < 0.001 else {
            throw SettingsError(
                field: "model",
                problem: "was trained at \(Planning.format(rateHertz)) Hz; the signal has "
                    + "\(Planning.format(signal.rateHertz)) Hz. Train one at this rate")
        }
        let places = try places(in: signal.channelNames)
        var plan = LearnedDesign.plan(settings, bandShifts: bandShifts, hopSeconds: hopSeconds)
        plan.family = family == .linear ? .linear : .trees
        plan.channelCount = Int32(channels.count)
        plan.intercept = Int32(intercept)
        plan.threshold = Int32(threshold)
        plan.operatingPoint.backgroundScore = Int32(backgroundScore)
        plan.treeCount = Int32(trees.count)
        var tables = LearnedTables()
        for place in places { tables.channels.insert(place) }
        for (channel, weights) in weights.enumerated() {
            for (input, weight) in weights.enumerated() {
                tables.weights[places[channel] * LearnedInput.count + input] = Int16(weight)
            }
        }
        for (index, tree) in trees.enumerated() {
            for (split, pair) in tree.splits.enumerated() {
                let (channel, input) = pair[0].quotientAndRemainder(dividingBy: LearnedInput.count)
                let slot = index * TreesPlan.splitCount + split
                tables.trees.splitInputs[slot] = Int16(places[channel] * LearnedInput.count + input)
                tables.trees.splitThresholds[slot] = Int16(pair[1])
            }
            for (node, value) in tree.values.enumerated() {
                tables.trees.values[index * TreesPlan.nodeCount + node] = Int32(value)
            }
        }
        plan.keep(tables)
        return plan
    }

    /// Where each of the model's channels is among `names`.
    private func places(in names: [String]) throws(SettingsError) -> [Int] {
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
}

extension LearnedPlan {
    /// Puts the tables where they stay until the program ends, since nobody knows who copies the plan:
    /// 5 KB for every model that is planned.
    mutating func keep(_ tables: LearnedTables) {
        let place = UnsafeMutablePointer<LearnedTables>.allocate(capacity: 1)
        unsafe place.initialize(to: tables)
        unsafe refer(to: UnsafePointer(place))
    }
}
