import FixedPoint
import Testing

@Suite("Working memory")
struct WorkingMemoryTests {
    @Test("measuring and dealing out agree, every piece starts at a cache line")
    func layout() {
        func deal(_ memory: inout WorkingMemory) -> [Int] {
            var addresses: [Int] = []
            for (count, value) in [(1, 7), (9, -3), (0, 1), (64, 5)] {
                guard let piece = unsafe memory.take(count, of: Int32(value)) else { continue }
                for index in 0..<count { #expect(unsafe piece[index] == Int32(value)) }
                addresses.append(Int(bitPattern: piece))
            }
            return addresses
        }
        var measured = WorkingMemory()
        #expect(deal(&measured).isEmpty)
        #expect(measured.used == 64 + 64 + 0 + 256)

        unsafe withRegion(of: measured.used) { region in
            var memory = unsafe WorkingMemory(region)
            let addresses = deal(&memory)
            #expect(memory.used == measured.used)
            #expect(addresses.count == 4)
            #expect(addresses.allSatisfy { $0 % WorkingMemory.alignment == 0 })
        }
    }

    @Test("a region that is too small or not aligned is a trap")
    func misuse() async {
        await #expect(processExitsWith: .failure) {
            unsafe withRegion(of: 64) { region in
                var memory = unsafe WorkingMemory(region)
                _ = unsafe memory.take(17, of: Int32(0))
            }
        }
        await #expect(processExitsWith: .failure) {
            unsafe withRegion(of: 128) { region in
                _ = unsafe WorkingMemory(.init(rebasing: region[4...]))
            }
        }
    }
}

/// A region of memory, aligned as the core wants it.
private func withRegion(of bytes: Int, _ body: (UnsafeMutableRawBufferPointer) -> Void) {
    let region = UnsafeMutableRawBufferPointer.allocate(
        byteCount: bytes, alignment: WorkingMemory.alignment)
    defer { unsafe region.deallocate() }
    unsafe body(region)
}
