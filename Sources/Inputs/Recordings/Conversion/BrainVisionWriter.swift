/// Writes the three files of BrainVision's Core Data Format 1.0, multiplexed and little-endian, frame
/// by frame in bounded memory.
struct BrainVisionWriter: ~Copyable {
    enum Format: String {
        case int16 = "INT_16"
        case int32 = "INT_32"
        case float32 = "IEEE_FLOAT_32"
    }

    struct Channel {
        var name: String
        var unit: String
        /// Of one count, in `unit`.
        var resolution: Double
        /// The scale in EDF's terms and unit, where it came from there: what a resolution cannot say.
        var range: (scale: DigitalRange, unit: String)?
    }

    let paths: BrainVisionPaths
    let channels: [Channel]
    let rate: SamplingRate
    let format: Format
    private let data: OutputFile
    private var frameCount: Int64 = 0
    /// Where recording started, and went on after a pause.
    private(set) var segments: [(fileFrame: Int64, microseconds: Int64)] = []
    private var bytes: [UInt8] = []

    /// - Parameter data: where the samples go.
    init(
        _ data: OutputFile, paths: BrainVisionPaths, channels: [Channel], rate: SamplingRate,
        format: Format
    ) {
        self.data = data
        self.paths = paths
        self.channels = channels
        self.rate = rate
        self.format = format
    }

    /// The next frame is the one at so many microseconds after the recording's start.
    mutating func startSegment(microseconds: Int64) {
        segments.append((frameCount, microseconds))
    }

    /// Appends frames of `values`, laid out `[channel][strideFrames]`: counts, or values of a float
    /// format. Counts lie in the format's range.
    mutating func write(
        _ values: [Float], strideFrames: Int, frameCount count: Int
    ) throws(RecordingError) {
        bytes.removeAll(keepingCapacity: true)
        bytes.reserveCapacity(count * channels.count * (format == .int16 ? 2 : 4))
        for frame in 0..<count {
            for channel in channels.indices {
                let value = values[channel * strideFrames + frame]
                switch format {
                case .int16: put(UInt16(bitPattern: Int16(value)))
                case .int32: put(UInt32(bitPattern: Int32(value)))
                case .float32: put(value.bitPattern)
                }
            }
        }
        try data.append(bytes)
        frameCount += Int64(count)
    }

    private mutating func put(_ word: some FixedWidthInteger & UnsignedInteger) {
        var word = word
        for _ in 0..<word.bitWidth / 8 {
            bytes.append(UInt8(truncatingIfNeeded: word))
            word >>= 8
        }
    }

    /// Writes markers and header and makes sure of all three.
    ///
    /// - Parameter start: nil where the recording does not say when it was made.
    consuming func close(
        _ markers: [BrainVisionMarker], start: RecordingDate?, markerFile: OutputFile,
        headerFile: OutputFile
    ) throws(RecordingError) {
        try data.finish()
        try writeMarkers(markers, start: start, to: markerFile)
        try headerFile.append(Array(headerText.utf8))
        try headerFile.finish()
    }
}
