import Foundation
import Planning
import TestSupport

@testable import Federation
@testable import Training

/// A centre with made-up rows: one recording a subject, two seizures each.
struct MadeCentre {
    var name: String
    let key = CentreKey()
    let rows: TrainingRows
    let channelCount: Int
    let subjectCount: Int

    static let settings = Settings.standard

    /// - Parameter flips: whether it takes seizures for background, as a liar would.
    init(_ name: String, channels: Int, subjects: Int, seed: UInt64, flips: Bool = false) {
        self.name = name
        channelCount = channels
        subjectCount = subjects
        var random = SplitMix64(seed: seed)
        var rows = TrainingRows(
            channels: (1...channels).map(String.init),
            inputCount: Self.settings.detector.learned.features.inputCount)
        for subject in 0..<subjects {
            for row in 0..<120 {
                let isSeizure = row % 60 >= 40
                let rise = isSeizure != flips ? 700 : 0
                let values = (0..<channels * rows.inputCount).map { column in
                    let isLoud = column / rows.inputCount <= subject % channels
                    return Int16.random(in: -500...500, using: &random)
                        + Int16(isLoud && column % 3 != 2 ? rise : 0)
                }
                rows.append(
                    .init(
                        isSeizure: isSeizure, recording: Int32(subject),
                        piece: Int32(row / 60 * 2 + (isSeizure ? 1 : 0))), values)
            }
        }
        self.rows = rows
    }

    var material: TravellingMaterial { Self.material(rows, subjectCount: subjectCount) }

    static func material(_ rows: TrainingRows, subjectCount: Int) -> TravellingMaterial {
        let background = rows.filtered { !$0.isSeizure }
        return TravellingMaterial(
            rows.filtered(\.isSeizure), background,
            Disturbances.rows(travellingFrom: background), Array(0..<subjectCount))
    }

    func offer(_ privacy: PrivacyBudget? = nil) -> CentreOffer {
        let material = material
        let counts = CentreOffer.Counts(
            recordings: subjectCount, subjects: material.subjects,
            seizures: material.seizureCount, rows: material.rowCount, seizureSeconds: 40,
            backgroundSeconds: 80)
        return CentreOffer(
            centre: name, key: key,
            configuration: FederatedConfiguration(Self.settings, programVersion: "0.1.0"),
            counts: counts, privacy: privacy)
    }

    func answer<Source>(
        _ round: FederatedRound, _ noise: inout GaussianNoise<Source>
    ) throws -> CentreAnswer {
        guard let offer = round.offer(of: key.publicKey) else { throw Absent() }
        return CentreAnswer(
            to: round, of: offer, material,
            onsetSeconds: Self.settings.detector.learned.onsetSeconds, noise: &noise)
    }

    struct Absent: Error {}
}

extension [MadeCentre] {
    static var three: [MadeCentre] {
        [
            MadeCentre("Bern", channels: 2, subjects: 3, seed: 1),
            MadeCentre("Graz", channels: 4, subjects: 2, seed: 2),
            MadeCentre("Lund", channels: 3, subjects: 4, seed: 3),
        ]
    }

    /// All rows in one place, fewer channels filled up with zeros.
    var pooled: (rows: TrainingRows, subjects: [Int]) {
        let channelCount = map(\.channelCount).max() ?? 1
        var pooled = TrainingRows(
            channels: (1...channelCount).map(String.init), inputCount: self[0].rows.inputCount)
        var recordings: Int32 = 0
        for centre in self {
            let padding = (channelCount - centre.channelCount) * pooled.inputCount
            for (index, row) in centre.rows.rows.enumerated() {
                var row = row
                row.recording += recordings
                pooled.append(
                    row,
                    [Int16](centre.rows.values(ofRow: index))
                        + [Int16](repeating: 0, count: padding))
            }
            recordings += Int32(centre.subjectCount)
        }
        return (pooled, [Int](0..<Int(recordings)))
    }

    func begun(
        _ privacy: PrivacyBudget? = nil, steps: Int? = nil, shares: [Int] = [0, 100, 250, 500]
    ) throws -> FederatedRound {
        try FederatedRound(map { $0.offer(privacy) }, sharesPermille: shares, stepCount: steps)
    }

    /// Every round by files, to the end.
    func federated(
        from first: FederatedRound, in folder: TemporaryFolder,
        _ noise: inout GaussianNoise<SplitMix64>
    ) throws -> (model: FederatedModel, rounds: Int) {
        var round = first
        for number in 0..<100 {
            try round.write(to: folder.file("round-\(number).json"))
            let read = try FederatedRound(file: folder.file("round-\(number).json"))
            var step = FederatedStep(read)
            for centre in self {
                let path = folder.file("\(centre.name)-\(number).json")
                try Signed(try centre.answer(read, &noise), by: centre.key).write(to: path)
                try step.take(try Signed<CentreAnswer>(file: path))
            }
            switch try step.outcome() {
            case .asks(let next): round = next
            case .ends(let model): return (model, number + 1)
            }
        }
        throw MadeCentre.Absent()
    }
}
