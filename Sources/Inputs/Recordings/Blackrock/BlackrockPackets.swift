/// Finds the data packets of an NSx file: each a stretch of frames and its time stamp.
///
/// With a PTP clock each packet is a single frame; then packets are the records, and their time stamps
/// are looked at one by one, which takes a pass over the file.
struct BlackrockPackets {
    let file: RecordingFile
    let dataOffset: Int64
    let frameBytes: Int64
    let stampBytes: Int
    let ticksPerSecond: Double
    let rate: Double
    private(set) var timeline: RunTimeline
    private(set) var firstStamp: UInt64?
    private(set) var recordBytes: Int64
    /// In a record, before its samples.
    private(set) var samplesOffset: Int64 = 0

    private var headerBytes: Int64 { Int64(5 + stampBytes) }

    init(
        file: RecordingFile, dataOffset: Int64, frameBytes: Int64, stampBytes: Int,
        ticksPerSecond: Double, rate: Double
    ) {
        self.file = file
        self.dataOffset = dataOffset
        self.frameBytes = frameBytes
        self.stampBytes = stampBytes
        self.ticksPerSecond = ticksPerSecond
        self.rate = rate
        timeline = RunTimeline(rate: rate)
        recordBytes = frameBytes
    }

    mutating func scan(_ warnings: inout WarningList) throws(RecordingError) {
        let areFrames = try isOneFrameAPacket() ? scanFrames(&warnings) : false
        if !areFrames { try scanPackets(&warnings) }
        timeline.summarise(into: &warnings)
    }

    private func header(_ fields: BinaryFields, _ at: Int) -> (stamp: UInt64, count: Int64)? {
        guard fields.integer(at, as: UInt8.self) == 1 else { return nil }
        let stamp =
            stampBytes == 8
            ? fields.integer(at + 1, as: UInt64.self)
            : UInt64(fields.integer(at + 1, as: UInt32.self))
        return (stamp, Int64(fields.integer(at + 1 + stampBytes, as: UInt32.self)))
    }

    private func seconds(_ stamp: UInt64) -> Double {
        let first = firstStamp ?? stamp
        return stamp >= first
            ? Double(stamp - first) / ticksPerSecond : -Double(first - stamp) / ticksPerSecond
    }

    private func isOneFrameAPacket() throws(RecordingError) -> Bool {
        let stride = headerBytes + frameBytes
        guard dataOffset + 2 * stride <= file.byteCount else { return false }
        for index in 0..<Int64(2) {
            let fields = try BinaryFields(
                file, at: dataOffset + index * stride, count: Int(headerBytes))
            guard header(fields, 0)?.count == 1 else { return false }
        }
        return true
    }

    /// False, and nothing is done, where packets of several frames follow.
    private mutating func scanFrames(_ warnings: inout WarningList) throws(RecordingError) -> Bool {
        let recordBytes = headerBytes + frameBytes
        let present = (file.byteCount - dataOffset) / recordBytes
        let rest = (file.byteCount - dataOffset) % recordBytes
        var timeline = timeline
        let chunk = max(1, Int64(Limits.chunkBytes) / recordBytes)
        var (runStart, last): (Int64, Double) = (0, 0)
        var runSeconds = 0.0
        for first in stride(from: 0, to: present, by: Int64.Stride(chunk)) {
            let count = min(chunk, present - first)
            let fields = try BinaryFields(
                file, at: dataOffset + first * recordBytes, count: Int(count * recordBytes))
            for index in 0..<count {
                let at = Int(index * recordBytes)
                guard let found = header(fields, at), found.count > 0 else {
                    throw fields.bad(
                        at, "packet", found: "\(fields.integer(at, as: UInt8.self))",
                        expected: "a packet of one frame, as those before,")
                }
                guard found.count == 1 else { return false }
                if firstStamp == nil { firstStamp = found.stamp }
                let time = seconds(found.stamp)
                if first + index > 0, time - last > 1.5 / rate {
                    try timeline.add(
                        firstRecord: runStart, count: first + index - runStart,
                        seconds: runSeconds, path: file.path)
                    (runStart, runSeconds) = (first + index, time)
                }
                last = time
            }
        }
        try timeline.add(
            firstRecord: runStart, count: present - runStart, seconds: runSeconds, path: file.path)
        if rest > 0 { warnings.add("\(rest) bytes after the last whole packet were not read") }
        self.timeline = timeline
        self.recordBytes = recordBytes
        samplesOffset = headerBytes
        return true
    }

    /// Whether a later packet that fits the file follows one without frames, not samples.
    private func isPacket(at place: Int64, after stamp: UInt64) throws(RecordingError) -> Bool {
        guard place + headerBytes <= file.byteCount else { return false }
        let fields = try BinaryFields(file, at: place, count: Int(headerBytes))
        guard let found = header(fields, 0), found.stamp >= stamp else { return false }
        let end = place + headerBytes + found.count * frameBytes
        if end >= file.byteCount { return end == file.byteCount }
        return try BinaryFields(file, at: end, count: 1).bytes == [1]
    }

    private mutating func scanPackets(_ warnings: inout WarningList) throws(RecordingError) {
        var place = dataOffset
        var record: Int64 = 0
        var extra: Int64 = 0
        while place < file.byteCount {
            guard place + headerBytes <= file.byteCount else {
                warnings.add("\(file.byteCount - place) bytes after the last packet were not read")
                break
            }
            let fields = try BinaryFields(file, at: place, count: Int(headerBytes))
            guard let found = header(fields, 0) else {
                throw fields.bad(
                    0, "packet", found: "\(fields.integer(0, as: UInt8.self))", expected: "1")
            }
            place += headerBytes
            extra += headerBytes
            if firstStamp == nil { firstStamp = found.stamp }
            let isEmpty = try found.count == 0 ? isPacket(at: place, after: found.stamp) : false
            if isEmpty { continue }
            let present = min(found.count, (file.byteCount - place) / frameBytes)
            // 0 is written for a packet that was never closed: it has what is left.
            let isOpen = found.count == 0 && place < file.byteCount
            let count = isOpen ? (file.byteCount - place) / frameBytes : present
            if isOpen || present < found.count {
                warnings.add(
                    "the last packet says \(found.count) frames, the file has \(count); those were read"
                )
            }
            try timeline.add(
                firstRecord: record, count: count, seconds: max(0, seconds(found.stamp)),
                extraBytes: extra, path: file.path)
            record += count
            place += count * frameBytes
            if isOpen || present < found.count { break }
        }
    }
}
