import Foundation
import TestSupport

@testable import Recordings

/// A MEF 3.0 session, made so that each field can be made wrong.
struct MEFBuilder {
    struct Block {
        var samples: [Int32]
        /// Microseconds.
        var time: Int64
        var isDiscontinuous = false
        var flags: UInt8 = 0
        /// 0 stands for none, so that a spoilt block is decoded all the same.
        var hasChecksum = true
        var scaleFactor: Float = 1
        var slope: Float = 0
    }

    struct Channel {
        var name: String
        var hertz = 250.0
        var factor = 0.5
        var unit = "uV"
        /// By number of the segment.
        var segments: [Int: [Block]]
        var metadataEncryption: Int8 = 0
        var recordingTimeOffset: Int64?
    }

    struct Record {
        var kind: String
        var time: Int64
        var body: [UInt8]
        var encryption: UInt8 = 0
    }

    static let start: Int64 = 1_700_000_000_000_000

    var channels: [Channel]
    var records: [Record] = []

    /// Two channels of two segments, with a gap inside the first and one between them.
    static func standard(blockSamples: Int = 50) -> MEFBuilder {
        func block(_ seed: UInt64, _ at: Double, _ isDiscontinuous: Bool) -> Block {
            var generator = SplitMix64(seed: seed)
            var value: Int32 = 0
            let samples = (0..<blockSamples).map { index -> Int32 in
                value += Int32.random(in: -90...90, using: &generator)
                // Now and then a leap that takes five bytes.
                return index % 17 == 3 ? value * 1000 : value
            }
            return Block(
                samples: samples, time: start + Int64(at * 1e6), isDiscontinuous: isDiscontinuous)
        }
        let step = Double(blockSamples) / 250
        return MEFBuilder(
            channels: ["LA1", "LA2"].enumerated().map { number, name in
                let seed = UInt64(100 * number)
                return Channel(
                    name: name,
                    segments: [
                        0: [
                            block(seed, 0, true), block(seed + 1, step, false),
                            block(seed + 2, 2 * step + 1, true),
                        ],
                        1: [block(seed + 3, 3 * step + 5, true)],
                    ])
            },
            records: [
                Record(kind: "Note", time: start + 250_000, body: Array("lights out\0".utf8)),
                Record(
                    kind: "Seiz", time: start + 300_000,
                    body: seizure(from: start + 300_000, to: start + 1_500_000)),
            ])
    }

    static func seizure(from onset: Int64, to end: Int64) -> [UInt8] {
        var body = [UInt8](repeating: 0, count: 1312)
        body.put(onset, at: 0)
        body.put(end, at: 8)
        body.put(end - onset, at: 16)
        return body
    }

    /// Writes the session and returns its path.
    @discardableResult
    func write(to folder: TemporaryFolder, name: String = "rec.mefd") throws -> String {
        let root = folder.file(name)
        for (number, channel) in channels.enumerated() {
            for (index, blocks) in channel.segments {
                let base = "\(channel.name)-\(String(format: "%06d", index))"
                let path = "\(root)/\(channel.name).timd/\(base).segd"
                try FileManager.default.createDirectory(
                    atPath: path, withIntermediateDirectories: true)
                let files = Self.files(channel, number, blocks)
                for (ending, bytes) in files {
                    try Data(bytes).write(to: URL(fileURLWithPath: "\(path)/\(base).\(ending)"))
                }
            }
        }
        if !records.isEmpty {
            try Data(recordBytes).write(to: URL(fileURLWithPath: "\(root)/rec.rdat"))
        }
        return root
    }

    private static func header(_ type: String, entries: Int) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 1024)
        bytes.replaceSubrange(8..<8 + type.utf8.count, with: type.utf8)
        bytes[13] = 3
        bytes[15] = 1
        bytes.put(Int64(entries), at: 32)
        return bytes
    }

    static func files(_ channel: Channel, _ number: Int, _ blocks: [Block]) -> [(String, [UInt8])] {
        var metadata = header("tmet", entries: 1) + [UInt8](repeating: 0, count: 16_384 - 1024)
        metadata[1024] = UInt8(bitPattern: channel.metadataEncryption)
        metadata.put(Int64(number + 1), at: 8712)
        metadata.put(channel.hertz.bitPattern, at: 8720)
        metadata.put(channel.factor.bitPattern, at: 8760)
        metadata.replaceSubrange(8768..<8768 + channel.unit.utf8.count, with: channel.unit.utf8)
        metadata.put(channel.recordingTimeOffset ?? 0, at: 13_312)
        let count = blocks.reduce(0) { $0 + $1.samples.count }
        metadata.put(Int64(count), at: 8920)
        metadata.put(Int64(blocks.count), at: 8928)
        for (at, time) in [(16, blocks.first?.time), (24, blocks.last?.time)] {
            metadata.put((time ?? 0) + (at == 24 ? 200_000 : 0), at: at)
        }
        var index = header("tidx", entries: blocks.count)
        var data = header("tdat", entries: blocks.count)
        var firstSample: Int64 = 0
        for block in blocks {
            let time =
                channel.recordingTimeOffset.map { -(block.time - $0) } ?? block.time
            let bytes = encoded(block, time: time)
            var entry = [UInt8](repeating: 0, count: 56)
            entry.put(Int64(data.count), at: 0)
            entry.put(time, at: 8)
            entry.put(firstSample, at: 16)
            entry.put(UInt32(block.samples.count), at: 24)
            entry.put(UInt32(bytes.count), at: 28)
            entry[44] = block.flags | (block.isDiscontinuous ? 1 : 0)
            index += entry
            data += bytes
            firstSample += Int64(block.samples.count)
        }
        return [("tmet", metadata), ("tidx", index), ("tdat", data)]
    }

    private var recordBytes: [UInt8] {
        var bytes = Self.header("rdat", entries: records.count)
        for record in records {
            var header = [UInt8](repeating: 0, count: 24)
            header.replaceSubrange(4..<8, with: record.kind.utf8)
            header[9] = 1
            header[11] = record.encryption
            header.put(UInt32(record.body.count), at: 12)
            header.put(record.time, at: 16)
            bytes += header + record.body
        }
        return bytes
    }

    /// A block: differences, or after a 128 the sample itself, through a range coder.
    static func encoded(_ block: Block, time: Int64) -> [UInt8] {
        var symbols: [UInt8] = []
        var last: Int32?
        for sample in block.samples {
            let difference = last.map { Int64(sample) - Int64($0) } ?? 1000
            if abs(difference) > 127 {
                let bits = UInt32(bitPattern: sample)
                if last != nil { symbols.append(128) }
                symbols += (0..<4).map { UInt8(truncatingIfNeeded: bits >> (8 * $0)) }
            } else {
                symbols.append(UInt8(bitPattern: Int8(difference)))
            }
            last = sample
        }
        var counts = [Int](repeating: 0, count: 256)
        for symbol in symbols { counts[Int(symbol)] += 1 }
        let most = counts.max() ?? 1
        let scaled = counts.map { count in
            most <= 255 || count == 0 ? UInt8(min(count, 255)) : UInt8(1 + count * 253 / most)
        }
        let code = RangeEncoder(scaled).code(symbols)
        var bytes = [UInt8](repeating: 0, count: 304)
        bytes[4] = block.flags | (block.isDiscontinuous ? 1 : 0)
        bytes.put(block.slope.bitPattern, at: 16)
        bytes.put(block.scaleFactor.bitPattern, at: 24)
        bytes.put(UInt32(symbols.count + 1), at: 28)
        bytes.put(UInt32(block.samples.count), at: 32)
        bytes.put(time, at: 40)
        bytes.replaceSubrange(48..<304, with: scaled)
        bytes += code
        while bytes.count % 8 != 0 { bytes.append(0x7E) }
        bytes.put(UInt32(bytes.count), at: 36)
        if block.hasChecksum { bytes.put(KoopmanChecksum.of(bytes[4...]), at: 0) }
        return bytes
    }
}

/// A range coder (G. N. N. Martin 1979) in the arithmetic that the decoder expects, with a big number
/// in place of carries.
struct RangeEncoder {
    private let counts: [UInt8]
    private var starts: [UInt64] = [0]

    init(_ counts: [UInt8]) {
        self.counts = counts
        for count in counts { starts.append(starts[starts.count - 1] + UInt64(count)) }
    }

    /// The decoder begins with 7 bits and takes 8 more whenever its range is 2^23 or less.
    func code(_ symbols: [UInt8]) -> [UInt8] {
        // `low` as base-256 digits after the decoder's first 7 bits, the last four bytes in a word.
        var digits: [UInt8] = []
        var low: UInt64 = 0
        var range: UInt64 = 1 << 31
        func carry(_ digits: inout [UInt8]) {
            var index = digits.count - 1
            while index >= 0 {
                digits[index] &+= 1
                if digits[index] != 0 { return }
                index -= 1
            }
        }
        func shift(_ digits: inout [UInt8], _ low: inout UInt64) {
            digits.append(UInt8(truncatingIfNeeded: low >> 23))
            low = (low << 8) & 0x7FFF_FFFF
        }
        for symbol in symbols {
            while range <= 1 << 23 {
                shift(&digits, &low)
                range <<= 8
            }
            let step = range / starts[256]
            let start = step * starts[Int(symbol)]
            low += start
            if low >> 31 != 0 {
                carry(&digits)
                low &= 0x7FFF_FFFF
            }
            range = symbol < 255 ? step * UInt64(counts[Int(symbol)]) : range - start
        }
        for _ in 0..<5 { shift(&digits, &low) }
        return digits
    }
}

extension [UInt8] {
    /// Little-endian.
    mutating func put(_ value: some FixedWidthInteger, at offset: Int) {
        for index in 0..<value.bitWidth / 8 {
            self[offset + index] = UInt8(truncatingIfNeeded: value >> (8 * index))
        }
    }
}
