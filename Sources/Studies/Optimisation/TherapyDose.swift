import Foundation
import Planning

/// What a continuation moves: current, width, rate and length of a settings file's bursts, all alike, and
/// what carries the current.
package struct TherapyDose: Hashable, Sendable {
    /// A coordinate that has an order, by the name of its field.
    package enum Axis: String, CaseIterable, Sendable {
        case amplitudeMilliamperes, pulseWidthMicroseconds, frequencyHertz, durationMilliseconds

        fileprivate var path: WritableKeyPath<BurstSettings, Double> {
            switch self {
            case .amplitudeMilliamperes: \.amplitudeMilliamperes
            case .pulseWidthMicroseconds: \.pulseWidthMicroseconds
            case .frequencyHertz: \.frequencyHertz
            case .durationMilliseconds: \.durationMilliseconds
            }
        }

        /// The same coordinate of what a search chooses.
        var ofSpace: TherapySpace.Axis {
            switch self {
            case .amplitudeMilliamperes: .amplitudeMilliamperes
            case .pulseWidthMicroseconds: .pulseWidthMicroseconds
            case .frequencyHertz: .frequencyHertz
            case .durationMilliseconds: .durationMilliseconds
            }
        }
    }

    private var values: [Axis: Double] = [:]
    package var cathodes: [String]
    package var anodes: [String]

    /// - Throws: `OptimisationError` where there is no therapy, or where bursts differ.
    package init(_ settings: Settings) throws(OptimisationError) {
        let bursts = settings.stimulation.therapies.flatMap(\.bursts)
        guard settings.stimulation.mode == .on, let first = bursts.first else {
            throw OptimisationError("its settings stimulate nothing: there is nothing to move")
        }
        cathodes = first.cathodes
        anodes = first.anodes
        for axis in Axis.allCases { values[axis] = first[keyPath: axis.path] }
        for burst in bursts {
            guard burst.cathodes == cathodes, burst.anodes == anodes,
                Axis.allCases.allSatisfy({ burst[keyPath: $0.path] == values[$0] })
            else {
                throw OptimisationError(
                    "its bursts differ from one another, and only bursts that are alike are moved")
            }
        }
    }

    package subscript(axis: Axis) -> Double {
        get { values[axis] ?? 0 }
        set { values[axis] = newValue }
    }

    /// In a line, such as `-1,2 +3,4`.
    package var contacts: String {
        "-\(cathodes.joined(separator: ",")) +\(anodes.joined(separator: ","))"
    }

    /// Whether the same electrodes do the same, in whatever order they were written.
    func hasContacts(of other: TherapyDose) -> Bool {
        Set(cathodes) == Set(other.cathodes) && Set(anodes) == Set(other.anodes)
    }

    /// The settings with every burst so.
    package func settings(over base: Settings) -> Settings {
        var settings = base
        for therapy in settings.stimulation.therapies.indices {
            for burst in settings.stimulation.therapies[therapy].bursts.indices {
                for axis in Axis.allCases {
                    settings.stimulation.therapies[therapy].bursts[burst][keyPath: axis.path] =
                        self[axis]
                }
                settings.stimulation.therapies[therapy].bursts[burst].cathodes = cathodes
                settings.stimulation.therapies[therapy].bursts[burst].anodes = anodes
            }
        }
        return settings
    }

    /// Of one burst, µC: width times current is nC, and there are so many pulses.
    var microcoulombs: Double {
        self[.amplitudeMilliamperes] * self[.pulseWidthMicroseconds] / 1e3
            * self[.frequencyHertz] * self[.durationMilliseconds] / 1e3
    }

    /// Octaves of each coordinate.
    var octaves: [Double] { Axis.allCases.map { log2(max(1e-9, self[$0])) } }
}
