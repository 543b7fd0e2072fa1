/// Bounds on what a recording may ask of this module.
///
/// A file is hostile until it is parsed: each figure below stops a header of a few bytes from
/// asking for unbounded memory or time. They lie far above any recording made in practice.
enum Limits {
    static let channelsMax = 4096
    /// Annotations kept from one recording; the rest are counted and reported.
    static let annotationsMax = 1_000_000
    static let annotationTextBytesMax = 64 << 20
    /// Gaps of a discontinuous recording.
    static let segmentsMax = 1_000_000
    /// The annotation bytes of one data record, all annotation channels together.
    static let annotationRecordBytesMax: Int64 = 16 << 20
    /// 31 years; with `samplesPerSecondMax` every frame index stays exact in a `Double`.
    static let secondsMax = 1e9
    static let samplesPerSecondMax = 1e6
    /// Terms of a rate that the loop's clock can hold (`FrameClock`; a test holds them equal).
    static let rateNumeratorMax: Int64 = 1 << 31
    static let rateDenominatorMax: Int64 = 2_147
    static let headerTextBytesMax: Int64 = 4 << 20
    /// Samples written as text.
    static let textDataBytesMax: Int64 = 1 << 30
    static let markerTextBytesMax: Int64 = 64 << 20
    /// Lines `key=value` of a BrainVision header or marker file.
    static let headerEntriesMax = annotationsMax + 2 * channelsMax
    static let metadataBytesMax: Int64 = 4 << 20
    static let tableBytesMax: Int64 = 16 << 20
    static let tableRowsMax = 200_000
    /// Of a MATLAB file.
    static let variablesMax = 10_000
    static let tableColumnsMax = 256
    static let namePatternsMax = 1000
    /// Different annotation texts that are searched for seizures.
    static let distinctTextsMax = 20_000
    static let warningsMax = 50
    /// Bytes a reader asks of the file at once.
    static let chunkBytes = 1 << 20
    /// Records above this size are read channel by channel, in slices.
    static let recordBufferBytesMax = 4 << 20
    /// Bytes of one channel's slice of a large record.
    static let sliceBytes = 256 << 10
    /// Blocks that are decoded on demand, one of each channel, as 32-bit counts.
    static let decodedBytesMax: Int64 = 1 << 30
    /// Decoded chunks of an HDF5 dataset that are kept, if one is not larger by itself.
    static let chunkCacheBytesMax: Int64 = 256 << 20
    /// Characters of foreign text that an error or a warning repeats.
    static let quotedCharactersMax = 48

    /// The relations that the code relies on; a test holds them.
    static var areConsistent: Bool {
        secondsMax * samplesPerSecondMax < 0x1p53 && chunkBytes <= recordBufferBytesMax
            && sliceBytes < recordBufferBytesMax && annotationRecordBytesMax < Int64(Int32.max)
    }
}
