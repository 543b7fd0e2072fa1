/// The long-term recordings of the SWEC-ETHZ iEEG database: hours in MATLAB files
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
        return try recording(
            file, HDF5Signal(file, dataset, timeAxis: 1), SWECInfo.rate(hertz, in: file.path),
            annotations
        ).opened(warnings)
    }

    /// `/EEG`; MATLAB writes the last dimension first, so that its channels by time are time by channels.
    static func openHour(
        _ file: HDF5File, _ dataset: HDF5Dataset, _ place: RecordingPlace
    ) throws(RecordingError) -> OpenedRecording {
        let info = try file.dataset("/fs") == nil ? SWECInfo(besides: place) : SWECInfo(file)
        let isByTime = dataset.shape.count == 1 || dataset.shape[0] >= dataset.shape[1]
        let signal = try HDF5Signal(file, dataset, timeAxis: isByTime ? 0 : 1)
        var warnings = WarningList()
        var result = recording(
            file, signal, info.rate, info.marks(of: place, frames: signal.frames, &warnings))
        if info.path != file.path { result.sidePaths = [info.path] }
        return try result.opened(warnings)
    }

    /// `EEG` of a file of MATLAB's version 5, as published: channels by time, so that frames follow one
    /// another. Of what has more rows than columns, rows are times, and channels follow one another.
    static func openHour(
        _ place: RecordingPlace, _ file: RecordingFile, _ progress: (Double) -> Void
    ) throws(RecordingError) -> OpenedRecording {
        let matlab = try MATLABFile(file)
        guard let matrix = matlab["EEG"] else {
            throw RecordingError(
                file.path,
                .foreignFormat(
                    name: "a MATLAB file without a matrix 'EEG'",
                    converter: "scipy.io.loadmat and edfio in Python"))
        }
        let shape = matrix.shape.map(String.init).joined(separator: " x ")
        guard matrix.shape.count == 2, matrix.count > 0,
            matrix.shape.min() ?? 0 <= Limits.channelsMax
        else {
            throw RecordingError(
                file.path, field: "EEG",
                .badValue(found: shape, expected: "samples of 1 to \(Limits.channelsMax) channels"))
        }
        guard let encoding = matrix.encoding.samples else {
            throw RecordingError(
                file.path, field: "EEG",
                .unsupported(
                    found: "\(matrix.encoding)", supported: "int16, int32, single or double"))
        }
        let info = try matlab["fs"] == nil ? SWECInfo(besides: place) : SWECInfo(matlab)
        let data = try matlab.data(of: matrix, progress)
        let isByFrame = matrix.shape[0] <= matrix.shape[1]
        let (channels, frames) = (matrix.shape.min() ?? 0, matrix.shape.max() ?? 0)
        let width = Int64(encoding.byteCount)
        var warnings = WarningList()
        return try InterleavedFile(
            file: data.file, encoding: encoding, dataOffset: data.offset,
            recordBytes: isByFrame ? channels * width : channels * frames * width,
            samplesPerRecord: isByFrame ? 1 : frames, rate: info.rate,
            channels: (0..<channels).map {
                ScaledChannel(
                    name: "CH\($0 + 1)", unit: "", gain: 1,
                    byteOffset: $0 * (isByFrame ? width : frames * width))
            },
            runs: [
                RecordRun(firstRecord: 0, recordCount: isByFrame ? frames : 1, startSeconds: 0)
            ]
        ).opened(
            .swec, annotations: info.marks(of: place, frames: frames, &warnings), startDate: nil,
            warnings: warnings, sidePaths: info.path == file.path ? [] : [info.path])
    }

    /// Seizures in seconds of the whole recording, as far as they lie between two times of it.
    static func marks(
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
        _ file: HDF5File, _ signal: HDF5Signal, _ rate: StatedRate,
        _ annotations: [RecordingAnnotation]
    ) -> HDF5Recording {
        HDF5Recording(
            format: .swec, file: file, signal: signal, rate: rate,
            channels: (0..<signal.channelCount).map {
                ScaledChannel(name: "CH\($0 + 1)", unit: "", gain: 1, byteOffset: 0)
            },
            runs: [RecordRun(firstRecord: 0, recordCount: signal.frames, startSeconds: 0)],
            annotations: annotations)
    }
}
