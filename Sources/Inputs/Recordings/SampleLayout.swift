/// How one sample is written; all are little-endian.
enum SampleEncoding: Sendable {
    /// Offset binary: zero lies in the middle of the range, so that counts are signed all the same.
    case offset8
    case offset16
    case int16
    case int24
    case int32
    case float32
    case float64

    var byteCount: Int {
        switch self {
        case .offset8: 1
        case .offset16, .int16: 2
        case .int24: 3
        case .int32, .float32: 4
        case .float64: 8
        }
    }

    /// Bits of a count; nil where samples are no counts.
    var countBits: Int? { self == .float32 || self == .float64 ? nil : 8 * byteCount }

    /// Whether a Float holds every sample.
    var fitsFloat: Bool { self != .int32 && self != .float64 }
}

/// Where the samples lie in a file: records of equal size, in each of which a channel has its
/// samples in one piece. EDF is that as it stands; multiplexed BrainVision has records of one frame,
/// vectorized BrainVision has a single record.
struct SampleLayout: Sendable {
    struct Channel: Sendable {
        /// From the start of the record.
        let byteOffset: Int64
        let samplesPerRecord: Int64
        /// Microvolts (or physical units) per digital step.
        var gain: Double
        /// The value of digital zero.
        var offset: Double
    }

    let encoding: SampleEncoding
    let dataOffset: Int64
    let recordBytes: Int64
    let recordCount: Int64
    var channels: [Channel]
    /// Stretches without a gap, in the order of time.
    let runs: [RecordRun]
}

/// Consecutive records without a gap between them.
struct RecordRun: Sendable, Equatable {
    let firstRecord: Int64
    let recordCount: Int64
    /// From the recording's first frame.
    let startSeconds: Double
    /// How much of the last record is filling, marked as such by whoever wrote it.
    var paddingSeconds = 0.0
    /// Samples of each channel in the first record that an earlier run has.
    var skippedSamples: Int64 = 0
    /// Bytes that lie before its records beyond what the layout says, such as headers of packets.
    var extraBytes: Int64 = 0
}
