import Foundation

/// A Python with the oracles of the tests: `QUENCH_PYTHON`, else `.venv/bin/python` at the package's
/// root.
public enum PythonOracle {
    public static let interpreter: URL? = {
        let named = ProcessInfo.processInfo.environment["QUENCH_PYTHON"].map { URL(filePath: $0) }
        let python = named ?? Surroundings.packageRoot.appending(path: ".venv/bin/python")
        return FileManager.default.isExecutableFile(atPath: python.path) ? python : nil
    }()

    /// Whether the interpreter can import a module.
    public static func has(_ module: String) -> Bool {
        (try? output(["-c", "import \(module)"], input: Data())) != nil
    }

    /// What a script of `Tests/Oracles` prints.
    public static func run(
        _ script: String, arguments: [String] = [], input: Data
    ) throws -> Data {
        let path = Surroundings.packageRoot.appending(path: "Tests/Oracles/\(script)").path
        return try output([path] + arguments, input: input)
    }

    public struct Failed: Error { public var status: Int32 }

    private static func output(_ arguments: [String], input: Data) throws -> Data {
        guard let interpreter else { throw Failed(status: -1) }
        let process = Process()
        process.executableURL = interpreter
        process.arguments = arguments
        // Files, not pipes: neither side can wait for the other.
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "oracle-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let source = folder.appending(path: "input")
        let target = folder.appending(path: "output")
        try input.write(to: source)
        try Data().write(to: target)
        process.standardInput = try FileHandle(forReadingFrom: source)
        process.standardOutput = try FileHandle(forWritingTo: target)
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Failed(status: process.terminationStatus)
        }
        return try Data(contentsOf: target)
    }
}
