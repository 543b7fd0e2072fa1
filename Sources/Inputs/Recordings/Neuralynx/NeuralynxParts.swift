import Foundation

/// Which files are of one channel: where recording is stopped and started again in a folder, Cheetah goes
/// on with `CSC1.ncs` in `CSC1_0001.ncs`, `CSC1_0002.ncs` and so on, all of them of the same name inside.
enum NeuralynxParts {
    /// A file's name without what tells the parts apart, and its number; 0 for the first.
    private static func stem(_ path: String) -> (stem: String, number: Int) {
        let name = URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
        let digits = name.suffix(4)
        guard name.dropLast(4).hasSuffix("_"), digits.count == 4,
            digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(digits)
        else { return (name, 0) }
        return (String(name.dropLast(5)), number)
    }

    /// Each channel's files by their numbers, which are the order of time; channels in the order given.
    static func channels(
        of files: [NeuralynxFile]
    ) throws(RecordingError) -> [[NeuralynxFile]] {
        struct Key: Hashable {
            let stem: String
            let name: String
        }
        var order: [Key] = []
        var parts: [Key: [NeuralynxFile]] = [:]
        for file in files {
            let key = Key(stem: stem(file.path).stem, name: file.name)
            if parts[key] == nil { order.append(key) }
            parts[key, default: []].append(file)
        }
        var channels: [[NeuralynxFile]] = []
        for key in order {
            let files = parts[key, default: []].sorted {
                stem($0.path).number < stem($1.path).number
            }
            for (file, next) in zip(files, files.dropFirst()) { try check(next, after: file) }
            channels.append(files)
        }
        return channels
    }

    private static func check(
        _ next: NeuralynxFile, after file: NeuralynxFile
    ) throws(RecordingError) {
        let name = URL(fileURLWithPath: file.path).lastPathComponent
        let other = "as in '\(name)', whose channel it goes on with; else in a folder of its own,"
        guard next.rate.rate == file.rate.rate else {
            throw RecordingError(
                next.path, field: "SamplingFrequency",
                .badValue(
                    found: "\(next.rate.statedHertz)",
                    expected: "\(file.rate.statedHertz), \(other)"))
        }
        guard next.microvoltsPerCount == file.microvoltsPerCount else {
            throw RecordingError(
                next.path, field: "ADBitVolts",
                .badValue(
                    found: "\(next.microvoltsPerCount / 1e6)",
                    expected: "\(file.microvoltsPerCount / 1e6), \(other)"))
        }
        // To a sample: stamps are whole microseconds.
        let last = file.runs[file.runs.count - 1]
        let end = Double(last.startTime) + Double(last.samples - 1) * 1e6 / file.rate.statedHertz
        guard Double(next.runs[0].startTime) > end else {
            let time = Int64(min(end, 0x1p53))
            throw next.bad(
                next.runs[0],
                expected: "a time after the end of '\(name)', \(time), or a folder of its own")
        }
    }

    /// Names of files beside one that are of the same channel.
    static func others(of file: NeuralynxFile) -> [String] {
        let folder = URL(fileURLWithPath: file.path).deletingLastPathComponent()
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        let own = stem(file.path)
        return names.sorted().filter { name in
            let other = stem(name)
            guard name.lowercased().hasSuffix(".ncs"), other.stem == own.stem,
                other.number != own.number
            else { return false }
            return NeuralynxFile.name(folder.appendingPathComponent(name).path) == file.name
        }
    }
}
