import Foundation
import Planning

@testable import Recordings
@testable import SignalSources

/// A channel as a reader would describe it.
func channel(
    _ index: Int, _ name: String, unit: String = "uV", rate: Int64 = 256, denominator: Int64 = 1,
    type: String? = nil, status: RecordingChannel.Status = .unknown
) -> RecordingChannel {
    RecordingChannel(
        index: index, name: name, unit: unit,
        microvoltsPerUnit: VoltageUnit.microvoltsPerUnit(unit), physicalMinimum: nil,
        physicalMaximum: nil, digitalMinimum: nil, digitalMaximum: nil,
        rate: SamplingRate(numerator: rate, denominator: denominator)!, transducer: "",
        prefiltering: "", type: type, status: status)
}

func channels(_ names: String...) -> [RecordingChannel] {
    names.enumerated().map { channel($0, $1) }
}

/// The front end's settings, the default ones but for what `yaml` says.
func frontEnd(_ yaml: String) throws(SettingsError) -> FrontEndSettings {
    try Settings(yaml: "frontEnd: {\(yaml)}", over: .standard, file: "s.yaml").frontEnd
}

/// Counts of a block, [frame][group].
func convert(
    _ frontEnd: inout FrontEnd, _ samples: [[Float]], frames: Range<Int>? = nil
) -> [SIMD8<Int16>] {
    let block = SampleBlock(firstFrame: 0, samples: samples)
    let range = frames ?? 0..<block.frameCount
    var counts = [SIMD8<Int16>](
        repeating: SIMD8(repeating: 99), count: range.count * frontEnd.groupCount)
    var span = counts.mutableSpan
    frontEnd.convert(block, frames: range, into: &span)
    return counts
}
