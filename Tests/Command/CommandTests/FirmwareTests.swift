import Foundation
import TestSupport
import Testing

/// `quench plan` and `quench firmware` as a person runs them, without an emulator or with a script
/// in its place.
@Suite(.enabled(if: Quench.executable != nil, Quench.missing))
struct FirmwareTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private static let plan = ["plan", "--channels", "4", "--rate", "250", "--write", "plan.bin"]

    @Test func aPlanIsWrittenOnce() throws {
        let result = try Quench.run(Self.plan, in: folder)
        #expect(result.status == 0, "\(result.errors)")
        let image = try [UInt8](folder.bytes("plan.bin"))
        #expect(
            image.count == 1_384 && Array(image.prefix(8)) == Array("QPLN".utf8) + [4, 5, 0, 0])
        let again = try Quench.run(Self.plan, in: folder)
        #expect(again.status == 1)
        #expect(
            again.errorLines == [
                "quench: plan.bin: is there already; remove it or choose another name"
            ])
        #expect(try [UInt8](folder.bytes("plan.bin")) == image)
    }

    /// Each would otherwise write an image that no device starts with, or not the one asked for.
    private static let plansRefused: [String: (status: Int32, word: String)] = [
        "plan good.edf --channels 3 --write p": (64, "both --channels and --rate"),
        "plan good.edf --rate 250 --write p": (64, "both --channels and --rate"),
        "plan --channels 129 --rate 250 --write p": (1, "the device has 128 channels"),
        "plan --channels 64 --rate 512 --write p": (1, "needs more memory than there is"),
        "plan --channels 4 --rate 250 --write none/p": (1, "No such file or directory"),
    ]

    @Test(arguments: plansRefused.keys.sorted()) func aPlanThatCannotBeIsRefused(line: String)
        throws
    {
        let expected = try #require(Self.plansRefused[line])
        try folder.writeRecording()
        let result = try Quench.run(line.split(separator: " ").map(String.init), in: folder)
        #expect(result.status == expected.status && result.output.isEmpty)
        #expect(result.errors.contains(expected.word), "\(result.errors)")
        #expect(!FileManager.default.fileExists(atPath: folder.file("p")))
    }

    @Test func aPlanIsWrittenWholeOrNotAtAll() throws {
        // A limit to the size of files stands for a full disk. The limit of 0 forbids messages too.
        let result = try Quench.shell(
            "ulimit -f 0; $quench \(Self.plan.joined(separator: " ")) 2>/dev/null", in: folder)
        #expect(result.status == 1 && !result.wasKilled)
        #expect(!names(in: folder.path).contains { $0.hasPrefix("plan.bin") })
    }

    /// For a recording, or for the channels and the rate that the model itself names.
    @Test func aPlanHoldsAModel() throws {
        try folder.writeRecording(to: "one.edf", seconds: 40, annotation: "seizure")
        func quench(_ line: String) throws -> Quench.Result {
            try Quench.run(line.split(separator: " ").map(String.init), in: folder)
        }
        _ = try quench("train one.edf --write model.json")
        let result = try quench("plan one.edf --model model.json --write plan.bin")
        #expect(result.status == 0, "\(result.errors)")
        let image = try [UInt8](folder.bytes("plan.bin"))
        #expect(image.count == 3_448)
        let own = try quench("plan --model model.json --write own.bin")
        #expect(own.status == 0, "\(own.errors)")
        #expect(try [UInt8](folder.bytes("own.bin")) == image)
        let other = try quench(
            "plan --channels 3 --rate 250 --model model.json --write other.bin")
        #expect(other.status == 1)
        #expect(other.errorLines.count == 1 && other.errors.contains("among the signal's"))
    }

    @Test func whatIsNoImageOfTheFirmwareIsNamed() throws {
        try folder.write("no image", to: "image")
        let size = try Quench.run(["firmware", "size", "--image", "image"], in: folder)
        #expect(size.status == 1)
        #expect(size.errorLines.count == 1)
        #expect(size.errors.contains("image: is not a 32-bit ELF image"))
        let run = try Quench.run(["firmware", "run", "r.edf", "--image", "none"], in: folder)
        #expect(run.status == 1)
        #expect(
            run.errorLines.count == 1
                && run.errors.hasPrefix(
                    "quench: none: no firmware there; build it with `make firmware`")
        )
        let other = try Quench.run(["firmware", "run", "r.edf", "--image", "image"], in: folder)
        #expect(other.status == 1 && other.errors == size.errors)
    }

    /// Valid, but of something else; and what would be waited for.
    @Test func aForeignImageIsRefusedAtOnce() throws {
        try folder.writeRecording()
        try folder.write(
            Data(TestELF(sections: [(".text", 2, 4)], symbols: [("board_m4", 0, 0)]).bytes),
            to: "foreign")
        _ = try Quench.shell("mkfifo pipe; ln -s /dev/zero endless", in: folder)
        for (image, words) in [
            ("foreign", "is for no board known here"), ("pipe", "is not a regular file"),
            ("endless", "is not a regular file"),
        ] {
            for command in [["run", "good.edf"], ["size"], ["check"]] {
                let result = try Quench.run(
                    ["firmware"] + command + ["--image", image], in: folder)
                #expect(result.status == 1 && result.errorLines.count == 1)
                #expect(result.errors.hasPrefix("quench: \(image): \(words)"), "\(result.errors)")
            }
        }
    }

    @Test func aFolderOfRecordingsThatIsNotThereIsNoReasonToPass() throws {
        try writeEmulator("exit 0")
        let result = try Quench.shell(
            "TMPDIR=$PWD/tmp PATH=$PWD/bin:$PATH exec $quench firmware check --image image "
                + "--recordings none", in: folder)
        #expect(result.status == 1 && result.output.isEmpty)
        #expect(
            result.errorLines == ["quench: none: no such folder; give one with --recordings"])
        #expect(names(in: folder.file("tmp")).isEmpty)
    }

    /// What an emulator may come to that does not do its work, and how it is told.
    private static let emulators = [
        "exit 0": "the emulator left no records",
        ": > records.bin": "the emulator ended before its session did",
        "echo ended >&2; : > records.bin": "the emulator ended before its session did: ended",
        "printf abc > records.bin": "the emulator's records end in the middle of one",
        "echo broken >&2; exit 1": "the emulator ended with status 1: broken",
        "kill -9 $$": "the emulator was ended by signal 9",
        "while :; do head -c 100000 /dev/zero; done > records.bin":
            "image: tells more than the session has; the emulator was ended",
    ]

    @Test(arguments: emulators)
    func anEmulatorThatFailsIsOneLine(script: String, problem: String) throws {
        try writeEmulator(script)
        let result = try Quench.shell(Self.emulation, in: folder)
        #expect(result.status == 1 && result.output.isEmpty)
        #expect(result.errorLines == ["quench: \(problem)"])
        #expect(names(in: folder.file("tmp")).isEmpty)
    }

    @Test func oneThatIsStoppedLeavesNothingBehind() throws {
        // Until the emulator has started nothing is there to stop.
        try writeEmulator("kill -INT $PPID; exec sleep 60")
        let result = try Quench.shell(Self.emulation, in: folder)
        #expect(result.status == 130 && result.output.isEmpty)
        #expect(result.errorLines == ["quench: stopped"])
        #expect(names(in: folder.file("tmp")).isEmpty)
    }

    private static let emulation =
        "TMPDIR=$PWD/tmp PATH=$PWD/bin:$PATH exec $quench firmware run good.edf --image image"

    /// A recording, an image without a section, and a script in QEMU's place.
    private func writeEmulator(_ script: String) throws {
        try folder.writeRecording()
        try folder.write(
            Data(
                TestELF(
                    sections: [],
                    symbols: [("board_m4", 0, 0), ("emulated_hardware_reset", 0, 0)]
                ).bytes), to: "image")
        for name in ["bin", "tmp"] {
            try FileManager.default.createDirectory(
                atPath: folder.file(name), withIntermediateDirectories: true)
        }
        let path = try folder.write("#!/bin/sh\n\(script)\n", to: "bin/qemu-system-arm")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
    }
}
