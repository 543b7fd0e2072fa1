import Hardware

/// What the page of doses holds while the device is off: a file of the host's, if there is one.
enum PageStore {
    private static var wordCount: UInt { DosePage.byteCount / 4 }

    private static func word(_ index: UInt) -> Register { DosePage.word(index, ofCopy: 0) }

    /// Power-up: what the file holds, or a new page.
    static func load() {
        for index in 0..<wordCount { word(index).value = .max }
        var file = HostFile()
        guard file.open("page.bin", mode: 1) else { return }
        _ = unsafe file.read(into: UnsafeMutableRawPointer(bitPattern: 0x2101_0000)!, 0x1000)
        file.close()
    }

    static func save() {
        var file = HostFile()
        guard file.open("page.bin", mode: 5) else { return }
        unsafe file.write(UnsafeRawPointer(bitPattern: 0x2101_0000)!, 0x1000)
        file.close()
    }

    /// Flips a bit of each copy in a set: bit 0 the first, bit 1 the second.
    static func damage(_ copies: UInt32) {
        for copy in 0..<DosePage.copyCount where copies >> UInt32(copy) & 1 == 1 {
            let word = DosePage.word(100, ofCopy: copy)
            word.value ^= 0x10
        }
    }
}

/// The device's RAM as a fault finds it.
enum DeviceMemory {
    /// Writes `value` over the first of every two neighbouring words that are `first` and `second`.
    static func replace(_ first: UInt32, _ second: UInt32, with value: UInt32) {
        for address in stride(from: UInt(0x2000_0000), to: 0x2000_FFFC, by: 4) {
            let word = Register(address)
            if word.value == first, Register(address + 4).value == second { word.value = value }
        }
    }
}
