/// HDF5 files: the layouts that are read, known by what is in them.
enum HDF5Opening {
    private static let signature: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]

    static func isFile(_ place: RecordingPlace) -> Bool {
        // MATLAB's files have a text of 512 bytes in front, other programs' maybe more.
        [0, 512, 1024, 2048].contains { offset in
            (try? place.file?.bytes(at: offset, count: 8)) == signature
        }
    }

    static func open(_ place: RecordingPlace) throws(RecordingError) -> OpenedRecording {
        let file = try HDF5File(place.path)
        if try file.text("/", "neurodata_type") == "NWBFile" {
            return try NWBOpening.open(file, series: place.object)
        }
        guard place.object == nil else {
            throw RecordingError(
                file.path,
                .cannotOpen(reason: "only of an NWB file one of several series can be chosen"))
        }
        if let dataset = try file.dataset("/data/ieeg") {
            return try SWECOpening.openTotal(file, dataset)
        }
        if let dataset = try file.dataset("/EEG") {
            return try SWECOpening.openHour(file, dataset, place)
        }
        // A link to another file is said to be one.
        _ = try file.names("/data")
        let names = try file.names("/") ?? []
        throw RecordingError(
            file.path, field: "HDF5 layout",
            .unsupported(
                found: names.joined(separator: ", "),
                supported: "NWB with an ElectricalSeries, or to SWEC-ETHZ's '/data/ieeg' or '/EEG'")
        )
    }
}

extension HDF5Dataset.Filter {
    /// What an installation lacks, and where it is to be had.
    var missing: String {
        let package =
            switch number {
            case 32001: "hdf5-filter-plugin-blosc-serial"
            case 32000: "hdf5-plugin-lzf"
            case 32013: "hdf5-filter-plugin-zfp-serial"
            case 307, 32004, 32008: "hdf5-filter-plugin"
            default: ""
            }
        return "libhdf5 has no filter \(number) ('\(ForeignText.quoted(name))') for it: "
            + (package.isEmpty ? "" : "apt-get install \(package) (Debian, Ubuntu), or ")
            + "set HDF5_PLUGIN_PATH to the plug-ins of Python's hdf5plugin"
    }
}
