import TestSupport
import Testing

@testable import Recordings

/// What is known of the recordings that lie beside the project.
@Suite(.enabled(if: Surroundings.recordings != nil, "skipped: no recordings"))
struct RealRecordingTests {
    struct Known: Sendable, CustomTestStringConvertible {
        let name: String
        let channels: Int
        let rate: SamplingRate?
        let duration: Double
        let seizures: [SeizureEvent]?
        var outside: [Double] = []

        var testDescription: String { name }
    }

    static func seizure(_ onset: Double, _ duration: Double?, _ label: String) -> SeizureEvent {
        SeizureEvent(onsetSeconds: onset, durationSeconds: duration, label: label)
    }

    static let known: [Known] = [
        Known(
            name: "sub-mouse01/ieeg/sub-mouse01_run-315_ieeg.edf", channels: 4,
            rate: SamplingRate(numerator: 200), duration: 328,
            seizures: [seizure(77.891, 37.608, "sz")]),
        Known(
            name: "sub-mouse01/ieeg/sub-mouse01_run-313_ieeg.edf", channels: 4,
            rate: SamplingRate(numerator: 200), duration: 328, seizures: []),
        Known(
            name: "sub-dog01/ieeg/sub-dog01_task-spliced_run-02_ieeg.edf", channels: 16,
            rate: SamplingRate(numerator: 16384, denominator: 41), duration: 94.8125,
            seizures: [seizure(21.921, 35.034, "sz")]),
        Known(
            name: "sub-pt01/ieeg/sub-pt01_task-ictal_run-01_ieeg.edf", channels: 14,
            rate: SamplingRate(numerator: 1000), duration: 30, seizures: [seizure(10, 20, "sz")]),
        Known(
            name: "formats/edf/pt1sz2_0001_reduced.edf", channels: 98,
            rate: SamplingRate(numerator: 1000), duration: 17.36,
            seizures: [seizure(15.81, nil, "onset")]),
        Known(
            name: "formats/edf/la02_ictal_reduced.edf", channels: 140,
            rate: SamplingRate(numerator: 1000), duration: 10.1,
            seizures: [seizure(9.813, nil, "SZ 2P")]),
        Known(
            name: "formats/edf/ieeg_ecog_sz_test.edf", channels: 98,
            rate: SamplingRate(numerator: 1000), duration: 15.5, seizures: [], outside: [18000]),
        Known(
            name: "formats/edf/scalp_sz_test.edf", channels: 42,
            rate: SamplingRate(numerator: 200), duration: 236, seizures: [seizure(0, 85, "onset")]),
        Known(
            name: "formats/edf/gap_edfplusd.edf", channels: 1, rate: SamplingRate(numerator: 256),
            duration: 25, seizures: nil),
        Known(
            name: "formats/edf/millivolts.edf", channels: 1, rate: SamplingRate(numerator: 256),
            duration: 10, seizures: nil),
        Known(
            name: "formats/edf/mixed_rates.edf", channels: 3, rate: nil, duration: 10, seizures: nil
        ),
        Known(
            name: "formats/bdf/sine8_512hz_24bit.bdf", channels: 8,
            rate: SamplingRate(numerator: 512), duration: 20, seizures: [seizure(5, 2.5, "seizure")]
        ),
        Known(
            name: "formats/brainvision/sub-01_ses-interictalsleep_run-01_ieeg.vhdr", channels: 50,
            rate: SamplingRate(numerator: 2000), duration: 5, seizures: nil),
    ]

    @Test(arguments: known)
    func isReadAsKnown(known: Known) throws {
        let recording = try Recording(opening: Surroundings.recording(known.name))
        #expect(recording.channels.count == known.channels)
        if let rate = known.rate { #expect(recording.channels.allSatisfy { $0.rate == rate }) }
        #expect(recording.durationSeconds == known.duration)
        #expect(recording.referenceEvents?.seizures == known.seizures)
        #expect((recording.referenceEvents?.outside ?? []).map(\.onsetSeconds) == known.outside)
    }

    @Test func theGapStaysAGap() throws {
        let recording = try Recording(
            opening: Surroundings.recording("formats/edf/gap_edfplusd.edf"))
        #expect(
            recording.segments == [
                RecordingSegment(startSeconds: 0, durationSeconds: 10),
                RecordingSegment(startSeconds: 15, durationSeconds: 10),
            ])
        let frames = try readAll(recording, channels: [0]).frames
        #expect(frames == Array(0..<2560) + Array(3840..<6400))
    }

    @Test func aStrictReadersComplaintIsAWarning() throws {
        let recording = try Recording(
            opening: Surroundings.recording("formats/edf/scalp_sz_test.edf"))
        #expect(recording.warnings.contains { $0.contains("recording identification") })
    }

    @Test func bidsTypesAndStatesAreTaken() throws {
        let recording = try Recording(
            opening: Surroundings.recording(
                "formats/brainvision/sub-01_ses-interictalsleep_run-01_ieeg.vhdr"))
        #expect(recording.channels.allSatisfy { $0.type == "ECOG" && $0.status == .good })
        // The table gives the unit as V; the header, which says µV, holds.
        #expect(recording.warnings.count == 1)
        #expect(recording.warnings[0].contains("the header's holds"))
    }
}
