import Foundation
import Planning
import TestSupport
import Testing

@testable import Training

struct ModelFileTests {
    private func with<Result>(_ text: String, _ body: (String) throws -> Result) throws -> Result {
        let path = FileManager.default.temporaryDirectory
            .appending(path: "model-\(UUID().uuidString).json").path
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        return try body(path)
    }

    @Test(
        "a model's own signal has its channels and the rate as a fraction",
        arguments: [(16_384, 41), (512, 1), (100, 1), (5_000, 3), (1_000_000, 2_147)])
    func ownSignal(numerator: Int, denominator: Int) {
        var random = SplitMix64(seed: 1)
        var model = randomModel(.linear, channelCount: 3, &random)
        model.rateHertz = Double(numerator) / Double(denominator)
        let signal = model.signal
        #expect(signal.channelNames == model.channels)
        #expect(signal.rateNumerator == numerator && signal.rateDenominator == denominator)
    }

    @Test("a model comes back as it was written", arguments: DetectorModel.Family.allCases)
    func roundTrip(family: DetectorModel.Family) throws {
        var random = SplitMix64(seed: 3)
        let model = randomModel(family, channelCount: 5, &random)
        #expect(try with(model.text()) { try DetectorModel(file: $0) } == model)
    }

    @Test("a file that is no model is refused in one line that names the field")
    func hostile() throws {
        var random = SplitMix64(seed: 3)
        let linear = randomModel(.linear, channelCount: 3, &random)
        let trees = randomModel(.trees, channelCount: 3, &random)
        let travelling = randomModel(.travelling, channelCount: 3, &random)
        func changed(_ model: DetectorModel, _ change: (inout DetectorModel) -> Void) -> String {
            var model = model
            change(&model)
            return model.text()
        }
        let cases: [(String, String)] = [
            ("", "no JSON"), ("{}", "format: is missing"), ("[1]", "another type"),
            (changed(linear) { $0.format = "x" }, "format"),
            (changed(linear) { $0.channels = [] }, "channels"),
            (changed(linear) { $0.channels = ["A", "B", "a"] }, "channels: a name is there twice"),
            (changed(linear) { $0.rateHertz = 1e9 }, "rateHertz"),
            (changed(linear) { $0.bandShifts = [31] }, "bandShifts"),
            (changed(linear) { $0.weights[1] = [1] }, "weights"),
            (changed(linear) { $0.weights[1][0] = 1 << 40 }, "weights"),
            (
                changed(linear) {
                    $0.weights = .init(repeating: .init(repeating: 32_767, count: 6), count: 3)
                },
                "weights: are too large together"
            ),
            (changed(linear) { $0.threshold = Int.max }, "threshold"),
            (changed(linear) { $0.conditioning.bandPassOrder = 9 }, "conditioning"),
            (changed(trees) { $0.trees[3].splits[6] = [18, 0] }, "trees.3"),
            (changed(travelling) { $0.channels = ["A"] }, "channels: a travelling model has none"),
            (changed(travelling) { $0.rateHertz = 256 }, "rateHertz"),
            (changed(travelling) { $0.bandShifts = [1] }, "bandShifts"),
            (changed(travelling) { $0.sharePermille = nil }, "sharePermille"),
            (changed(travelling) { $0.sharePermille = 1_001 }, "sharePermille"),
            (changed(travelling) { $0.weights = [] }, "weights: 1 lists"),
            (changed(linear) { $0.sharePermille = 1 }, "only a travelling model"),
            (changed(trees) { $0.trees[0].values[14] = 1 << 30 }, "trees.0"),
            (changed(trees) { $0.trees = [] }, "trees"),
            // What the family has no use for reaches the plan's tables too.
            (
                changed(linear) { $0.trees = [.init(splits: [[]], values: [])] },
                "trees: a linear model has none"
            ),
            (
                changed(trees) { $0.weights = [[1 << 40]] },
                "weights: a model of trees has none"
            ),
        ]
        for (text, word) in cases {
            #expect {
                _ = try with(text) { try DetectorModel(file: $0) }
            } throws: { error in
                "\(error)".contains(word) && !"\(error)".contains("\n")
            }
        }
    }

    @Test("no cut of a model file is read, and none is a crash")
    func truncated() throws {
        var random = SplitMix64(seed: 3)
        let text = randomModel(.linear, channelCount: 2, &random).text()
        for length in stride(from: 0, to: text.utf8.count - 2, by: 37) {
            #expect(throws: SettingsError.self) {
                try with(String(text.prefix(length))) { try DetectorModel(file: $0) }
            }
        }
    }
}
