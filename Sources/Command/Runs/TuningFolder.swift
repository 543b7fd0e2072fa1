import Foundation
import Journal
import Planning

/// Where a search leaves what it found, and what it goes on from.
struct TuningFolder {
    let path: String
    let settingsPath: String
    /// Of a learned detector.
    let modelPath: String

    /// A folder, or the name of a settings file: the folder is then beside it, `S-tuning` of `S.yaml`.
    init(_ output: String) {
        let url = URL(fileURLWithPath: output)
        if ["yaml", "yml"].contains(url.pathExtension.lowercased()) {
            settingsPath = output
            let name = String(output.dropLast(url.pathExtension.count + 1))
            (path, modelPath) = (name + "-tuning", name + ".json")
        } else {
            path = output
            settingsPath = output + "/settings.yaml"
            modelPath = output + "/model.json"
        }
    }

    static let firstLine = "# Tuned by quench tune"
    private static let settingsBytesMax = 1 << 20
    private static let names = ["tuning.tsv", "tuning.json", "tuning.svg"]

    var journalPath: String { path + "/candidates.jsonl" }

    /// Makes the folder. What is a person's is not written over.
    ///
    /// - Parameters:
    ///   - settings: the file that the search begins from.
    ///   - writesModel: whether learned detectors are searched.
    func prepare(besides settings: String?, writesModel: Bool) throws {
        let files = FileManager.default
        var isFolder: ObjCBool = false
        if unsafe files.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue {
            throw RunError("\(path): is a file; name a folder for --output")
        }
        if let settings, Self.place(settings) == Self.place(settingsPath) {
            throw RunError(
                "\(settingsPath): is what the search begins from; choose another --output")
        }
        // Where a link leads is what counts; what cannot be read is not ours.
        if unsafe access(settingsPath, F_OK) == 0 {
            let text = try? RegularFile.read(settingsPath, bytesMax: Self.settingsBytesMax)
            guard let text, text.starts(with: Data(Self.firstLine.utf8)) else {
                throw RunError(
                    "\(settingsPath): is there already and was not tuned; choose another --output")
            }
        }
        if writesModel { try DetectorModel.refuseForeign(modelPath, option: "--output") }
        if !files.fileExists(atPath: journalPath),
            let name = Self.names.first(where: { files.fileExists(atPath: "\(path)/\($0)") })
        {
            throw RunError(
                "\(path): holds a \(name) that is not from a tuning; choose another --output")
        }
        do {
            try files.createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch {
            throw RunError("\(path): the folder cannot be made; choose another --output")
        }
        try needFolder(of: settingsPath, option: "--output")
        try WholeFile.tryOut(settingsPath)
        if writesModel { try WholeFile.tryOut(modelPath) }
    }

    private static func place(_ path: String) -> String {
        URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    }

    /// - Parameters:
    ///   - model: nil where none is searched, or keeps within what was asked for.
    ///   - settings: nil where none keep within what was asked for; those of an earlier search are removed
    ///     then, and where it is learned detectors that are searched their model.
    func write(
        tsv: String, json: String, svg: String, model: String?, settings: String?, isLearned: Bool
    ) throws {
        for (name, text) in zip(Self.names, [tsv, json, svg]) {
            try WholeFile.write(text, to: "\(path)/\(name)")
        }
        if let model { try WholeFile.write(model, to: modelPath) }
        if let settings { return try WholeFile.write(settings, to: settingsPath) }
        for path in [settingsPath] + (isLearned ? [modelPath] : [])
        where FileManager.default.fileExists(atPath: path) {
            try FileManager.default.removeItem(atPath: path)
        }
    }
}
