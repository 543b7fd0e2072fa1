/// Events of a file: rows of its tables of intervals, and series of annotations.
enum NWBEvents {
    /// Times become those from the recording's first frame. What cannot be read gives a warning.
    static func read(
        _ file: HDF5File, from start: Double, _ warnings: inout WarningList
    ) throws(RecordingError) -> [RecordingAnnotation] {
        var events: [RecordingAnnotation] = []
        for name in try file.names("/intervals") ?? [] {
            events += try intervals(file, "/intervals/" + name, name, &warnings)
        }
        for group in ["/acquisition", "/stimulus/presentation"] {
            for name in try file.names(group) ?? [] {
                let path = group + "/" + name
                guard try file.text(path, "neurodata_type") == "AnnotationSeries" else { continue }
                events += try annotations(file, path, &warnings)
            }
        }
        if events.count > Limits.annotationsMax {
            warnings.add("\(events.count - Limits.annotationsMax) events were left out")
            events.removeLast(events.count - Limits.annotationsMax)
        }
        return events.map {
            RecordingAnnotation(
                onsetSeconds: $0.onsetSeconds - start, durationSeconds: $0.durationSeconds,
                text: $0.text)
        }
    }

    /// Each text of a row is an event; a row without one has the table's name.
    private static func intervals(
        _ file: HDF5File, _ table: String, _ name: String, _ warnings: inout WarningList
    ) throws(RecordingError) -> [RecordingAnnotation] {
        guard let begins = try column(file, table + "/start_time", &warnings),
            let ends = try column(file, table + "/stop_time", &warnings)
        else { return [] }
        var texts = [[String]](repeating: [], count: begins.count)
        if case .mark = SeizureReading(name) {
            texts = [[String]](repeating: [name], count: begins.count)
        }
        for column in try file.names(table) ?? [] {
            let path = table + "/" + column
            guard let dataset = try file.dataset(path), dataset.isText, dataset.shape.count == 1,
                dataset.shape[0] <= Limits.tableRowsMax
            else { continue }
            let values = try allTexts(file, dataset)
            // A column of lists has the end of each in another.
            if let index = try file.dataset(path + "_index"), index.isNumber,
                index.shape == [Int64(begins.count)]
            {
                var first = 0
                for (row, end) in try file.numbers(index, 0..<Int64(begins.count)).enumerated() {
                    guard end >= Double(first), end <= Double(values.count) else { break }
                    texts[row] += values[first..<Int(end)]
                    first = Int(end)
                }
            } else if values.count == begins.count {
                for (row, value) in values.enumerated() { texts[row].append(value) }
            }
        }
        var events: [RecordingAnnotation] = []
        for (row, begin) in begins.enumerated() where begin.isFinite {
            let end = row < ends.count ? ends[row] : .nan
            let words = texts[row].map { ForeignText.safe($0).trimmingSpaces }.filter {
                !$0.isEmpty
            }
            for text in words.isEmpty ? [ForeignText.safe(name)] : words {
                events.append(
                    RecordingAnnotation(
                        onsetSeconds: begin,
                        durationSeconds: end.isFinite && end >= begin ? end - begin : nil,
                        text: text))
            }
        }
        return events
    }

    private static func annotations(
        _ file: HDF5File, _ path: String, _ warnings: inout WarningList
    ) throws(RecordingError) -> [RecordingAnnotation] {
        guard let times = try column(file, path + "/timestamps", &warnings),
            let data = try file.dataset(path + "/data"), data.isText,
            data.shape == [Int64(times.count)]
        else { return [] }
        return zip(times, try allTexts(file, data)).compactMap { time, text in
            let text = ForeignText.safe(text).trimmingSpaces
            return time.isFinite && !text.isEmpty
                ? RecordingAnnotation(onsetSeconds: time, text: text) : nil
        }
    }

    private static func column(
        _ file: HDF5File, _ path: String, _ warnings: inout WarningList
    ) throws(RecordingError) -> [Double]? {
        guard let dataset = try file.dataset(path), dataset.isNumber, dataset.shape.count == 1,
            dataset.shape[0] > 0
        else { return nil }
        guard dataset.shape[0] <= Limits.tableRowsMax else {
            warnings.add(
                "\(ForeignText.quoted(path)) has \(dataset.shape[0]) rows, more than "
                    + "\(Limits.tableRowsMax); the events were left out")
            return nil
        }
        return try file.numbers(dataset, 0..<dataset.shape[0])
    }

    private static func allTexts(
        _ file: HDF5File, _ dataset: HDF5Dataset
    ) throws(RecordingError) -> [String] {
        var texts: [String] = []
        for begin in stride(from: Int64(0), to: dataset.shape[0], by: 1024) {
            texts += try file.texts(dataset, begin..<min(dataset.shape[0], begin + 1024))
        }
        return texts
    }
}
