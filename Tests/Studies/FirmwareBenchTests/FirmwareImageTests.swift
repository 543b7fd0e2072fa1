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
            symbols: [("$e4LoopF", 60, 1), ("malloc", 10, 1), ("state", 40, 4), ("gone", 900, 6)])
        let image = try FirmwareImage(file.bytes, name: "test")
        #expect(image.flashBytes == 128)
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
        let whole = TestELF(sections: [(".text", 2, 4)], symbols: [("main", 4, 1)]).bytes
        _ = try FirmwareImage(whole, name: "test")
        for length in 0..<whole.count {
            _ = try? FirmwareImage(Array(whole[..<length]), name: "test")
        }
        #expect(throws: FirmwareError.self) { try FirmwareImage([0, 1, 2], name: "test") }
        #expect(throws: FirmwareError.self) {
            try FirmwareImage(Array(whole[..<60]), name: "test")
        }
    }
}

/// A small ELF file: sections of a name, flags and a size, and symbols of a name, a size and a
/// section (1 being the first).
struct TestELF {
    var bytes = [UInt8](repeating: 0, count: 52)

    init(
        sections: [(name: String, flags: UInt32, size: UInt32)],
        symbols: [(name: String, size: UInt32, section: UInt16)]
    ) {
        bytes.replaceSubrange(0..<6, with: [0x7F, 0x45, 0x4C, 0x46, 1, 1])
        let symbolNames = add(symbols.map(\.name))
        let symbolStart = bytes.count
        for (index, symbol) in symbols.enumerated() {
            bytes += words(UInt32(symbolNames.places[index]), 0, symbol.size)
            bytes += [0, 0, UInt8(symbol.section), 0]
        }
        let names = add([""] + sections.map(\.name) + [".symtab", ".strtab", ".shstrtab"])
        let table = bytes.count
        bytes += [UInt8](repeating: 0, count: 40)
        for (index, section) in sections.enumerated() {
            header(UInt32(names.places[index + 1]), 1, section.flags, 0, section.size, 0)
        }
        let place = sections.count + 1
        header(
            UInt32(names.places[place]), 2, 0, UInt32(symbolStart), UInt32(16 * symbols.count),
            UInt32(place + 1))
        header(UInt32(names.places[place + 1]), 3, 0, UInt32(symbolNames.start), 0, 0)
        header(UInt32(names.places[place + 2]), 3, 0, UInt32(names.start), 0, 0)
        bytes.replaceSubrange(32..<36, with: words(UInt32(table)))
        bytes[46] = 40
        bytes[48] = UInt8(sections.count + 4)
        bytes[50] = UInt8(place + 2)
    }

    private mutating func add(_ names: [String]) -> (start: Int, places: [Int]) {
        let start = bytes.count
        var places: [Int] = []
        for name in names {
            places.append(bytes.count - start)
            bytes += Array(name.utf8) + [0]
        }
        return (start, places)
    }

    private mutating func header(
        _ name: UInt32, _ type: UInt32, _ flags: UInt32, _ offset: UInt32, _ size: UInt32,
        _ link: UInt32
    ) {
        bytes += words(name, type, flags, 0, offset, size, link, 0, 0, 0)
    }

    private func words(_ values: UInt32...) -> [UInt8] {
        values.flatMap { value in
            (0..<4).map { UInt8(truncatingIfNeeded: value >> UInt32(8 * $0)) }
        }
    }
}
