/// How many samples a BrainVision data file holds, and where they lie.
struct BrainVisionExtent {
    /// Of every channel.
    private(set) var frames: Int64
    /// Frames that one channel takes up in a vectorized file.
    private let stored: Int64
    private let encoding: SampleEncoding
    private let byteCount: Int64
    private let isScaled: Bool

    /// Text becomes a binary file, which takes the place of `data`.
    init(
        of header: BrainVisionHeader, _ data: inout RecordingFile, _ warnings: inout WarningList
    ) throws(RecordingError) {
        switch header.samples {
        case .text(let format):
            let text = try BrainVisionText.binary(
                of: data, format, gains: header.channels.map(\.gain), &warnings)
            if let claimed = header.dataPoints, claimed > 0, claimed != text.frames {
                warnings.add(
                    "\(data.path): the header says \(claimed) frames, the file has \(text.frames)")
            }
            data = text.file
            frames = min(text.frames, header.dataPoints.flatMap { $0 > 0 ? $0 : nil } ?? .max)
            stored = text.stored
            encoding = .float32
            isScaled = true
        case .binary(let encoding):
            (stored, frames) = try Self.counts(of: header, encoding, data, &warnings)
            self.encoding = encoding
            isScaled = false
        }
        byteCount = data.byteCount
    }

    private static func counts(
        of header: BrainVisionHeader, _ encoding: SampleEncoding, _ data: RecordingFile,
        _ warnings: inout WarningList
    ) throws(RecordingError) -> (stored: Int64, frames: Int64) {
        let count = Int64(header.channels.count)
        let width = Int64(encoding.byteCount)
        let frameBytes = count * width
        let present = data.byteCount / frameBytes
        guard let claimed = header.dataPoints, claimed > 0, claimed != present else {
            if data.byteCount % frameBytes != 0 {
                warnings.add(
                    "\(data.path): \(data.byteCount % frameBytes) bytes after the last whole frame "
                        + "were not read")
            }
            return (present, present)
        }
        warnings.add(
            "\(data.path): the header says \(claimed) frames, the file has room for \(present)")
        guard !header.isMultiplexed, claimed > present else {
            return (min(claimed, present), min(claimed, present))
        }
        // Channels follow one another in full length: what is missing is the end of the last ones,
        // and only the start is there for all of them.
        guard claimed <= data.byteCount / width else {
            throw RecordingError(
                data.path,
                .truncated(
                    expectedBytes: claimed.multipliedReportingOverflow(by: frameBytes).partialValue,
                    foundBytes: data.byteCount))
        }
        return (claimed, max(0, data.byteCount / width - (count - 1) * claimed))
    }

    func layout(of header: BrainVisionHeader, runs: [RecordRun]) -> SampleLayout {
        let width = Int64(encoding.byteCount)
        let frameBytes = Int64(header.channels.count) * width
        let isMultiplexed = header.isMultiplexed
        let places = header.channels.enumerated().map { index, channel in
            SampleLayout.Channel(
                byteOffset: Int64(index) * width * (isMultiplexed ? 1 : stored),
                samplesPerRecord: isMultiplexed ? 1 : frames,
                gain: isScaled ? 1 : channel.gain, offset: 0)
        }
        return SampleLayout(
            encoding: encoding, dataOffset: 0,
            recordBytes: isMultiplexed ? frameBytes : min(byteCount, stored * frameBytes),
            recordCount: isMultiplexed ? frames : 1, channels: places, runs: runs)
    }
}

extension BrainVisionHeader.Channel {
    /// Microvolts, or the channel's own unit, per step.
    var gain: Double { resolution * (VoltageUnit.microvoltsPerUnit(unit) ?? 1) }
}
