import Foundation
import Journal
import Planning

/// What a process that works on a study says of itself, renewed every few seconds.
package struct WorkerFile: Sendable {
    package var host: String
    package var process: Int
    package var shard: String
    package var jobs: Int
    /// Of this process, so far.
    package var done = 0
    package var failed = 0
    package var seconds = 0.0
    /// When it was last renewed, Unix seconds of its own machine.
    package var renewed = 0.0

    static let renewalSeconds = 2.0
    /// After so long without a renewal nobody is taken to work any more.
    package static let silenceSecondsMax = 30.0

    init(shard: Shard, jobs: Int) {
        host = Self.ownHost
        process = Int(getpid())
        self.shard = shard.description
        self.jobs = jobs
    }

    static let ownHost: String = {
        let name = ProcessInfo.processInfo.hostName
        let plain = name.filter {
            ($0.isASCII && $0.isLetter) || ($0.isASCII && $0.isNumber) || $0 == "-" || $0 == "."
        }
        return plain.isEmpty ? "host" : String(plain.prefix(64))
    }()

    func path(in folder: CohortFolder) -> String { "\(folder.workers)/\(host)-\(process).json" }

    func write(in folder: CohortFolder) throws {
        var now = self
        now.renewed = Date().timeIntervalSince1970
        try WholeFile.write(now.value.line + "\n", to: path(in: folder), from: host)
    }

    func remove(in folder: CohortFolder) { _ = unsafe unlink(path(in: folder)) }

    private var value: JSONValue {
        .object([
            .init("host", .text(host)), .init("process", .integer(Int64(process))),
            .init("shard", .text(shard)), .init("jobs", .integer(Int64(jobs))),
            .init("done", .integer(Int64(done))), .init("failed", .integer(Int64(failed))),
            .init("seconds", .number(seconds)), .init("renewed", .number(renewed)),
        ])
    }

    private init?(_ value: JSONValue) {
        guard let host = value["host"]?.text, let process = value["process"]?.integer,
            let shard = value["shard"]?.text, let jobs = value["jobs"]?.integer,
            let done = value["done"]?.integer, let failed = value["failed"]?.integer,
            let seconds = value["seconds"]?.number, let renewed = value["renewed"]?.number
        else { return nil }
        (self.host, self.shard) = (host, shard)
        (self.process, self.jobs) = (Int(process), Int(jobs))
        (self.done, self.failed) = (Int(done), Int(failed))
        (self.seconds, self.renewed) = (seconds, renewed)
    }

    /// All that a folder has.
    static func all(in folder: CohortFolder) -> [WorkerFile] {
        CohortFolder.names(in: folder.workers).filter { $0.hasSuffix(".json") }.sorted()
            .compactMap { name in
                (try? RegularFile.read("\(folder.workers)/\(name)", bytesMax: 1 << 16))
                    .flatMap { JSONValue(parsing: [UInt8]($0)) }.flatMap { WorkerFile($0) }
            }
    }
}

/// What killed processes of this machine left: nobody else may know that they are gone.
struct Leftovers {
    private let folder: CohortFolder

    init(in folder: CohortFolder) { self.folder = folder }

    func remove() {
        let host = WorkerFile.ownHost
        for worker in WorkerFile.all(in: folder)
        where worker.host == host && !Self.isAlive(worker.process) {
            worker.remove(in: folder)
        }
        for place in [folder.results, folder.failures, folder.workers] {
            for name in CohortFolder.names(in: place) where name.hasSuffix(".tmp") {
                let marks = name.dropLast(4)
                guard let start = marks.range(of: ".\(host)-", options: .backwards),
                    let process = Int(marks[start.upperBound...]), !Self.isAlive(process)
                else { continue }
                _ = unsafe unlink("\(place)/\(name)")
            }
        }
    }

    private static func isAlive(_ process: Int) -> Bool {
        process == Int(getpid()) || kill(pid_t(clamping: process), 0) == 0 || errno == EPERM
    }
}
