/// One `.ncs` file: 16 KiB of text, then records of 512 samples with a time stamp (Neuralynx, "Data file
/// formats").
struct NeuralynxFile: Sendable {
    static let headerBytes: Int64 = 16_384
    static let recordBytes: Int64 = 1_044
    static let recordSamples: Int64 = 512

    /// Records without a gap between them. All but the last are full.
    struct Run: Sendable {
        let firstRecord: Int64
        var recordCount: Int64
        /// Microseconds.
        let startTime: UInt64
        var samples: Int64
    }

    let path: String
    let byteCount: Int64
    let name: String
    let rate: StatedRate
    /// Microvolts per count; negative where the input is inverted.
    let microvoltsPerCount: Double
    let filters: String
    let startDate: String?
    private(set) var runs: [Run] = []

    init(_ file: RecordingFile) throws(RecordingError) {
        path = file.path
        byteCount = file.byteCount
        let header = try BinaryFields(file, at: 0, count: Int(Self.headerBytes))
        let text = NeuralynxText(header.bytes)
        func number(_ key: String, _ range: ClosedRange<Double>) throws(RecordingError) -> Double {
            let found = text.values[key] ?? ""
            // Some write one value for each of the file's channels, of which there is one.
            let first = found.split(separator: " ").first ?? ""
            guard let value = DecimalNumber(parsing: first.utf8)?.value, range.contains(value)
            else {
                throw RecordingError(
                    file.path, field: key,
                    .badValue(
                        found: found,
                        expected: "a number from \(range.lowerBound) to \(range.upperBound)"))
            }
            return value
        }
        let hertz = try number("SamplingFrequency", 0...Limits.samplesPerSecondMax)
        guard let rate = StatedRate(hertz: hertz) else {
            throw RecordingError(
                file.path, field: "SamplingFrequency",
                .badValue(found: "\(hertz)", expected: "a rate above 0"))
        }
        self.rate = rate
        let volts = try number("ADBitVolts", 0...1)
        let isInverted = text.values["InputInverted"]?.lowercased() == "true"
        microvoltsPerCount = volts * 1e6 * (isInverted ? -1 : 1)
        name = text.name
        filters = text.filters
        startDate = text.startDate
        try scan(file)
    }

    /// What a file's header calls its channel; nil where it has none.
    static func name(_ path: String) -> String? {
        do throws(RecordingError) {
            let header = try BinaryFields(
                RecordingFile(opening: path), at: 0, count: Int(headerBytes))
            return NeuralynxText(header.bytes).name
        } catch {
            return nil
        }
    }

    struct RecordHead {
        let time: UInt64
        /// Whole hertz as the recorder had them; some write none.
        let hertz: UInt32
        let samples: Int64

        init(_ fields: BinaryFields, _ at: Int) throws(RecordingError) {
            time = fields.integer(at)
            hertz = fields.integer(at + 12)
            samples = Int64(fields.integer(at + 16, as: UInt32.self))
            guard time < 1 << 53, (1...NeuralynxFile.recordSamples).contains(samples) else {
                throw fields.bad(
                    at, "record", found: "time \(time), \(samples) samples",
                    expected: "a time in microseconds and 1 to 512 samples")
            }
        }
    }

    /// An error at the time stamp of a run.
    func bad(_ run: Run, expected: String) -> RecordingError {
        RecordingError(
            path, at: .byte(Self.byte(ofRecord: run.firstRecord)), field: "time stamp",
            .badValue(found: "\(run.startTime)", expected: expected))
    }

    static func byte(ofRecord number: Int64) -> Int64 { headerBytes + number * recordBytes }

    /// Looks at every record: a pass over the file, in chunks.
    private mutating func scan(_ file: RecordingFile) throws(RecordingError) {
        let count = (file.byteCount - Self.headerBytes) / Self.recordBytes
        let microseconds = 1e6 / rate.statedHertz
        // Stamps are whole microseconds, and rates nominal: a clock may be off by 100 ppm.
        let tolerance = max(0.5 * microseconds, 1 + 512 * microseconds * 1e-4)
        var next = 0.0
        var isFull = false
        var firstHertz: UInt32?
        for first in stride(from: 0, to: count, by: 1000) {
            let length = min(1000, count - first)
            let fields = try BinaryFields(
                file, at: Self.byte(ofRecord: first), count: Int(length * Self.recordBytes))
            for index in 0..<length {
                let head = try RecordHead(fields, Int(index * Self.recordBytes))
                let late = Double(head.time) - next
                let usual = firstHertz ?? head.hertz
                firstHertz = usual
                // Of what the header says it may be any rounding, but the same in each record.
                guard max(usual, head.hertz) - min(usual, head.hertz) <= 1 else {
                    throw fields.bad(
                        Int(index * Self.recordBytes) + 12, "sampling frequency",
                        found: "\(head.hertz) Hz",
                        expected: "\(usual) Hz, as in the records before,")
                }
                guard runs.isEmpty || late > -1e6 else {
                    throw fields.bad(
                        Int(index * Self.recordBytes), "time stamp", found: "\(head.time)",
                        expected: "a time after \(Int64(min(next, 0x1p53)))")
                }
                if !isFull || abs(late) > tolerance {
                    guard runs.count < Limits.segmentsMax else {
                        throw RecordingError(
                            file.path, field: "number of gaps",
                            .limitExceeded(
                                found: Int64(runs.count), limit: Int64(Limits.segmentsMax)))
                    }
                    runs.append(
                        Run(
                            firstRecord: first + index, recordCount: 0, startTime: head.time,
                            samples: 0))
                }
                runs[runs.count - 1].recordCount += 1
                runs[runs.count - 1].samples += head.samples
                isFull = head.samples == Self.recordSamples
                next = Double(head.time) + Double(head.samples) * microseconds
            }
        }
    }
}
