import Foundation

/// Recordings by a path that a study names: one, a pattern, or the root of a BIDS data set.
enum RecordingSearch {
    /// Absolute, in the order of their names.
    static func paths(_ path: String) throws(CohortError) -> [String] {
        if path.contains(where: { "*?[".contains($0) }),
            unsafe access(path, F_OK) != 0
        {
            let found = matches(path)
            guard !found.isEmpty else {
                throw CohortError("\(path): nothing matches this pattern of recordings")
            }
            return try found.map(checked)
        }
        var isFolder: ObjCBool = false
        guard unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw CohortError("\(path): is not there; the study names it as a recording")
        }
        let subjects = CohortFolder.names(in: path).filter { $0.hasPrefix("sub-") }
        guard isFolder.boolValue, !subjects.isEmpty else { return [try checked(path)] }
        var found: [String] = []
        var visited: Set<String> = []
        for subject in subjects.sorted() { found += below("\(path)/\(subject)", &visited) }
        guard !found.isEmpty else {
            throw CohortError(
                "\(path): its sub- folders hold no recording named as BIDS names them, such as "
                    + "sub-01_task-rest_ieeg.edf")
        }
        return try found.sorted().map(checked)
    }

    /// What a path leads to, whatever links are on the way.
    static func itself(_ path: String) -> String {
        URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    }

    /// A path stands in a table.
    private static func checked(_ path: String) throws(CohortError) -> String {
        guard !path.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
        else {
            throw CohortError(
                "\(path.debugDescription): has a control character in its name; rename it")
        }
        return URL(fileURLWithPath: path).standardizedFileURL.path
    }

    private static func matches(_ pattern: String) -> [String] {
        var found = unsafe glob_t()
        defer { unsafe globfree(&found) }
        guard unsafe glob(pattern, 0, nil, &found) == 0 else { return [] }
        return unsafe (0..<Int(found.gl_pathc)).compactMap { index in
            unsafe found.gl_pathv[index].map { unsafe String(cString: $0) }
        }
    }

    /// Files, and folders that are recordings, that end as BIDS ends those of intracranial and scalp EEG.
    /// A folder that a link leads back to is looked into once.
    private static func below(_ folder: String, _ visited: inout Set<String>) -> [String] {
        guard visited.insert(itself(folder)).inserted else { return [] }
        var found: [String] = []
        for name in CohortFolder.names(in: folder) {
            let path = "\(folder)/\(name)"
            if name.wholeMatch(of: /.*_i?eeg\.(edf|bdf|vhdr|nwb|mefd)/.ignoresCase()) != nil {
                found.append(path)
                continue
            }
            var isFolder: ObjCBool = false
            if unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder),
                isFolder.boolValue
            {
                found += below(path, &visited)
            }
        }
        return found
    }

    /// As BIDS names it (`ses-1`): by the file's name, else by its nearest folder's.
    static func session(ofPath path: String) -> String? {
        for name in path.split(separator: "/").reversed() {
            if let label = name.firstMatch(of: /(?:^|_)(ses-[A-Za-z0-9+]+)/) {
                return String(label.output.1)
            }
        }
        return nil
    }
}
