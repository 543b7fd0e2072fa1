import Foundation
import TestSupport

@testable import Recordings

/// A small recording of one laboratory's format, written here from its description: two channels, three
/// where the format is read beside others', a gap, and a remark where the format has them.
struct LaboratoryFile {
    /// The path to be opened.
    let path: String
    /// Frames from the start, gaps counted.
    let frames: [Int64]
    /// `[channel][frame]`, in microvolts.
    let values: [[Double]]
    let hertz: Double
    var remarks: [(seconds: Double, text: String)] = []
    /// Of the folder: the files that make it up, the one to be spoilt first.
    let files: [String]

    static let names = [
        "persyst", "blackrock", "blackrockPTP", "micromed", "intan", "intanSignals",
        "openEphys", "neuralynx",
    ]

    /// - Parameter channels: LA1 and so on; of Persyst, Open Ephys and Neuralynx always two.
    static func write(
        _ name: String, to folder: TemporaryFolder, channels: Int = 2
    ) throws -> LaboratoryFile {
        switch name {
        case "persyst": try persyst(folder)
        case "blackrock": try blackrock(folder, isPTP: false, channels)
        case "blackrockPTP": try blackrock(folder, isPTP: true, channels)
        case "micromed": try micromed(folder, channels)
        case "intan": try intan(folder, channels)
        case "intanSignals": try intanSignals(folder, channels)
        case "openEphys": try openEphys(folder)
        default: try neuralynx(folder)
        }
    }

    /// Counts that no rule repeats.
    static func counts(_ channel: Int, _ count: Int) -> [Int16] {
        var generator = SplitMix64(seed: UInt64(channel + 1))
        return (0..<count).map { _ in Int16.random(in: -3000...3000, using: &generator) }
    }

    static func interleaved(_ channels: [[Int16]], _ range: Range<Int>) -> [UInt8] {
        range.flatMap { frame in channels.flatMap { little($0[frame]) } }
    }

    static func little(_ value: some FixedWidthInteger) -> [UInt8] {
        (0..<value.bitWidth / 8).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }

    static func text(_ text: String, _ width: Int) -> [UInt8] {
        Array(text.utf8) + [UInt8](repeating: 0, count: width - text.utf8.count)
    }
}
