/// How frames become data records.
extension EDFWriter {
    var nextRecordNanoseconds: Int64 {
        let step = recordDuration.mantissa * DecimalNumber.power(9 - recordDuration.scale)
        return segmentNanoseconds + segmentRecords * step
    }

    /// Where the annotation bytes start in a record.
    private var slotOffset: Int { channels.count * framesPerRecord * 2 }

    mutating func put(_ values: ArraySlice<Int16>, channel: Int) {
        var place = (channel * framesPerRecord + framesInRecord) * 2
        for value in values {
            let bits = UInt16(bitPattern: value)
            record[place] = UInt8(truncatingIfNeeded: bits)
            record[place + 1] = UInt8(truncatingIfNeeded: bits >> 8)
            place += 2
        }
    }

    mutating func advance(by count: Int) throws(RecordingError) {
        framesInRecord += count
        frameCount += Int64(count)
        if framesInRecord == framesPerRecord { try flushRecord() }
    }

    private mutating func flushRecord() throws(RecordingError) {
        guard recordCount < 99_999_999 else {
            throw RecordingError(
                path, field: "number of data records",
                .limitExceeded(found: recordCount + 1, limit: 99_999_999))
        }
        var slot = EDFAnnotationText.timeKeeping(nanoseconds: nextRecordNanoseconds)
        while let next = pending.first, slot.count + next.count <= slotBytes {
            slot += next
            pending.removeFirst()
        }
        slot += [UInt8](repeating: 0, count: slotBytes - slot.count)
        record.replaceSubrange(slotOffset..<slotOffset + slotBytes, with: slot)
        try file.append(record)
        recordCount += 1
        segmentRecords += 1
        framesInRecord = 0
    }

    mutating func padRecord() throws(RecordingError) {
        guard framesInRecord > 0 else { return }
        let missing = framesPerRecord - framesInRecord
        let start = Double(nextRecordNanoseconds) / 1e9
        let note = RecordingAnnotation(
            onsetSeconds: start + rate.seconds(ofFrame: Int64(framesInRecord)),
            durationSeconds: rate.seconds(ofFrame: Int64(missing)), text: "padding")
        try annotate(note)
        for (channel, scale) in scales.enumerated() {
            let filling = [Int16](repeating: scale.digital(0).value, count: missing)
            put(filling[...], channel: channel)
        }
        try flushRecord()
        paddedFrames += Int64(missing)
    }

    /// Puts what is still pending into the free room of earlier records.
    mutating func placePending() throws(RecordingError) {
        var index: Int64 = 0
        let header = Int64(256 * (channels.count + 2))
        while let next = pending.first {
            guard index < recordCount else {
                throw RecordingError(
                    path, field: "annotations",
                    .doesNotFit(
                        value: "\(pending.count) of them",
                        advice: "ask for more annotation bytes per record"))
            }
            let place = header + index * Int64(record.count) + Int64(slotOffset)
            var slot = try file.bytes(at: place, count: slotBytes)
            // Each list ends with a NUL that belongs to it.
            let used = (slot.lastIndex { $0 != 0 } ?? -2) + 2
            guard used + next.count <= slotBytes else {
                index += 1
                continue
            }
            slot.replaceSubrange(used..<used + next.count, with: next)
            try file.overwrite(slot, at: place)
            pending.removeFirst()
        }
    }
}
