import TestSupport
import Testing

@testable import FirmwareBench

@Suite("Firmware image")
struct FirmwareImageTests {
    @Test(
        "a symbol's module is read from its mangled name",
        arguments: [
            ("$e9PlanImage8checksum2ofs6UInt32VSW_tF", "PlanImage"),
            ("$s10FixedPoint4log2ys5SIMD8Vys5Int32VGAGF", "FixedPoint"),
            (
                "$es17FixedWidthIntegerPsE15_truncatingInit",
                "Swift's standard library"
            ),
            ("memcpy", "start-up and run time"), ("$s", "Swift's standard library"),
        ])
    func module(symbol: String, module: String) {
        #expect(FirmwareImage.module(ofSymbol: symbol) == module)
    }

    @Test("sections and symbols are counted, and a heap is seen")
    func counts() throws {
        let file = TestELF(
            sections: [
                (".text", 2, 100), (".rodata", 2, 20), (".data", 3, 8), (".bss", 3, 40),
                (".stack", 3, 1_000), (".emulator_code", 2, 5_000), (".comment", 0, 77),
            ],
            symbols: [
                ("$e4LoopF", 60, 1), ("malloc", 10, 1), ("state", 40, 4), ("gone", 900, 6),
                ("board_m55", 0, 0), ("emulated_hardware_reset", 0, 0),
            ])
        let image = try FirmwareImage(file.bytes, name: "test")
        #expect(image.board == .m55 && image.flashBytes == 128)
        #expect(image.variableBytes == 48)
        #expect(image.stackBytes == 1_000)
        #expect(image.memoryBytes == 64_488)
        #expect(image.heapSymbols == ["malloc"])
        #expect(image.problem != nil)
        let modules = Dictionary(uniqueKeysWithValues: image.modules.map { ($0.name, $0) })
        #expect(modules["Loop"]?.flashBytes == 60)
        #expect(modules["start-up and run time"]?.flashBytes == 10)
        #expect(modules["start-up and run time"]?.ramBytes == 40)
        #expect(image.modules.reduce(0) { $0 + $1.flashBytes } == image.flashBytes)
    }

    @Test("a file cut anywhere, or of another kind, is an error and no trap")
    func hostile() throws {
        let whole = TestELF(
            sections: [(".text", 2, 4)],
            symbols: [
                ("main", 4, 1), ("board_m4", 0, 0), ("emulated_hardware_reset", 0, 0),
            ]
        ).bytes
        _ = try FirmwareImage(whole, name: "test")
        for length in 0..<whole.count {
            _ = try? FirmwareImage(Array(whole[..<length]), name: "test")
        }
        #expect(throws: FirmwareError.self) { try FirmwareImage([0, 1, 2], name: "test") }
        let foreign = TestELF(sections: [(".text", 2, 4)], symbols: [("main", 4, 1)]).bytes
        #expect(throws: FirmwareError.self) { try FirmwareImage(foreign, name: "test") }
        #expect(throws: FirmwareError.self) {
            try FirmwareImage(Array(whole[..<60]), name: "test")
        }
    }
}
