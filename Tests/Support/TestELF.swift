/// A small ELF file: sections of a name, flags and a size, and symbols of a name, a size and a
/// section (1 being the first).
public struct TestELF {
    public private(set) var bytes = [UInt8](repeating: 0, count: 52)

    public init(
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
