import Foundation

/// The rate and the seizures of a recording in hours, in seconds of the whole: `fs`, `seizure_begin` and
/// `seizure_end`, in the hour's file or, as published, in `IDnn_info.mat` beside it. Either may be of
/// MATLAB's version 5 or 7.3.
struct SWECInfo {
    let path: String
    let rate: StatedRate
    /// Nil where the file has none that can be read.
    private let begins: [Double]?
    private let ends: [Double]?

    private init(
        path: String, _ values: (String) throws(RecordingError) -> [Double]?
    ) throws(RecordingError) {
        guard let hertz = try values("fs")?.first else {
            throw RecordingError(path, field: "fs", .missingField(expected: "a rate"))
        }
        self.path = path
        rate = try Self.rate(hertz, in: path)
        begins = try values("seizure_begin")
        ends = try values("seizure_end")
    }

    init(_ file: HDF5File) throws(RecordingError) {
        try self.init(path: file.path) { name throws(RecordingError) in
            try file.vector("/" + name)
        }
    }

    init(_ file: MATLABFile) throws(RecordingError) {
        try self.init(path: file.file.path) { name throws(RecordingError) in
            try file.vector(name)
        }
    }

    /// Of `ID04_12h.mat` that of `ID04_info.mat`.
    init(besides place: RecordingPlace) throws(RecordingError) {
        let path = place.sibling(Self.parts(place).dropLast().joined(separator: "_") + "_info.mat")
        guard FileManager.default.fileExists(atPath: path) else {
            throw RecordingError(
                place.path, field: "fs",
                .missingField(expected: "the rate, in the file or in \(path) beside it,"))
        }
        let side = try RecordingPlace(path)
        if HDF5Opening.isFile(side) {
            try self.init(HDF5File(path))
        } else if let file = side.file, MATLABFile.isFile(side) {
            try self.init(MATLABFile(file))
        } else {
            throw RecordingError(
                path,
                .foreignFormat(name: "no MATLAB file of version 5 or 7.3", converter: "MATLAB"))
        }
    }

    static func rate(_ hertz: Double, in path: String) throws(RecordingError) -> StatedRate {
        guard hertz > 0, let rate = StatedRate(hertz: hertz) else {
            throw RecordingError(
                path, field: "sampling rate",
                .badValue(found: "\(hertz)", expected: "a rate above 0"))
        }
        return rate
    }

    private static func parts(_ place: RecordingPlace) -> [Substring] {
        URL(fileURLWithPath: place.path).deletingPathExtension().lastPathComponent
            .split(separator: "_", omittingEmptySubsequences: false)
    }

    /// The seizures of the hour that the file's name says, in seconds of it.
    func marks(
        of place: RecordingPlace, frames: Int64, _ warnings: inout WarningList
    ) -> [RecordingAnnotation] {
        guard let begins, let ends else {
            warnings.add(
                "\(path): has no readable seizure_begin and seizure_end: no seizure is known")
            return []
        }
        let hour = Self.parts(place).last.flatMap {
            $0.hasSuffix("h") ? Int64($0.dropLast()) : nil
        }
        guard let hour, (1...100_000).contains(hour) else {
            if !begins.isEmpty {
                warnings.add(
                    "its name does not say which hour it is ('IDnn_1h.mat'): \(begins.count) seizure(s) "
                        + "of \(path) were left out")
            }
            return []
        }
        let start = 3600 * Double(hour - 1)
        return SWECOpening.marks(
            begins, ends, from: start, to: start + rate.rate.seconds(ofFrame: frames), &warnings)
    }
}

extension HDF5File {
    /// The numbers of a row or a column; nil where there are none.
    fileprivate func vector(_ path: String) throws(RecordingError) -> [Double]? {
        guard let dataset = try dataset(path), dataset.isNumber, let count = dataset.count,
            (1...Int64(Limits.tableRowsMax)).contains(count),
            dataset.shape.allSatisfy({ $0 == 1 || $0 == count })
        else { return nil }
        // MATLAB keeps the shape of what is empty in the place of its numbers.
        if try number(path, "MATLAB_empty") == 1 { return [] }
        return try allNumbers(dataset)
    }
}
