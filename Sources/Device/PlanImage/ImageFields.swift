import ClosedLoop
import Detection

/// Passes numbers to or from an image, one after another: little-endian words of 32 bits.
///
/// Writing and reading go through the same calls, so that the order of the fields is said once.
/// Past the end nothing is written and 0 is read; whoever passes fields compares `byteCount` then.
/// With neither a source nor a destination the words only enter `checksum`.
@safe
struct ImageFields {
    private let source: UnsafeRawPointer?
    private let destination: UnsafeMutableRawPointer?
    private let capacity: Int
    /// Bytes passed so far.
    private(set) var byteCount = 0
    /// Of the words passed where nothing is read or written.
    private(set) var checksum = DecisionHash()

    init() {
        unsafe source = nil
        unsafe destination = nil
        capacity = 0
    }

    init(reading bytes: UnsafeRawBufferPointer) {
        unsafe source = bytes.baseAddress
        unsafe destination = nil
        capacity = bytes.count
    }

    init(writing bytes: UnsafeMutableRawBufferPointer) {
        unsafe source = nil
        unsafe destination = bytes.baseAddress
        capacity = bytes.count
    }

    var isReading: Bool { unsafe source != nil }

    mutating func pass(_ value: inout UInt32) {
        defer { byteCount += 4 }
        if unsafe source == nil && destination == nil { return checksum.mix(UInt64(value)) }
        guard byteCount + 4 <= capacity else {
            if isReading { value = 0 }
            return
        }
        if let source = unsafe source {
            value = unsafe UInt32(
                littleEndian: source.loadUnaligned(fromByteOffset: byteCount, as: UInt32.self))
        } else if let destination = unsafe destination {
            unsafe destination.storeBytes(
                of: value.littleEndian, toByteOffset: byteCount, as: UInt32.self)
        }
    }

    mutating func pass(_ value: inout Int32) {
        var word = UInt32(bitPattern: value)
        pass(&word)
        value = Int32(bitPattern: word)
    }

    mutating func pass(_ value: inout Int64) {
        var low = UInt32(truncatingIfNeeded: value)
        var high = Int32(truncatingIfNeeded: value >> 32)
        pass(&low)
        pass(&high)
        value = Int64(high) << 32 | Int64(low)
    }

    /// A copy passed: the same when writing, what the image says when reading.
    mutating func passed(_ value: Int32) -> Int32 {
        var value = value
        pass(&value)
        return value
    }

    mutating func passed(_ value: Int64) -> Int64 {
        var value = value
        pass(&value)
        return value
    }
}

extension ImageFields: PlanWords {
    /// As it stands: whether it lies in its range, the plan's validation tells.
    mutating func pass(_ name: StaticString, _ word: inout Int32, in range: ClosedRange<Int>) {
        pass(&word)
    }
}

/// Counts words.
struct WordCount: PlanWords {
    private(set) var count = 0

    mutating func pass(_ name: StaticString, _ word: inout Int32, in range: ClosedRange<Int>) {
        count += 1
    }
}
