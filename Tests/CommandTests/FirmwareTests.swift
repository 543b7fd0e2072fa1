import Foundation
import Testing

/// `quench plan` and `quench firmware` as a person runs them, without an emulator.
@Suite(.enabled(if: Quench.executable != nil, Quench.missing))
struct FirmwareTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private static let plan = ["plan", "--channels", "4", "--rate", "250", "--output", "plan.bin"]

    @Test func aPlanIsWrittenOnce() throws {
        let result = try Quench.run(Self.plan, in: folder)
        #expect(result.status == 0, "\(result.errors)")
        let image = try [UInt8](folder.bytes("plan.bin"))
        #expect(
            image.count == 1_076 && Array(image.prefix(8)) == Array("QPLN".utf8) + [1, 0, 0, 0])
        let again = try Quench.run(Self.plan, in: folder)
        #expect(again.status == 1)
        #expect(
            again.errorLines == [
                "quench: plan.bin: is there already; remove it or choose another name"
            ])
        #expect(try [UInt8](folder.bytes("plan.bin")) == image)
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
            run.errorLines == ["quench: none: no firmware there; build it with `make firmware`"])
    }
}
