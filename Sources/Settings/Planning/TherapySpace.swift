import Stimulation

/// What a search for a therapy may choose: for each coordinate its levels, round numbers in ascending
/// order, each within the hard limits. A file narrows it.
package struct TherapySpace: Equatable, Sendable {
    /// A coordinate, by the name of its field.
    package enum Axis: String, CaseIterable, Sendable {
        case contacts, amplitudeMilliamperes, pulseWidthMicroseconds, frequencyHertz
        case durationMilliseconds, burstCount, pauseMilliseconds, therapiesPerEpisode
        case redetectionSeconds, thresholdPercentOfGiven, onsetSeconds

        /// Whether the order of the levels means nothing.
        package var isCategorical: Bool { self == .contacts }
    }

    /// What carries the current, by the name that a file gives it.
    package private(set) var contacts: [ContactChoice] = []
    private var numbers: [Axis: [Double]] = [:]

    /// All that is searched where no file narrows it.
    package static let standard: TherapySpace = {
        do {
            return try TherapySpace(yaml: defaultText, over: nil, file: "default space")
        } catch {
            preconditionFailure("the default space cannot be read: \(error)")
        }
    }()

    /// Reads a space; coordinates that the file does not name keep the default's levels.
    package init(file path: String) throws(SettingsError) {
        try self.init(FieldsText(file: path), over: .standard)
    }

    /// - Parameter base: where levels that the text does not name come from; nil if all must be there.
    package init(
        yaml text: String, over base: TherapySpace? = .standard, file: String
    ) throws(SettingsError) {
        try self.init(FieldsText(text, file: file), over: base)
    }

    private init(_ text: FieldsText, over base: TherapySpace?) throws(SettingsError) {
        if let base { self = base }
        var space = self
        try text.read(mustBeComplete: base == nil) {
            (fields: inout SettingsFields) throws(SettingsError) in
            try space.read(&fields)
        }
        self = space
    }

    private mutating func read(_ fields: inout SettingsFields) throws(SettingsError) {
        contacts = try fields.contactChoices(Axis.contacts.rawValue, contacts)
        for axis in Axis.allCases where axis != .contacts {
            numbers[axis] = try fields.levels(
                axis.rawValue, numbers[axis] ?? [], in: axis.range, areWhole: axis.isWhole)
        }
    }

    /// How many levels each coordinate has, in the order of `Axis.allCases`.
    package var levelCounts: [Int] { Axis.allCases.map(count) }

    private func count(_ axis: Axis) -> Int {
        axis == .contacts ? contacts.count : numbers[axis]?.count ?? 0
    }

    /// A level as a file has it.
    package func text(_ axis: Axis, _ level: Int) -> String {
        axis == .contacts ? contacts[level].name : number(axis, level).plain
    }

    private func number(_ axis: Axis, _ level: Int) -> Double { numbers[axis]?[level] ?? 0 }

    /// From the least level of a coordinate that has an order to the most.
    package func bounds(_ axis: Axis) -> ClosedRange<Double> {
        let levels = numbers[axis] ?? [0]
        return (levels.first ?? 0)...(levels.last ?? 0)
    }

    /// The levels without what has no effect in them: one burst has no pause.
    package func canonical(_ levels: [Int]) -> [Int] {
        var levels = levels
        if value(.burstCount, levels) < 2 { levels[Self.place(.pauseMilliseconds)] = 0 }
        return levels
    }

    private static func place(_ axis: Axis) -> Int { Axis.allCases.firstIndex(of: axis) ?? 0 }

    private func value(_ axis: Axis, _ levels: [Int]) -> Double {
        number(axis, levels[Self.place(axis)])
    }

    /// The settings at a point of the space: what it does not name is as in `base`. No limit is checked
    /// that a single coordinate cannot break; `Planner` refuses the rest.
    ///
    /// - Parameter levels: of each coordinate, in the order of `Axis.allCases`.
    package func settings(_ levels: [Int], over base: Settings) -> Settings {
        var settings = base
        let choice = contacts[levels[Self.place(.contacts)]]
        var burst = base.stimulation.therapies.first?.bursts.first ?? BurstSettings()
        burst.amplitudeMilliamperes = value(.amplitudeMilliamperes, levels)
        burst.pulseWidthMicroseconds = value(.pulseWidthMicroseconds, levels)
        burst.frequencyHertz = value(.frequencyHertz, levels)
        burst.durationMilliseconds = value(.durationMilliseconds, levels)
        (burst.cathodes, burst.anodes) = (choice.cathodes, choice.anodes)
        let bursts = Array(repeating: burst, count: Int(value(.burstCount, levels)))
        settings.stimulation.mode = .on
        settings.stimulation.therapies = [
            TherapySettings(
                bursts: bursts,
                pauseMilliseconds: bursts.count > 1 ? value(.pauseMilliseconds, levels) : 0)
        ]
        settings.stimulation.therapiesPerEpisode = Int(value(.therapiesPerEpisode, levels))
        settings.stimulation.redetectionSeconds = value(.redetectionSeconds, levels)
        let percent = value(.thresholdPercentOfGiven, levels)
        for index in settings.detector.patterns.indices {
            let given = settings.detector.patterns[index].threshold
            settings.detector.patterns[index].threshold = (given * percent / 10).rounded() / 10
        }
        settings.detector.onsetSeconds = value(.onsetSeconds, levels)
        return settings
    }

    /// The space without the choices that name a contact which is not there or must not be used, and
    /// the names of those.
    package func without(
        contactsMissingIn electrodes: ElectrodeSettings
    ) -> (space: TherapySpace, leftOut: [String]) {
        var space = self
        space.contacts = contacts.filter { $0.isThere(in: electrodes) }
        return (space, contacts.filter { !$0.isThere(in: electrodes) }.map(\.name))
    }

    /// Coordinates of a point that stand at an end of their levels, of those that have an order.
    package func edges(_ levels: [Int]) -> [String] {
        zip(Axis.allCases, levels).compactMap { axis, level in
            let count = count(axis)
            guard !axis.isCategorical, count > 2, level == 0 || level == count - 1,
                axis != .pauseMilliseconds || value(.burstCount, levels) > 1
            else { return nil }
            return "\(axis.rawValue) \(text(axis, level)), the \(level == 0 ? "least" : "most") of "
                + "the space"
        }
    }
}

extension TherapySpace.Axis {
    /// What a level may be.
    fileprivate var range: ClosedRange<Double> {
        typealias Range = StimulationRange
        return switch self {
        case .contacts: 0...0
        case .amplitudeMilliamperes: Range.amplitudeMilliamperes
        case .pulseWidthMicroseconds: Range.pulseWidthMicroseconds
        case .frequencyHertz: Range.frequencyHertz
        case .durationMilliseconds: 1...Range.durationMilliseconds.upperBound
        case .burstCount: 1...Double(StimulationLimits.burstsPerTherapyMax)
        case .pauseMilliseconds: Range.pauseMilliseconds
        case .therapiesPerEpisode: 1...Double(StimulationLimits.therapiesPerEpisodeMax)
        case .redetectionSeconds: Range.redetectionSeconds
        case .thresholdPercentOfGiven: 10...1_000
        case .onsetSeconds: 0...60
        }
    }

    fileprivate var isWhole: Bool {
        self == .burstCount || self == .therapiesPerEpisode || self == .pulseWidthMicroseconds
    }
}
