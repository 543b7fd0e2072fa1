/// Names and scales of a series' channels.
enum NWBChannels {
    private static let table = "/general/extracellular_ephys/electrodes"

    /// volts = data * conversion * channel_conversion + offset (NWB, TimeSeries and ElectricalSeries).
    static func read(
        _ file: HDF5File, series: String, count: Int, _ warnings: inout WarningList
    ) throws(RecordingError) -> [ScaledChannel] {
        let data = series + "/data"
        let conversion = try file.number(data, "conversion") ?? 1
        let offset = try file.number(data, "offset") ?? 0
        let unit = ForeignText.safe(try file.text(data, "unit") ?? "volts")
        var factors = [Double](repeating: 1, count: count)
        if let dataset = try file.dataset(series + "/channel_conversion") {
            guard dataset.isNumber, dataset.shape == [Int64(count)] else {
                throw RecordingError(
                    file.path, field: "channel_conversion",
                    .badValue(
                        found: dataset.shape.map(String.init).joined(separator: " x "),
                        expected: "one number for each of \(count) channels"))
            }
            factors = try file.allNumbers(dataset)
        }
        let gains = factors.map { conversion * $0 }
        guard gains.count == count, gains.allSatisfy({ $0.isFinite && $0 != 0 && abs($0) < 1e30 }),
            abs(offset) < 1e30
        else {
            throw RecordingError(
                file.path, field: "conversion",
                .badValue(found: "\(conversion)", expected: "a factor other than 0"))
        }
        let names = try names(file, series: series, count: count, &warnings)
        return zip(names, gains).map {
            ScaledChannel(name: $0, unit: unit, gain: $1, offset: offset, byteOffset: 0)
        }
    }

    /// By the electrodes' table: `label`, `channel_name`, else where they lie, else their numbers.
    private static func names(
        _ file: HDF5File, series: String, count: Int, _ warnings: inout WarningList
    ) throws(RecordingError) -> [String] {
        let numbered = (1...count).map { "CH\($0)" }
        guard let region = try file.dataset(series + "/electrodes"), region.isNumber,
            region.shape == [Int64(count)]
        else {
            warnings.add("the series does not say which electrodes it has: channels are numbered")
            return numbered
        }
        var table = table
        if case .reference(let path)? = try file.attribute(region.path, "table") { table = path }
        let rows = try file.allNumbers(region)
        for column in ["label", "channel_name", "electrode_name", "name", "location"] {
            guard let dataset = try file.dataset(table + "/" + column), dataset.isText,
                dataset.shape.count == 1, dataset.shape[0] <= Limits.tableRowsMax
            else { continue }
            let texts = try file.texts(dataset, 0..<dataset.shape[0])
            let names = rows.compactMap { row -> String? in
                guard row >= 0, row < Double(texts.count) else { return nil }
                let name = ForeignText.safe(texts[Int(row)]).trimmingSpaces
                return name.isEmpty || name == "unknown" ? nil : String(name.prefix(256))
            }
            if names.count == count { return names }
        }
        warnings.add("the table of electrodes has no names: channels are numbered")
        return numbered
    }
}
