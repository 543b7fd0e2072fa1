import Foundation
import Journal
import TestSupport
import Testing

/// What a run's files say of its making.
struct IdentityTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func identity(_ files: [FileIdentity]) -> RunIdentity {
        RunIdentity(command: "quench replay x.edf", programVersion: "1.2.3", files: files)
    }

    /// The examples of FIPS 180-4's test vectors: a message of one block, none, and a million bytes,
    /// which is no whole number of blocks.
    @Test(arguments: [
        ("abc", 1, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        ("", 0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("a", 1_000_000, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"),
    ])
    func checksumsAreSHA256(text: String, count: Int, expected: String) throws {
        let content = String(repeating: text, count: count)
        try Data(content.utf8).write(to: URL(fileURLWithPath: folder.file("f")))
        var identity = identity([FileIdentity(role: "recording", path: folder.file("f"))])
        #expect(identity.files[0].sha256 == nil)
        identity.hashFiles { _ in }
        #expect(identity.files[0].sha256 == expected)
        #expect(identity.files[0].bytes == Int64(content.utf8.count))
        #expect(identity.files[0].name == "f")
    }

    /// What is large waits, what is no regular file is never read, and progress ends at the end.
    @Test func largeFilesWait() throws {
        for (name, size) in [("small", 10), ("large", 3 << 20)] {
            try Data(count: size).write(to: URL(fileURLWithPath: folder.file(name)))
        }
        #expect(unsafe mkfifo(folder.file("pipe"), 0o600) == 0)
        var identity = identity(
            ["small", "large", "pipe", "absent"].map {
                FileIdentity(role: $0, path: folder.file($0))
            })
        identity.hashFiles(bytesMax: 1 << 20) { _ in }
        #expect(identity.files.map { $0.sha256 != nil } == [true, false, false, false])
        var fractions: [Double] = []
        identity.hashFiles { fractions.append($0) }
        #expect(identity.files.map { $0.sha256 != nil } == [true, true, false, false])
        #expect(fractions.count == 3 && fractions.last == 1)
    }

    enum Change: CaseIterable { case removed, replaced, appended, rewritten }

    /// A checksum of other bytes than those that ran would read like the truth.
    @Test(arguments: Change.allCases) func whatChangedSinceHasNoChecksum(change: Change) throws {
        let path = folder.file("f")
        try Data(count: 1_000).write(to: URL(fileURLWithPath: path))
        var identity = identity([FileIdentity(role: "recording", path: path)])
        switch change {
        case .removed: try FileManager.default.removeItem(atPath: path)
        case .replaced:
            try Data(count: 1_000).write(to: URL(fileURLWithPath: path), options: .atomic)
        case .appended:
            let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
            try file.seekToEnd()
            try file.write(contentsOf: Data(count: 1))
        case .rewritten:
            // The same length: only the time of writing tells, here one of long ago.
            try FileManager.default.setAttributes(
                [.modificationDate: Date(timeIntervalSince1970: 1_000)], ofItemAtPath: path)
        }
        identity.hashFiles { _ in }
        #expect(identity.files[0].sha256 == nil)
        #expect(identity.files[0].problem == "changed, moved or removed during the run")
        #expect(identity.files[0].bytes == 1_000)
    }

    @Test func programAndMachineAreNamed() throws {
        let identity = identity([])
        #expect(identity.program.version == "1.2.3")
        #expect(identity.program.sha256?.count == 64)
        let commit = identity.program.commit
        #expect(commit == "unknown" || commit.wholeMatch(of: /[0-9a-f]{40}/) != nil, "\(commit)")
        #expect(
            identity.startedAt.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d/) != nil)
        let machine = identity.machine
        #expect(machine.kernel.hasPrefix("Linux ") && machine.processors > 0)
        #expect(!machine.processor.isEmpty && !machine.system.isEmpty)
        let written = try JSONDecoder().decode(
            RunIdentity.self, from: Data(identity.json.line.utf8))
        #expect(written == identity)
    }
}
