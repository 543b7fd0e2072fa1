import Detection
import Foundation

extension DetectorModel {
    /// More than the largest model needs.
    private static let fileBytesMax = 1 << 20

    /// Reads and checks a model file.
    public init(file path: String) throws(SettingsError) {
        let data: Data
        do throws(RegularFile.Problem) {
            data = try RegularFile.read(path, bytesMax: Self.fileBytesMax + 1)
        } catch {
            throw error.error(path, advice: "is it there? `quench train` makes one")
        }
        do throws(SettingsError) {
            guard data.count <= Self.fileBytesMax else {
                throw SettingsError(field: "", problem: "is larger than a model, 1 MiB")
            }
            self = try Self.decoded(data)
            try check()
        } catch {
            throw SettingsError(field: error.field, problem: error.problem, file: path.oneLine)
        }
    }

    /// The file's text.
    public func text() -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(self) else {
            preconditionFailure("a model can always be written")
        }
        return String(decoding: data, as: UTF8.self) + "\n"
    }

    private static func decoded(_ data: Data) throws(SettingsError) -> DetectorModel {
        do {
            return try JSONDecoder().decode(DetectorModel.self, from: data)
        } catch let error as DecodingError {
            let (place, problem) =
                switch error {
                case .keyNotFound(let key, let context):
                    (context.codingPath + [key], "is missing")
                case .typeMismatch(_, let context), .valueNotFound(_, let context):
                    (context.codingPath, "has another type than a model's")
                case .dataCorrupted(let context):
                    (context.codingPath, "is no JSON that a model could be")
                @unknown default: ([], "cannot be read")
                }
            let name = place.map(\.stringValue).joined(separator: ".")
            throw SettingsError(field: name.printable, problem: problem)
        } catch {
            throw SettingsError(field: "", problem: "is not a model file")
        }
    }

    /// Everything that the plan relies on.
    private func check() throws(SettingsError) {
        func need(
            _ condition: Bool, _ field: String, _ problem: String
        ) throws(SettingsError) {
            guard condition else { throw SettingsError(field: field, problem: problem) }
        }
        try need(
            [Self.formatName, Self.formatNameWithFeatures].contains(format), "format",
            "is '\(format.printable)'; this program reads \(Self.formatName) and "
                + Self.formatNameWithFeatures)
        try checkFeatures(need)
        try need(
            family == .travelling || sharePermille == nil, "sharePermille",
            "only a travelling model has one")
        if family == .travelling {
            try checkTravelling(need)
        } else {
            try checkChannels(need)
        }
        let band = conditioning.bandPassHertz
        try need(
            (1...40).contains(conditioning.hopMilliseconds)
                && (0...1_000).contains(conditioning.highPassHertz)
                && (band.isEmpty || band.count == 2)
                && band.allSatisfy { (0.05...2_500).contains($0) }
                && (1...3).contains(conditioning.bandPassOrder), "conditioning",
            "is outside the ranges of the settings")
        let scores = [intercept, threshold, backgroundScore]
        try need(
            scores.allSatisfy { (-(1 << 29)...1 << 29).contains($0) }, "threshold",
            "intercept, threshold and backgroundScore must lie within 128 units")
        switch family {
        case .linear, .travelling: try checkWeights(need)
        case .trees: try checkTrees(need)
        }
    }

    private typealias Need = (Bool, String, String) throws(SettingsError) -> Void

    private func checkFeatures(_ need: Need) throws(SettingsError) {
        guard format == Self.formatNameWithFeatures else {
            try need(features == nil, "features", "a model of \(Self.formatName) has none")
            return
        }
        let features = features ?? []
        try need(
            !features.isEmpty && Set(features).count == features.count, "features",
            "rhythm, fastActivity or both are expected, once each")
        try need(
            family == .travelling || features.allSatisfy { $0.isMeasured(atHertz: rateHertz) },
            "features",
            "fastActivity needs \(Planning.format(DetectionPlanner.fastActivityHertzMin)) Hz")
    }

    private func checkTravelling(_ need: Need) throws(SettingsError) {
        try need(channels.isEmpty, "channels", "a travelling model has none")
        try need(rateHertz == 0, "rateHertz", "of a travelling model it is 0")
        try need(bandShifts.isEmpty, "bandShifts", "a travelling model has none")
        try need(
            sharePermille.map { (0...1_000).contains($0) } ?? false, "sharePermille",
            "0 to 1,000 are possible")
    }

    private func checkChannels(_ need: Need) throws(SettingsError) {
        try need(
            (1...DetectionLimits.learnedChannelCountMax).contains(channels.count), "channels",
            "a model has 1 to \(DetectionLimits.learnedChannelCountMax) channels")
        try need(
            Set(channels.map { $0.lowercased() }).count == channels.count, "channels",
            "a name is there twice")
        try need(
            rateHertz.isFinite && Planner.ratesHertz.contains(rateHertz), "rateHertz",
            "50 to 5,000 are possible")
        try need(
            bandShifts == LearnedDesign.bandShifts(rateHertz: rateHertz), "bandShifts",
            "are not those of the rate; train the model anew")
    }

    private func checkWeights(_ need: Need) throws(SettingsError) {
        let rowCount = family == .travelling ? 1 : channels.count
        try need(
            weights.count == rowCount
                && weights.allSatisfy { $0.count == inputCount }, "weights",
            "\(rowCount) lists of \(inputCount) whole numbers are expected")
        try need(trees.isEmpty, "trees", "a \(family.rawValue) model has none")
        // Together with the intercept no score can leave 32 bits.
        var sum = 0
        for weight in weights.joined() {
            try need((-32_767...32_767).contains(weight), "weights", "must be within 8 units")
            sum += abs(weight)
        }
        try need(
            sum * Int(LearnedDesign.inputOctaves * LearnedDesign.octave) < 1 << 30, "weights",
            "are too large together")
    }

    private func checkTrees(_ need: Need) throws(SettingsError) {
        try need(
            (1...DetectionLimits.treeCountMax).contains(trees.count), "trees",
            "1 to \(DetectionLimits.treeCountMax) are possible")
        try need(weights.isEmpty, "weights", "a model of trees has none")
        for (index, tree) in trees.enumerated() {
            try need(
                tree.splits.count == DetectionLimits.treeSplitCount
                    && tree.values.count == DetectionLimits.treeNodeCount
                    && tree.splits.allSatisfy {
                        $0.count == 2 && (0..<channels.count * inputCount).contains($0[0])
                            && (-32_768...32_767).contains($0[1])
                    } && tree.values.allSatisfy { (-(1 << 24)...1 << 24).contains($0) },
                "trees.\(index)",
                "seven splits [input, threshold] and fifteen values below 4 units are expected")
        }
    }
}
