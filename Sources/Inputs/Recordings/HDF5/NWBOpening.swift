import CHDF5

/// An ElectricalSeries of a file of Neurodata Without Borders 2 (NWB format specification 2.9).
enum NWBOpening {
    /// - Parameter series: the path in the file of the one that is wanted; nil for the only one.
    static func open(
        _ file: HDF5File, series: String?
    ) throws(RecordingError) -> OpenedRecording {
        let path = try seriesPath(file, series)
        guard let dataset = try file.dataset(path + "/data") else {
            throw RecordingError(
                file.path, field: ForeignText.quoted(path + "/data"),
                .missingField(expected: "a dataset with samples"))
        }
        var warnings = WarningList()
        let signal = try HDF5Signal(
            file, dataset, timeAxis: timeAxis(file, series: path, dataset, &warnings))
        let times = try NWBTimes(file, series: path, samples: signal.frames)
        times.summarise(into: &warnings)
        let channels = try NWBChannels.read(
            file, series: path, count: signal.channelCount, &warnings)
        let events = try NWBEvents.read(file, from: times.startSeconds, &warnings)
        let reference = try start(file).flatMap(RecordingDate.init)
        return try HDF5Recording(
            format: .nwb, file: file, signal: signal, rate: times.rate, channels: channels,
            runs: times.runs, annotations: events,
            startDate: reference.map {
                RecordingDate(seconds: $0.seconds + Int64(times.startSeconds.rounded(.down))).text
            }
        ).opened(warnings)
    }

    /// Time stands first (NWB, TimeSeries), but some programs write channels first. The electrodes, or a
    /// stamp for each sample, tell.
    private static func timeAxis(
        _ file: HDF5File, series: String, _ data: HDF5Dataset, _ warnings: inout WarningList
    ) throws(RecordingError) -> Int {
        guard data.shape.count == 2, data.shape[0] != data.shape[1] else { return 0 }
        let electrodes = try file.dataset(series + "/electrodes")?.shape
        let stamps = try file.dataset(series + "/timestamps")?.shape
        let isTurned =
            stamps.map { $0 == [data.shape[1]] } ?? (electrodes == [data.shape[0]])
        guard isTurned, electrodes != [data.shape[1]] else { return 0 }
        warnings.add(
            "\(series)/data is channels by time, \(data.shape[0]) x \(data.shape[1]), not time by "
                + "channels; read so")
        return 1
    }

    /// Where time 0 is, without fractions and zone.
    private static func start(_ file: HDF5File) throws(RecordingError) -> String? {
        for name in ["/timestamps_reference_time", "/session_start_time"] {
            guard let dataset = try file.dataset(name), dataset.isText, dataset.shape.count <= 1
            else { continue }
            if let text = try file.texts(dataset, 0..<1).first { return String(text.prefix(19)) }
        }
        return nil
    }

    /// Those of `/acquisition`, alone or in a container such as LFP; without any, of `/processing`. One
    /// that is asked for may be in either.
    private static func seriesPath(
        _ file: HDF5File, _ wanted: String?
    ) throws(RecordingError) -> String {
        var found = try series(file, in: "/acquisition", depth: 2)
        if found.isEmpty || wanted != nil { found += try series(file, in: "/processing", depth: 3) }
        if let wanted, found.contains(wanted) { return wanted }
        guard let path = found.first else {
            throw RecordingError(
                file.path, field: "ElectricalSeries",
                .missingField(expected: "one in '/acquisition' or '/processing'"))
        }
        guard found.count == 1, wanted == nil else {
            throw RecordingError(
                file.path, .choiceNeeded(of: found, example: file.path + path))
        }
        return path
    }

    private static func series(
        _ file: HDF5File, in group: String, depth: Int
    ) throws(RecordingError) -> [String] {
        guard depth > 0 else { return [] }
        var found: [String] = []
        for name in try file.names(group) ?? [] where found.count < Limits.namePatternsMax {
            let path = group + "/" + name
            switch try file.text(path, "neurodata_type") {
            case "ElectricalSeries": found.append(path)
            case "LFP", "FilteredEphys", "ProcessingModule":
                found += try series(file, in: path, depth: depth - 1)
            default: break
            }
        }
        return found
    }
}
