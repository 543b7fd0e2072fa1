import ClosedLoop
import Detection
import NIOCore
import Pipeline
import RunFolder
import Stimulation

/// A hop as a row of fixed length for the page, little-endian, each number on a multiple of its size:
///
///     0  Float64   end of the hop, s
///     8  UInt32    number of the row, from 0, its low 32 bits
///    12  UInt8     state of the loop
///    13  UInt8     `Flags`
///    14  UInt8     seizure: 1 annotated or the patient's, 2 the untreated twin's
///    15  UInt8     pulses
///    16  Float32   score, score needed, compute latency (µs), sample to actuator (ms)
///    32  Int16     lowest count of each channel, then highest
///        UInt16    each feature of each channel against its threshold, 4,096 at it; 0 for unknown
///        UInt8     votes of each channel, a bit a pattern; 128 for a fault
///
/// A row ends at a multiple of 8.
struct HopRows: Sendable {
    struct Flags: OptionSet {
        let rawValue: UInt8
        static let measured = Flags(rawValue: 1)
        static let positive = Flags(rawValue: 2)
        static let late = Flags(rawValue: 4)
        static let overrun = Flags(rawValue: 8)
        static let framesMissing = Flags(rawValue: 16)
        static let delivering = Flags(rawValue: 32)
        static let onset = Flags(rawValue: 64)
        static let refused = Flags(rawValue: 128)
    }

    static let headBytes = 32
    static let unitOfFeatures = 4_096.0

    let channelCount: Int
    /// One for each pattern; none where a learned detector decides.
    let scales: [FeatureScale]
    private let score: ScoreScale
    private let rateHertz: Double
    private let isPaced: Bool

    init(_ subject: ViewSubject) {
        channelCount = subject.channelCount
        scales = (0..<Int(subject.planned.plan.detection.patternCount)).map {
            FeatureScale(subject.planned, pattern: $0)
        }
        score = ScoreScale(subject.planned)
        rateHertz = subject.planned.signal.rateHertz
        isPaced = subject.isPaced
    }

    var byteCount: Int {
        (Self.headBytes + channelCount * (5 + 2 * scales.count) + 7) / 8 * 8
    }

    /// Appends the row of a hop.
    func write(_ hop: ViewedHop, number: Int, to buffer: inout ByteBuffer) {
        let end = buffer.writerIndex + byteCount
        let decision = hop.report.record.decision
        let values = score.values(decision)
        let stamps = hop.report.record.stamps
        let compute = isPaced ? Float(stamps.computeNanoseconds) / 1e3 : .nan
        let path = isPaced ? Float(stamps.sampleToActuatorNanoseconds) / 1e6 : .nan
        buffer.write((Double(decision.endFrame) / rateHertz).bitPattern)
        buffer.write(UInt32(truncatingIfNeeded: number))
        buffer.write(decision.state.rawValue)
        buffer.write(Self.flags(of: hop.report.record).rawValue)
        buffer.write(UInt8((hop.isInSeizure ? 1 : 0) | (hop.isTwinInSeizure ? 2 : 0)))
        buffer.write(UInt8(clamping: hop.report.pulses.count))
        for value in [values.score, values.needed, compute, path] {
            buffer.write(value.bitPattern)
        }
        let readings = (0..<channelCount).map { hop.report.reading(ofChannel: $0) }
        for reading in readings { buffer.write(reading.lowestCount) }
        for reading in readings { buffer.write(reading.highestCount) }
        for scale in scales {
            for reading in readings { buffer.write(Self.share(reading, of: scale)) }
        }
        for reading in readings { buffer.write(reading.votes | (reading.faults == 0 ? 0 : 128)) }
        while buffer.writerIndex < end { buffer.write(UInt8(0)) }
    }

    private static func share(_ reading: ChannelReading, of scale: FeatureScale) -> UInt16 {
        guard let measured = scale.measured(reading), scale.threshold > 0 else { return 0 }
        return UInt16(min(65_535, (measured / scale.threshold * unitOfFeatures).rounded()))
    }

    private static func flags(of record: HopRecord) -> Flags {
        var flags: Flags = []
        if record.decision.isMeasured { flags.insert(.measured) }
        if record.decision.isPositive { flags.insert(.positive) }
        if record.isLate { flags.insert(.late) }
        if record.isAfterOverrun { flags.insert(.overrun) }
        if record.missingFrames > 0 { flags.insert(.framesMissing) }
        if record.isDelivering { flags.insert(.delivering) }
        if record.decision.change == .onset { flags.insert(.onset) }
        if case .refused(let reason, _) = record.decision.response, !reason.isProgrammedPause {
            flags.insert(.refused)
        }
        return flags
    }
}

extension ByteBuffer {
    mutating func write(_ value: some FixedWidthInteger) {
        writeInteger(value, endianness: .little)
    }
}
