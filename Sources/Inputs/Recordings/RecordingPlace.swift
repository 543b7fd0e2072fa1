import Foundation

/// A file or a folder that is said to be a recording, and what is known of it before it is read.
struct RecordingPlace {
    let path: String
    /// Nil for a folder.
    let file: RecordingFile?
    /// A file's first bytes, up to 512.
    let start: [UInt8]
    /// Names in a folder, sorted.
    let names: [String]
    /// Of an object in the file, where the path goes on into it: `/acquisition/LFP` of
    /// `rec.nwb/acquisition/LFP`.
    var object: String?

    init(_ path: String) throws(RecordingError) {
        var path = path
        while path.count > 1, path.hasSuffix("/") { path.removeLast() }
        if let file = Self.file(above: path) {
            object = String(path.dropFirst(file.count))
            path = file
        }
        self.path = path
        var isFolder: ObjCBool = false
        let isThere = unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
        guard isThere, isFolder.boolValue else {
            let file = try RecordingFile(opening: path)
            self.file = file
            start = try file.bytes(at: 0, count: 512)
            names = []
            return
        }
        file = nil
        start = []
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: path).sorted()
        } catch {
            throw RecordingError(path, .cannotOpen(reason: "the folder cannot be listed"))
        }
    }

    /// The file that a path goes through; nil where it leads to what is there, or nowhere.
    private static func file(above path: String) -> String? {
        guard unsafe access(path, F_OK) != 0, errno == ENOTDIR else { return nil }
        var parent = path[...]
        while let slash = parent.lastIndex(of: "/") {
            parent = parent[..<slash]
            if unsafe access(String(parent), F_OK) == 0 { return String(parent) }
        }
        return nil
    }

    /// Whether the file starts with some bytes.
    func starts(with text: String, at offset: Int = 0) -> Bool {
        start.dropFirst(offset).starts(with: text.utf8)
    }

    func starts(with bytes: [UInt8]) -> Bool { start.starts(with: bytes) }

    /// The ending of the name, in lower case.
    var ending: String { URL(fileURLWithPath: path).pathExtension.lowercased() }

    /// A file beside this one, or in this folder.
    func sibling(_ name: String) -> String {
        let url = URL(fileURLWithPath: path)
        let folder = file == nil ? url : url.deletingLastPathComponent()
        return folder.appendingPathComponent(name).path
    }
}

extension RecordingPlace {
    /// The formats that are read, in the order in which they are asked whether a place is theirs.
    func open(
        _ encoding: TextEncoding?, _ progress: (Double) -> Void
    ) throws(RecordingError) -> OpenedRecording {
        guard let file else {
            if MEFSession.isSession(self) { return try MEFSession.open(self) }
            if OpenEphysOpening.isRecording(self) { return try OpenEphysOpening.open(self) }
            if NeuralynxOpening.isFolder(self) { return try NeuralynxOpening.open(self) }
            let below = OpenEphysOpening.recordings(below: self)
            if let first = below.first {
                throw RecordingError(path, .choiceNeeded(of: below, example: sibling(first)))
            }
            throw RecordingError(
                path, .cannotOpen(reason: "it is a folder, and not one that is a recording"))
        }
        if let object, !HDF5Opening.isFile(self) {
            throw RecordingError(
                path + object, .cannotOpen(reason: "'\(path)' is a file, and not one with parts"))
        }
        if let variant = EDFVariant(start: start) {
            return try EDFOpening.open(file, variant: variant, encoding)
        }
        if BrainVisionOpening.isHeader(start) { return try BrainVisionOpening.open(file, encoding) }
        if let header = BrainVisionOpening.headerName(besides: path, start: start) {
            throw RecordingError(path, .headerFileExpected(name: header))
        }
        if PersystOpening.isLayout(self) { return try PersystOpening.open(file, encoding) }
        if BlackrockOpening.isHeader(self) { return try BlackrockOpening.open(file) }
        if MicromedOpening.isHeader(self) { return try MicromedOpening.open(file) }
        if IntanOpening.isHeader(self) { return try IntanOpening.open(file) }
        if HDF5Opening.isFile(self) { return try HDF5Opening.open(self) }
        if MATLABFile.isFile(self) { return try SWECOpening.openHour(self, file, progress) }
        if NeuralynxOpening.isFile(self) { return try NeuralynxOpening.open(self) }
        if let folder = MEFSession.folder(of: self) ?? OpenEphysOpening.folder(of: self) {
            throw RecordingError(path, .partOfAFolder(name: folder))
        }
        if let foreign = ForeignFormat(self) {
            throw RecordingError(
                path, .foreignFormat(name: foreign.name, converter: foreign.converter))
        }
        throw RecordingError(path, .notARecording)
    }
}
