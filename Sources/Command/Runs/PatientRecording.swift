import Foundation
import Journal
import Planning
import Recordings
import Stimulation
import VirtualPatient

/// The signal of a run on a virtual patient as an EDF+ file, with its true seizures as annotations
/// and in an events.tsv beside it.
///
/// It appears whole or not at all. The patient is run once more with the pulses that it got: the same seed and the same pulses give
/// the same signal.
struct PatientRecording {
    let patient: VirtualPatient
    let pulses: [Pulse]
    let frameCount: Int64
    let rate: SamplingRate
    let channelNames: [String]

    func write(to path: String) throws {
        let staged = try StagedFiles([path], overwrites: false)
        var patient = patient
        try StagedFiles.naming {
            try writeSamples(of: &patient, to: StagedFiles.temporary(path))
        }
        try staged.commit()
        try EventsFile.write(
            episodes: patient.seizures.map {
                Episode(
                    onsetSeconds: seconds($0.onsetFrame),
                    durationSeconds: seconds($0.offsetFrame ?? frameCount) - seconds($0.onsetFrame))
            },
            recordingDurationSeconds: seconds(frameCount), to: eventsPath(beside: path))
    }

    private func writeSamples(of patient: inout VirtualPatient, to path: String) throws {
        for pulse in pulses { try patient.deliver(StimulusPulse(pulse)) }
        var writer = try EDFWriter(
            creating: path,
            channels: channelNames.map {
                EDFWriter.Channel(
                    name: $0, physicalMinimum: -8_192, physicalMaximum: 8_191.75,
                    transducer: "virtual patient")
            },
            rate: rate, overwrite: true)
        let step = Int(rate.samplesPerSecond.rounded(.up))
        var samples = [Float](repeating: 0, count: step * channelNames.count)
        while patient.frameIndex < frameCount {
            let count = Int(min(Int64(step), frameCount - patient.frameIndex))
            if count < step { samples = [Float](repeating: 0, count: count * channelNames.count) }
            try patient.advance(frames: count, into: &samples)
            try writer.write(physical: samples, strideFrames: count, frameCount: count)
        }
        for seizure in patient.seizures {
            try writer.annotate(
                RecordingAnnotation(
                    onsetSeconds: seconds(seizure.onsetFrame),
                    durationSeconds: seizure.offsetFrame.map {
                        seconds($0) - seconds(seizure.onsetFrame)
                    },
                    text: "seizure"))
        }
        for train in trains {
            try writer.annotate(
                RecordingAnnotation(
                    onsetSeconds: train.start, durationSeconds: train.end - train.start,
                    text: "stimulation"))
        }
        _ = try writer.close()
    }

    private func seconds(_ frame: Int64) -> Double { Double(frame) / rate.samplesPerSecond }

    /// Bursts: pulses that follow one another within a second.
    private var trains: [(start: Double, end: Double)] {
        var trains: [(start: Double, end: Double)] = []
        for pulse in pulses {
            let start = Double(pulse.startMicroseconds) / 1e6
            let end = Double(pulse.endMicroseconds) / 1e6
            if let last = trains.last, start - last.end < 1 {
                trains[trains.count - 1].end = end
            } else {
                trains.append((start, end))
            }
        }
        return trains
    }

    /// `x_ieeg.edf` and `x.edf` have `x_events.tsv` beside them.
    private func eventsPath(beside path: String) -> String {
        let url = URL(fileURLWithPath: path)
        var stem = url.deletingPathExtension().lastPathComponent
        for suffix in ["_ieeg", "_eeg"] where stem.hasSuffix(suffix) {
            stem.removeLast(suffix.count)
        }
        return url.deletingLastPathComponent().appendingPathComponent("\(stem)_events.tsv").path
    }
}
