import FixedPoint
import Foundation

/// The file from which the emulated converters take their frames: see `SampleStream` of
/// Firmware-sim for its layout.
struct StreamFile {
    private let file: FileHandle
    private let path: String

    init(
        creating url: URL, groupCount: Int, firstFrame: Int64, fault: PlayedFault?
    ) throws {
        guard FileManager.default.createFile(atPath: url.path, contents: nil) else {
            throw FirmwareError("\(url.path): cannot be written")
        }
        path = url.path
        file = try FileHandle(forWritingTo: url)
        var header = Data()
        header.append(UInt32(0x5254_5351))
        header.append(UInt32(groupCount))
        header.append(firstFrame)
        header.append(fault?.kind.rawValue ?? 0)
        header.append(fault?.waits.rawValue ?? 0)
        header.append(fault?.atFrame ?? 0)
        header.append(fault?.edges ?? 0)
        header.append(fault?.pageDamage ?? 0)
        header.append(fault?.corruption?.first ?? 0)
        header.append(fault?.corruption?.second ?? 0)
        header.append(fault?.corruption?.value ?? 0)
        header.append(Data(count: 64 - header.count))
        try write(header)
    }

    func append(_ firstFrame: Int64, _ counts: ArraySlice<CountLanes>, groupCount: Int) throws {
        var block = Data()
        block.append(firstFrame)
        block.append(UInt32(counts.count / groupCount))
        block.append(UInt32(0))
        for lanes in counts {
            for lane in 0..<laneCount { block.append(UInt16(bitPattern: lanes[lane])) }
        }
        try write(block)
    }

    func close() throws { try file.close() }

    private func write(_ data: Data) throws(FirmwareError) {
        try FirmwareError.naming(path) { try file.write(contentsOf: data) }
    }
}

extension Data {
    /// Little-endian, as the emulated processor.
    fileprivate mutating func append<Value: FixedWidthInteger>(_ value: Value) {
        for byte in 0..<(Value.bitWidth / 8) {
            append(UInt8(truncatingIfNeeded: value >> Value(8 * byte)))
        }
    }
}

/// A fault that the emulated hardware plays.
package struct PlayedFault: Sendable {
    package enum Kind: UInt32, Sendable {
        /// An interrupt takes the processor away from the loop.
        case hog = 1
        /// The converters repeat the frame at which the fault began.
        case stuckValue = 2
        /// The converters deliver no frames.
        case stuckClock = 3
        /// The supply falls and the device is reset.
        case brownOut = 4
        /// The processor meets an instruction that does not exist, as after a failed precondition.
        case crash = 5
        /// A word of the device's memory is written over.
        case memory = 6
    }

    /// Of every two neighbouring words of memory that are these, the first becomes `value`.
    package struct Corruption: Sendable {
        package var first: UInt32
        package var second: UInt32
        package var value: UInt32
    }

    /// What must have come besides `atFrame`.
    package enum Waits: UInt32, Sendable {
        case nothing = 0
        case therapy = 1
        case pulse = 2
    }

    package var kind: Kind
    package var waits: Waits
    package var atFrame: Int64
    /// Edges of the sample clock for which it lasts.
    package var edges: UInt32
    /// Copies of the page of doses in which a reset flips a bit: 1 the first, 2 the second, 3 both.
    package var pageDamage: UInt32 = 0
    package var corruption: Corruption?

    package init(_ kind: Kind, waits: Waits = .nothing, atFrame: Int64, edges: UInt32 = 0) {
        self.kind = kind
        self.waits = waits
        self.atFrame = atFrame
        self.edges = edges
    }
}
