import Foundation

/// The long-term recordings of the SWEC-ETHZ iEEG database: hours in MATLAB 7.3 files
/// (ieeg-swez.ethz.ch), and whole recordings in HDF5 (SWEC iEEG Dataset, arXiv:2506.20354).
enum SWECOpening {
    /// `/data/ieeg`, channels by time, in `IDnn_total.h5` or a part of it.
    static func openTotal(
        _ file: HDF5File, _ dataset: HDF5Dataset
    ) throws(RecordingError) -> OpenedRecording {
        guard let hertz = try file.number("/", "sampling_rate") else {
            throw RecordingError(
                file.path, field: "sampling_rate",
                .missingField(expected: "an attribute with the rate, which IDnn_total.h5 has,"))
        }
        var annotations: [RecordingAnnotation] = []
        var warnings = WarningList()
        if let seizures = try file.dataset("/data/seizures"),
            Set(["onsets", "offsets"]).isSubset(of: seizures.members)
        {
            let count = min(seizures.shape.first ?? 0, Int64(Limits.tableRowsMax))
            annotations = marks(
                try file.numbers(seizures, 0..<count, member: "onsets"),
                try file.numbers(seizures, 0..<count, member: "offsets"), from: 0,
                to: .infinity, &warnings)
        }
        return try recording(file, dataset, timeAxis: 1, hertz, annotations).opened(warnings)
    }

    /// `/EEG`; MATLAB writes the last dimension first, so that its channels by time are time by channels.
    static func openHour(
        _ file: HDF5File, _ dataset: HDF5Dataset, _ place: RecordingPlace
    ) throws(RecordingError) -> OpenedRecording {
        let stem = URL(fileURLWithPath: place.path).deletingPathExtension().lastPathComponent
        let parts = stem.split(separator: "_", omittingEmptySubsequences: false)
        let side = place.sibling(parts.dropLast().joined(separator: "_") + "_info.mat")
        var info = file
        var warnings = WarningList()
        if try file.dataset("/fs") == nil {
            guard FileManager.default.fileExists(atPath: side) else {
                throw RecordingError(
                    file.path, field: "fs",
                    .missingField(expected: "the rate, in the file or in \(side) beside it,"))
            }
            let opened = try RecordingPlace(side)
            guard HDF5Opening.isFile(opened) else {
                throw RecordingError(
                    side,
                    .foreignFormat(
                        name: "no MATLAB 7.3 file",
                        converter: "MATLAB (load, then save -v7.3), or h5py in Python"))
            }
            info = try HDF5File(side)
        }
        guard let hertz = try values("/fs", info).first else {
            throw RecordingError(info.path, field: "fs", .missingField(expected: "a rate"))
        }
        let isByTime = dataset.shape.count == 1 || dataset.shape[0] >= dataset.shape[1]
        var result = try recording(file, dataset, timeAxis: isByTime ? 0 : 1, hertz, [])
        let begins = try values("/seizure_begin", info)
        let ends = try values("/seizure_end", info)
        if info.path != file.path { result.sidePaths = [info.path] }
        let hour = parts.last.flatMap { $0.hasSuffix("h") ? Int64($0.dropLast()) : nil }
        if let hour, (1...100_000).contains(hour) {
            let start = 3600 * Double(hour - 1)
            result.annotations = marks(
                begins, ends, from: start,
                to: start + result.rate.rate.seconds(ofFrame: result.signal.frames), &warnings)
        } else if !begins.isEmpty {
            warnings.add(
                "its name does not say which hour it is ('IDnn_1h.mat'): \(begins.count) seizure(s) of "
                    + "\(info.path) were left out")
        }
        return try result.opened(warnings)
    }

    private static func values(_ path: String, _ file: HDF5File) throws(RecordingError) -> [Double]
    {
        guard let dataset = try file.dataset(path), dataset.isNumber, let count = dataset.count,
            (1...Int64(Limits.tableRowsMax)).contains(count),
            dataset.shape.allSatisfy({ $0 == 1 || $0 == count })
        else { return [] }
        return try file.allNumbers(dataset)
    }

    /// Seizures in seconds of the whole recording, as far as they lie between two times of it.
    private static func marks(
        _ begins: [Double], _ ends: [Double], from start: Double, to end: Double,
        _ warnings: inout WarningList
    ) -> [RecordingAnnotation] {
        if begins.count != ends.count {
            warnings.add(
                "\(begins.count) seizures begin, \(ends.count) end; further ones were left out")
        }
        var odd = 0
        var marks: [RecordingAnnotation] = []
        for (begin, finish) in zip(begins, ends) {
            guard begin.isFinite, finish.isFinite, begin >= 0, finish > begin else {
                odd += 1
                continue
            }
            guard begin < end, finish > start else { continue }
            let onset = max(begin, start) - start
            marks.append(
                RecordingAnnotation(
                    onsetSeconds: onset, durationSeconds: min(finish, end) - start - onset,
                    text: "seizure"))
        }
        if odd > 0 { warnings.add("\(odd) seizure(s) end before they begin and were left out") }
        return marks
    }

    /// The files name neither channels nor a unit.
    private static func recording(
        _ file: HDF5File, _ dataset: HDF5Dataset, timeAxis: Int, _ hertz: Double,
        _ annotations: [RecordingAnnotation]
    ) throws(RecordingError) -> HDF5Recording {
        guard hertz > 0, let rate = StatedRate(hertz: hertz) else {
            throw RecordingError(
                file.path, field: "sampling rate",
                .badValue(found: "\(hertz)", expected: "a rate above 0"))
        }
        let signal = try HDF5Signal(file, dataset, timeAxis: timeAxis)
        return HDF5Recording(
            format: .swec, file: file, signal: signal, rate: rate,
            channels: (0..<signal.channelCount).map {
                ScaledChannel(name: "CH\($0 + 1)", unit: "", gain: 1, byteOffset: 0)
            },
            runs: [RecordRun(firstRecord: 0, recordCount: signal.frames, startSeconds: 0)],
            annotations: annotations)
    }
}
