import Foundation
import Planning

/// What an image of the firmware holds, from its ELF file (System V ABI, chapter 4; 32 bits,
/// little-endian): bytes by module, and whether a heap came in.
package struct FirmwareImage: Sendable {
    package struct Module: Sendable {
        package var name: String
        package var flashBytes: Int
        package var ramBytes: Int
    }

    /// What it was built for.
    package let board: EmulatedBoard
    /// Largest first.
    package let modules: [Module]
    /// Code and constants, and the first values of variables.
    package let flashBytes: Int
    /// Variables, without the stack.
    package let variableBytes: Int
    /// What is set aside for the stack.
    package let stackBytes: Int
    /// Functions of a heap, which there must be none of.
    package let heapSymbols: [String]

    /// Names under which a heap would come in.
    static let heapNames: Set<String> = [
        "malloc", "calloc", "realloc", "free", "posix_memalign", "aligned_alloc", "memalign",
        "sbrk", "_sbrk", "swift_slowAlloc", "swift_slowDealloc", "swift_allocObject",
        "swift_deallocClassInstance", "swift_initStackObject",
    ]

    /// Largest image that passes: what was once reached, and a little more. The device has 91 KiB beside
    /// the plan.
    package static let flashBytesMax = 84 * 1_024

    /// Where the emulated hardware begins: without it an image would run, and never tell anything.
    static let entrySymbol = "emulated_hardware_reset"

    /// An ELF file of it with its symbols is a tenth of this.
    private static let fileBytesMax = 16 << 20

    /// RAM that the device has.
    static let ramBytesMax = 64 * 1_024

    /// What is left for ring and loop.
    package var memoryBytes: Int { Self.ramBytesMax - stackBytes - variableBytes }

    /// A figure that was missed.
    package var problem: String? {
        if !heapSymbols.isEmpty { return "the image has a heap: \(heapSymbols)" }
        return flashBytes > Self.flashBytesMax ? "\(flashBytes) bytes of flash" : nil
    }

    package init(contentsOf url: URL) throws(FirmwareError) {
        let data: Data
        do throws(RegularFile.Problem) {
            data = try RegularFile.read(url.path, bytesMax: Self.fileBytesMax + 1)
        } catch {
            throw FirmwareError(
                error == .notRegular
                    ? "\(url.relativePath): is not a regular file; give the firmware's image"
                    : "\(url.relativePath): cannot be read; build it with `make firmware` and run "
                        + "in the project's folder, or give --image")
        }
        guard data.count <= Self.fileBytesMax else {
            throw FirmwareError(
                "\(url.relativePath): is larger than any image of the firmware; give the firmware's"
            )
        }
        try self.init([UInt8](data), name: url.relativePath)
    }

    init(_ bytes: [UInt8], name: String) throws(FirmwareError) {
        let file = try ELFFile(bytes, name: name)
        let symbols = Set(file.symbols.map(\.name))
        guard let board = EmulatedBoard.allCases.first(where: { symbols.contains($0.symbol) }),
            symbols.contains(Self.entrySymbol)
        else {
            throw FirmwareError(
                "\(name): is for no board known here; build it with `make firmware`")
        }
        self.board = board
        var modules: [String: Module] = [:]
        var flash = 0
        var variables = 0
        var stack = 0
        for section in file.sections where section.isLoaded {
            switch section.name {
            case ".emulator_code", ".emulator_memory", ".emulator_data": continue
            case ".stack": stack += section.byteCount
            case ".bss": variables += section.byteCount
            case ".data":
                variables += section.byteCount
                flash += section.byteCount
            default: flash += section.byteCount
            }
        }
        for symbol in file.symbols where symbol.byteCount > 0 {
            guard symbol.section < file.sections.count else { continue }
            let section = file.sections[symbol.section]
            guard section.isLoaded, !section.name.hasPrefix(".emulator"), section.name != ".stack"
            else { continue }
            let name = Self.module(ofSymbol: symbol.name)
            var module = modules[name] ?? Module(name: name, flashBytes: 0, ramBytes: 0)
            let isVariable = section.name == ".bss" || section.name == ".data"
            if isVariable { module.ramBytes += symbol.byteCount }
            if section.name != ".bss" { module.flashBytes += symbol.byteCount }
            modules[name] = module
        }
        let named = modules.values.reduce(0) { $0 + $1.flashBytes }
        if flash > named {
            let rest = "constants without a name, and gaps"
            modules[rest] = Module(name: rest, flashBytes: flash - named, ramBytes: 0)
        }
        self.modules = modules.values.sorted { ($1.flashBytes, $0.name) < ($0.flashBytes, $1.name) }
        flashBytes = flash
        variableBytes = variables
        stackBytes = stack
        heapSymbols = file.symbols.map(\.name).filter { Self.heapNames.contains($0) }.sorted()
    }

    /// The Swift module whose code a symbol is, from its mangled name; start-up and run-time
    /// support for the others.
    static func module(ofSymbol name: String) -> String {
        guard name.hasPrefix("$s") || name.hasPrefix("$e") else { return "start-up and run time" }
        let rest = name.dropFirst(2)
        let digits = rest.prefix(while: \.isNumber)
        guard let length = Int(digits), length > 0 else { return "Swift's standard library" }
        return String(rest.dropFirst(digits.count).prefix(length))
    }
}

/// The parts of an ELF file that tell what lies where.
struct ELFFile {
    struct Section {
        var name: String
        var byteCount: Int
        /// It takes room in the device's memory.
        var isLoaded: Bool
        fileprivate var type: Int
        fileprivate var offset: Int
        fileprivate var link: Int
        fileprivate var nameOffset: Int
    }

    struct Symbol {
        var name: String
        var byteCount: Int
        /// Index of its section.
        var section: Int
    }

    private(set) var sections: [Section] = []
    private(set) var symbols: [Symbol] = []
    private let bytes: [UInt8]
    private let name: String
    /// Of a symbol's name no more is read.
    private static let nameBytesMax = 1_024

    init(_ bytes: [UInt8], name: String) throws(FirmwareError) {
        self.bytes = bytes
        self.name = name
        guard bytes.count >= 52, bytes[0..<6] == [0x7F, 0x45, 0x4C, 0x46, 1, 1] else {
            throw FirmwareError("\(name): is not a 32-bit ELF image; give the firmware's")
        }
        let table = try word(32)
        let size = try half(46)
        for index in 0..<(try half(48)) {
            let start = table + index * size
            sections.append(
                Section(
                    name: "", byteCount: try word(start + 20),
                    isLoaded: try word(start + 8) & 2 != 0, type: try word(start + 4),
                    offset: try word(start + 16), link: try word(start + 24),
                    nameOffset: try word(start)))
        }
        let names = try half(50)
        for index in sections.indices {
            sections[index].name = try text(inSection: names, at: sections[index].nameOffset)
        }
        // Type 2 is the symbol table, of 16 bytes a symbol; a file has one at most.
        if let table = sections.first(where: { $0.type == 2 }) {
            for start in stride(from: table.offset, to: table.offset + table.byteCount, by: 16) {
                symbols.append(
                    Symbol(
                        name: try text(inSection: table.link, at: try word(start)),
                        byteCount: try word(start + 8), section: try half(start + 14)))
            }
        }
    }

    private func half(_ offset: Int) throws(FirmwareError) -> Int {
        guard offset >= 0, offset + 2 <= bytes.count else { throw truncated(offset) }
        return Int(bytes[offset]) | Int(bytes[offset + 1]) << 8
    }

    private func word(_ offset: Int) throws(FirmwareError) -> Int {
        try half(offset) | half(offset + 2) << 16
    }

    private func text(inSection index: Int, at offset: Int) throws(FirmwareError) -> String {
        guard sections.indices.contains(index) else { throw truncated(offset) }
        let start = sections[index].offset + offset
        guard start >= 0, start < bytes.count else { throw truncated(start) }
        let room = bytes[start...].prefix(Self.nameBytesMax)
        return String(decoding: room.prefix { $0 != 0 }, as: UTF8.self)
    }

    private func truncated(_ offset: Int) -> FirmwareError {
        FirmwareError("\(name): the ELF image ends before byte \(offset)")
    }
}
