import TestSupport
import Testing

@testable import Recordings

@Suite struct BrainVisionTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test(arguments: ["MULTIPLEXED", "VECTORIZED"], ["INT_16", "INT_32", "IEEE_FLOAT_32"])
    func everyLayoutReadsAlike(orientation: String, format: String) throws {
        var builder = BrainVisionBuilder()
        builder.orientation = orientation
        builder.binaryFormat = format
        let recording = try Recording(opening: builder.write(to: folder))
        #expect(recording.format == .brainVision)
        #expect(recording.channels.map(\.name) == ["LA,1", "LA2", "Temp"])
        #expect(recording.channels.map(\.unit) == ["\u{B5}V", "mV", "C"])
        #expect(recording.channels.map(\.microvoltsPerUnit) == [1, 1000, nil])
        #expect(recording.channels[0].rate == SamplingRate(numerator: 2000))
        #expect(recording.durationSeconds == 0.005)
        #expect(recording.startDate == "2013-12-07T08:29:20")
        #expect(
            recording.annotations == [
                RecordingAnnotation(onsetSeconds: 0, text: "New Segment"),
                RecordingAnnotation(
                    onsetSeconds: 0.002, durationSeconds: 0.002, text: "seizure"),
            ])
        #expect(recording.referenceEvents?.seizures.count == 1)
        #expect(recording.warnings == [])
        for capacity in [1, 3, 100] {
            let read = try readAll(recording, channels: [2, 0, 1], capacity: capacity)
            #expect(read.frames == Array(0..<10))
            #expect(read.values[1] == builder.samples[0].map { Float($0 * 0.5) })
            #expect(read.values[2] == builder.samples[1].map { Float($0 * 2000) })
            #expect(read.values[0] == builder.samples[2].map { Float($0 * 0.1) })
        }
    }

    @Test func notANumberInAFloatFileIsHandedOn() throws {
        var builder = BrainVisionBuilder()
        builder.binaryFormat = "IEEE_FLOAT_32"
        builder.samples[0][3] = .nan
        builder.samples[0][4] = .infinity
        let recording = try Recording(opening: builder.write(to: folder))
        let values = try readAll(recording, channels: [0]).values[0]
        #expect(values[3].isNaN)
        #expect(values[4] == .infinity)
    }

    @Test(arguments: [
        ("1953.125", 512, 1), ("3906.25", 256, 1), ("2502.44140625", 16384, 41),
        ("1", 1_000_000, 1),
    ])
    func intervalGivesAnExactRate(interval: String, numerator: Int64, denominator: Int64) throws {
        var builder = BrainVisionBuilder()
        builder.interval = interval
        let recording = try Recording(opening: builder.write(to: folder))
        #expect(
            recording.channels[0].rate
                == SamplingRate(numerator: numerator, denominator: denominator))
    }

    @Test(arguments: [
        "../rec.eeg", "/etc/passwd", "a/b.eeg", #"a\b.eeg"#, "..", ".", "$b/../x", "c:rec.eeg",
        "a\u{1B}.eeg", "\u{202E}gee.cer",
    ])
    func fileNamesMustStayInTheFolder(name: String) throws {
        var builder = BrainVisionBuilder()
        builder.dataFile = name
        let data = try #require(openingError(builder.write(to: folder)))
        #expect(data.field == "DataFile")
        #expect(data.position == .line(6))
        guard case .unsafeFileName = data.problem else {
            Issue.record("unexpected: \(data)")
            return
        }
        builder.dataFile = "$b.eeg"
        builder.markerFile = name
        #expect(try openingError(builder.write(to: folder))?.field == "MarkerFile")
    }

    @Test func aMissingDataFileIsNamed() throws {
        var builder = BrainVisionBuilder()
        builder.dataFile = "other.eeg"
        let error = try #require(openingError(folder.write(builder.header, to: "rec.vhdr")))
        #expect(
            error.description.hasSuffix("other.eeg: cannot be opened: No such file or directory"))
    }

    @Test func aMissingMarkerFileIsAWarning() throws {
        var builder = BrainVisionBuilder()
        builder.markerFile = "other.vmrk"
        try folder.write(builder.data, to: "rec.eeg")
        let recording = try Recording(opening: folder.write(builder.header, to: "rec.vhdr"))
        #expect(recording.annotations == [])
        #expect(recording.warnings.count == 1)
    }

    @Test(arguments: ["rec.eeg", "rec.vmrk"])
    func theOtherFilesPointToTheHeader(name: String) throws {
        _ = try BrainVisionBuilder().write(to: folder)
        let error = openingError(folder.file(name))
        #expect(error?.problem == .headerFileExpected(name: "rec.vhdr"))
    }

    struct Refusal: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let field: String
        let change: @Sendable (inout BrainVisionBuilder) -> Void
    }

    static let refusals: [Refusal] = [
        Refusal(testDescription: "interval 0", field: "SamplingInterval") { $0.interval = "0" },
        Refusal(testDescription: "interval nan", field: "SamplingInterval") { $0.interval = "nan" },
        Refusal(testDescription: "interval -500", field: "SamplingInterval") {
            $0.interval = "-500"
        },
        Refusal(testDescription: "interval 0.1", field: "SamplingInterval") { $0.interval = "0.1" },
        Refusal(testDescription: "interval 1e17", field: "SamplingInterval") {
            $0.interval = "1e17"
        },
        Refusal(testDescription: "orientation", field: "DataOrientation") {
            $0.orientation = "SIDEWAYS"
        },
        Refusal(testDescription: "format", field: "BinaryFormat") { $0.binaryFormat = "UINT_16" },
        Refusal(testDescription: "data type", field: "DataType") {
            $0.extraCommon = "DataType=FREQUENCYDOMAIN"
        },
        Refusal(testDescription: "missing channel", field: "Ch2") { $0.channelLines.remove(at: 1) },
        Refusal(testDescription: "resolution", field: "Ch1") { $0.channelLines[0] = "Ch1=a,,x,V" },
        Refusal(testDescription: "no channels", field: "NumberOfChannels") { $0.samples = [[]] },
        Refusal(testDescription: "data points", field: "DataPoints") { $0.dataPoints = "-3" },
    ]

    @Test(arguments: refusals)
    func aWrongLineIsNamed(refusal: Refusal) throws {
        var builder = BrainVisionBuilder()
        refusal.change(&builder)
        var header = builder.header
        if refusal.field == "NumberOfChannels" {
            header = header.replacing("NumberOfChannels=1", with: "NumberOfChannels=0")
        }
        try folder.write(BrainVisionBuilder().data, to: "rec.eeg")
        let error = try #require(openingError(folder.write(header, to: "rec.vhdr")))
        #expect(error.field == refusal.field, "\(error)")
    }

    @Test func latin1CodepageIsUnderstood() throws {
        var builder = BrainVisionBuilder()
        builder.codepage = "ANSI"
        builder.channelLines[0] = "Ch1=\u{E9}lectrode,,0.5,\u{B5}V"
        _ = try builder.write(to: folder)
        let latin1 = builder.header.unicodeScalars.map { UInt8($0.value) }
        let recording = try Recording(opening: folder.write(latin1, to: "rec.vhdr"))
        #expect(recording.channels[0].name == "\u{E9}lectrode")
        #expect(recording.channels[0].microvoltsPerUnit == 1)
    }

    @Test func markersThatCannotBeDecodedAreCounted() throws {
        var builder = BrainVisionBuilder()
        builder.markers += [
            "Mk3=Comment,x", "Mk4=Comment,x,abc,1,0", "Mk5=Comment,x,-1,1,0",
            "Mk6=Comment,x,-4,1,0",
            "Mk7=Comment,x,3,nan,0", "Mk8=New Segment,,6,1,0", "Mk9=Comment,far,9000,1,0",
            #"Mk10=Comment,a\1b,7"#,
        ]
        let recording = try Recording(opening: builder.write(to: folder))
        #expect(recording.annotations.map(\.text).contains("a,b"))
        #expect(recording.annotations.count == 5)
        #expect(recording.warnings.count == 3)
    }

    @Test func aVectorizedFileThatIsCutGivesWhatIsWhole() throws {
        var builder = BrainVisionBuilder()
        builder.orientation = "VECTORIZED"
        builder.dataPoints = "10"
        let path = try builder.write(to: folder)
        try folder.write(Array(builder.data.dropLast(7)), to: "rec.eeg")
        let recording = try Recording(opening: path)
        #expect(recording.warnings.count == 1)
        let read = try readAll(recording, channels: [0, 1, 2])
        #expect(read.frames == Array(0..<6))
        #expect(read.values[2] == builder.samples[2].prefix(6).map { Float($0 * 0.1) })
    }

    @Test func aLargeVectorizedFileIsReadInSlices() throws {
        var builder = BrainVisionBuilder()
        builder.orientation = "VECTORIZED"
        let path = try builder.write(to: folder)
        let frames = 800_000
        var pattern: [UInt8] = []
        for value in 0..<1000 { pattern += [UInt8(value & 0xFF), UInt8(value >> 8)] }
        var bytes: [UInt8] = []
        for _ in 0..<3 * frames / 1000 { bytes += pattern }
        try folder.write(bytes, to: "rec.eeg")
        let recording = try Recording(opening: path)
        #expect(try #require(recording.samples.layout).recordBytes > Limits.recordBufferBytesMax)
        let read = try readAll(recording, channels: [2, 0], from: 100, capacity: 150_000)
        #expect(read.frames.first == 200_000)
        #expect(read.values[0].count == frames - 200_000)
        for index in stride(from: 0, to: frames - 200_000, by: 997) {
            #expect(read.values[0][index] == Float(Double(index % 1000) * 0.1))
            #expect(read.values[1][index] == Float(Double(index % 1000) * 0.5))
        }
    }

    @Test func dataCutInTheMiddleOfAFrame() throws {
        let builder = BrainVisionBuilder()
        let path = try builder.write(to: folder)
        try folder.write(Array(builder.data.dropLast(1)), to: "rec.eeg")
        let recording = try Recording(opening: path)
        #expect(recording.warnings.count == 1)
        #expect(try readAll(recording, channels: [0]).frames.count == 9)
        try folder.write([UInt8](), to: "rec.eeg")
        #expect(try Recording(opening: path).durationSeconds == 0)
    }
}
