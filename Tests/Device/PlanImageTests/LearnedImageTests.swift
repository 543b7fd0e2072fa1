import Detection
import PlanImage
import Planning
import TestSupport
import Testing

/// An image with a model: the same loop on the other side, and no number that leads outside memory.
@Suite("Plan images with a learned detector")
struct LearnedImageTests {
    /// Where a model's numbers begin in the image, in words, and where its tables do.
    private static let numbers = 324
    private static let tables = 345
    /// The first weights or splits, behind four words of channels.
    private static let bulk = 349
    private static let bytes: [DetectorModel.Family: Int] = [
        .linear: 2_936, .trees: 4_216, .travelling: 1_416,
    ]

    private func plan(
        _ family: DetectorModel.Family, channelCount: Int = 6, seed: UInt64 = 1
    ) throws -> ImagedPlan {
        let model = randomModel(family, channelCount: channelCount, seed: seed)
        // Two more channels than the model knows.
        return try devicePlan(channelCount: channelCount + 2, model: model)
    }

    @Test(
        "what is read decides as what was written, and writes the image it came from",
        arguments: DetectorModel.Family.allCases, [1, 6, 31])
    func roundTrip(family: DetectorModel.Family, channelCount: Int) throws {
        let written = try plan(family, channelCount: channelCount, seed: UInt64(channelCount))
        let first = image(of: written)
        #expect(first.count == Self.bytes[family] && first.count == written.device.imageByteCount)
        #expect(first.count <= DevicePlan.imageByteCountMax)
        let second = try read(first)
        #expect(image(of: second) == first)
        var (one, other) = (SplitMix64(seed: 5), SplitMix64(seed: 5))
        let hash = run(written.loop, &one, blocks: 200)
        #expect(run(second.loop, &other, blocks: 200) == hash)
        // The model matters: another one decides otherwise.
        var third = SplitMix64(seed: 5)
        let different = try plan(family, channelCount: channelCount, seed: 99)
        #expect(run(different.loop, &third, blocks: 200) != hash)
    }

    @Test("flipped bits are noticed", arguments: DetectorModel.Family.allCases)
    func flippedBits(family: DetectorModel.Family) throws {
        let whole = image(of: try plan(family))
        for byte in stride(from: 0, to: whole.count, by: 13) {
            var changed = whole
            changed[byte] ^= 1 << UInt8(byte % 8)
            #expect(throws: PlanImageError.self, "byte \(byte)") { try read(changed) }
        }
    }

    /// Word from the model's first, a value no plan has there, and the kind of refusal.
    @Test(
        "a number out of range is refused though the checksum is right",
        arguments: [
            (0, 1, 5), (0, 5, 5), (0, 0, 1),  // family: measuring, unknown, none with tables
            (1, 0, 6), (1, 5, 6), (1, 9, 6), (1, 129, 6),  // channels it knows
            (2, 6, 6), (2, -1, 6),  // bands
            (3, 0, 6), (5, 31, 6), (7, -1, 6),  // shifts
            (8, 0, 6), (9, 0, 6), (10, -1, 6), (11, -1, 6), (12, 1 << 24 + 1, 6),  // hops
            (13, -1, 6), (13, 32_768, 6),  // largest input
            (14, 1 << 29 + 1, 6), (15, -1 << 29 - 1, 6), (17, .min, 6),  // scores
            (18, -1, 6), (19, 1 << 28 + 1, 6), (20, 1 << 22 + 1, 6),  // operating point
            (21, 0x7F, 6), (21, 0x1F, 6), (21, 0x100, 6), (24, .min, 6),  // set of channels
        ] as [(Int, Int32, UInt32)], DetectorModel.Family.allCases)
    func outOfRange(
        change: (word: Int, value: Int32, code: UInt32), family: DetectorModel.Family
    ) throws {
        var bytes = image(of: try plan(family))
        put(UInt32(bitPattern: change.value), at: Self.numbers + change.word, in: &bytes)
        let error = #expect(throws: PlanImageError.self) { try read(bytes) }
        #expect(error?.code == change.code)
    }

    @Test("every split that asks of a channel beyond the plan's is refused")
    func splits() throws {
        let whole = image(of: try plan(.trees))
        let columns: UInt32 = 8 * 6
        for split in 0..<DetectionLimits.treeCountMax * DetectionLimits.treeSplitCount {
            let kept = word(whole, Self.bulk + split) & 0xFFFF_0000
            let column = [columns, 0x7FFF, 0x8000, 0xFFFF][split % 4]
            var bytes = whole
            put(kept | column, at: Self.bulk + split, in: &bytes)
            let error = #expect(throws: PlanImageError.self, "split \(split)") { try read(bytes) }
            #expect(error?.code == 6)
        }
        var bytes = whole
        put(columns - 1, at: Self.bulk, in: &bytes)
        #expect(try image(of: read(bytes)) == bytes)
    }

    @Test("trees beyond those there are, and values and weights that could overflow, are refused")
    func sums() throws {
        let trees = image(of: try plan(.trees))
        let value = Self.bulk + DetectionLimits.treeCountMax * DetectionLimits.treeSplitCount
        for (index, word) in [
            (Self.numbers + 16, 33), (Self.numbers + 16, 0), (value, 1 << 24 + 1),
            (value + 479, UInt32(bitPattern: Int32.min)),
        ] {
            var bytes = trees
            put(word, at: index, in: &bytes)
            #expect(throws: PlanImageError.self, "word \(index)") { try read(bytes) }
        }
        var linear = image(of: try plan(.linear))
        // 36 weights of 8 units an octave, times two octaves.
        for pair in 0..<18 { put(0x8000_8000, at: Self.bulk + pair, in: &linear) }
        let error = #expect(throws: PlanImageError.self) { try read(linear) }
        #expect(error?.code == 6)
    }

    @Test("a share beyond all channels, and common weights that could overflow, are refused")
    func travelling() throws {
        let whole = image(of: try plan(.travelling))
        for (index, word) in [
            (Self.bulk + 3, UInt32(1_001)), (Self.bulk + 3, .max), (Self.bulk + 3, 1 << 31),
        ] {
            var bytes = whole
            put(word, at: index, in: &bytes)
            let error = #expect(throws: PlanImageError.self, "\(word)") { try read(bytes) }
            #expect(error?.code == 6)
        }
        var bytes = whole
        // Six weights of 8 units an octave fit two octaves, not thirty-two.
        for pair in 0..<3 { put(0x8000_8000, at: Self.bulk + pair, in: &bytes) }
        #expect(try image(of: read(bytes)) == bytes)
        put(32_767, at: Self.numbers + 13, in: &bytes)
        #expect(throws: PlanImageError.self) { try read(bytes) }
    }

    /// The length and the checksum are right for what is there; the family needs another length.
    @Test("tables of another length than the family's are refused")
    func lengths() throws {
        for (family, other) in [
            (DetectorModel.Family.linear, UInt32(3)), (.trees, 2), (.linear, 4), (.travelling, 2),
        ] {
            let whole = image(of: try plan(family))
            for count in [whole.count - 4, whole.count + 4, 1_384, 1_388, 4_216, 4_292]
            where count != whole.count {
                var bytes = Array(whole.prefix(count))
                bytes += [UInt8](repeating: 0, count: count - bytes.count)
                put(UInt32(count), at: 2, in: &bytes)
                #expect(throws: PlanImageError.self, "\(family), \(count)") { try read(bytes) }
            }
            var bytes = whole
            put(other, at: Self.numbers, in: &bytes)
            #expect(throws: PlanImageError.self) { try read(bytes) }
        }
        var bytes = image(of: try devicePlan())
        put(2, at: Self.numbers, in: &bytes)
        #expect(throws: PlanImageError.self) { try read(bytes) }
    }
}
