import Foundation
import TestSupport
import Testing

@testable import FirmwareBench

@Suite("Emulator")
struct EmulatorTests {
    /// What an image does that is not the firmware, before its first sign and after it.
    @Test(
        "one that tells nothing is ended, and the image named",
        arguments: [
            ("exec sleep 600", "gives no sign of the firmware; build it with `make firmware`"),
            (": > records.bin; exec sleep 600", "has told nothing for 0.0 seconds"),
        ])
    func hung(script: String, problem: String) throws {
        let folder = try TemporaryFolder()
        let program = try folder.write("#!/bin/sh\necho $$ > pid\n\(script)\n", to: "emulator")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program)
        var emulator = Emulator(
            image: URL(fileURLWithPath: "/image"), board: .m4,
            program: URL(fileURLWithPath: program))
        emulator.patience.silence = .zero
        emulator.patience.start = script.hasPrefix("exec") ? .zero : .seconds(600)
        let error = #expect(throws: FirmwareError.self) {
            _ = try emulator.run(
                plan: [], in: URL(fileURLWithPath: folder.path), recordBytesMax: 100,
                isStopped: { _ in false })
        }
        #expect(error?.description == "/image: \(problem); the emulator was ended")
    }
}
