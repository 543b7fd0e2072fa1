/// From an EDF or BDF file to an opened recording.
enum EDFOpening {
    static func open(
        _ file: RecordingFile, variant: EDFVariant, _ encoding: TextEncoding? = nil
    ) throws(RecordingError) -> OpenedRecording {
        let header = try EDFHeader(file, variant: variant, TextDecoding(encoding))
        var warnings = header.warnings
        var texts = header.texts
        let recordCount = try wholeRecords(of: file, header, &warnings)
        let channels = try channels(of: header, file: file.path, &warnings)
        var annotations: [RecordingAnnotation] = []
        var runs = [RecordRun(firstRecord: 0, recordCount: recordCount, startSeconds: 0)]
        if header.signals.contains(where: \.isAnnotation) {
            var scan = EDFAnnotationScan(file: file, header: header, recordCount: recordCount)
            try scan.run()
            scan.summarise(into: &warnings)
            annotations = scan.annotations
            texts = scan.texts
            runs = scan.runs.map { run in
                var run = run
                run.takePadding(
                    from: annotations, recordSeconds: header.recordDuration.value,
                    endSeconds: run.startSeconds + header.seconds(ofRecords: run.recordCount))
                return run
            }
        }
        texts.summarise(into: &warnings)
        let layout = SampleLayout(
            encoding: variant.encoding, dataOffset: header.headerBytes,
            recordBytes: header.recordBytes, recordCount: recordCount,
            channels: places(of: header), runs: runs.filter { $0.recordCount > 0 })
        return OpenedRecording(
            format: header.format, dataFile: file, layout: layout, channels: channels,
            annotations: annotations,
            segments: layout.runs.map {
                RecordingSegment(
                    startSeconds: $0.startSeconds,
                    durationSeconds: header.seconds(ofRecords: $0.recordCount) - $0.paddingSeconds)
            },
            startDate: header.startDate, warnings: warnings)
    }

    /// The records that are there in full, at most as many as the header says.
    private static func wholeRecords(
        of file: RecordingFile, _ header: EDFHeader, _ warnings: inout WarningList
    ) throws(RecordingError) -> Int64 {
        let dataBytes = file.byteCount - header.headerBytes
        let present = dataBytes / header.recordBytes
        let rest = dataBytes % header.recordBytes
        guard let claimed = header.recordCount else {
            if rest > 0 { warnings.add("\(rest) bytes after the last whole record were not read") }
            return try limited(present, header, file)
        }
        if claimed > present {
            guard present > 0 else {
                throw RecordingError(
                    file.path,
                    .truncated(
                        expectedBytes: header.headerBytes + header.recordBytes,
                        foundBytes: file.byteCount))
            }
            warnings.add(
                "the header says \(claimed) data records, the file holds \(present) whole ones; "
                    + "those were read")
        } else if claimed < present || rest > 0 {
            warnings.add(
                "the file is longer than its header says (\(claimed) data records); the rest was "
                    + "not read")
        }
        return try limited(min(claimed, present), header, file)
    }

    private static func limited(
        _ count: Int64, _ header: EDFHeader, _ file: RecordingFile
    ) throws(RecordingError) -> Int64 {
        guard Double(count) * header.recordDuration.value <= Limits.secondsMax else {
            throw RecordingError(
                file.path, at: .byte(244), field: "duration of a data record",
                .badValue(
                    found: "\(header.recordDuration.value)",
                    expected: "a recording of at most \(Limits.secondsMax) s"))
        }
        return count
    }

    private static func channels(
        of header: EDFHeader, file: String, _ warnings: inout WarningList
    ) throws(RecordingError) -> [RecordingChannel] {
        var channels: [RecordingChannel] = []
        var warned: Set<String> = []
        for (number, signal) in header.signals.enumerated() where signal.isSignal {
            let duration = header.recordDuration
            guard let stated = StatedRate(samples: signal.samplesPerRecord, in: duration),
                stated.statedHertz <= Limits.samplesPerSecondMax
            else {
                throw RecordingError(
                    file, field: "samples per record of signal \(number + 1)",
                    .badValue(
                        found: "\(signal.samplesPerRecord) in \(duration.value) s",
                        expected: "a rate of at most \(Limits.samplesPerSecondMax) Hz"))
            }
            if let line = stated.warning, warned.insert(line).inserted { warnings.add(line) }
            channels.append(
                RecordingChannel(
                    index: channels.count, name: signal.label, unit: signal.unit,
                    microvoltsPerUnit: signal.isCalibrated
                        ? VoltageUnit.microvoltsPerUnit(signal.unit) : nil,
                    physicalMinimum: signal.physicalMinimum,
                    physicalMaximum: signal.physicalMaximum,
                    digitalMinimum: signal.digitalMinimum, digitalMaximum: signal.digitalMaximum,
                    rate: stated.rate, transducer: signal.transducer,
                    prefiltering: signal.prefiltering, type: nil, status: .unknown))
        }
        return channels
    }

    private static func places(of header: EDFHeader) -> [SampleLayout.Channel] {
        var places: [SampleLayout.Channel] = []
        var byteOffset: Int64 = 0
        for signal in header.signals {
            if signal.isSignal {
                let scale = signal.microvoltsOrUnits
                places.append(
                    SampleLayout.Channel(
                        byteOffset: byteOffset, samplesPerRecord: signal.samplesPerRecord,
                        gain: scale.gain, offset: scale.offset))
            }
            byteOffset += signal.samplesPerRecord * Int64(header.variant.encoding.byteCount)
        }
        return places
    }
}

extension RecordRun {
    /// Takes the filling that `EDFWriter` marks: an annotation `padding` that lasts from somewhere
    /// in the run's last record to its very end.
    fileprivate mutating func takePadding(
        from annotations: [RecordingAnnotation], recordSeconds: Double, endSeconds: Double
    ) {
        for annotation in annotations where annotation.text == "padding" {
            guard let duration = annotation.durationSeconds, duration > 0,
                duration < recordSeconds,
                abs(annotation.onsetSeconds + duration - endSeconds) < 1e-6
            else { continue }
            paddingSeconds = duration
        }
    }
}

extension EDFHeader {
    func seconds(ofRecords count: Int64) -> Double {
        let product = recordDuration.mantissa.multipliedReportingOverflow(by: count)
        if product.overflow { return Double(count) * recordDuration.value }
        return DecimalNumber(mantissa: product.partialValue, scale: recordDuration.scale).value
    }
}

extension EDFHeader.Signal {
    /// value = digital * gain + offset, so that the digital range maps onto the physical one.
    fileprivate var microvoltsOrUnits: (gain: Double, offset: Double) {
        guard isCalibrated else { return (1, 0) }
        let scale = VoltageUnit.microvoltsPerUnit(unit) ?? 1
        let steps = Double(digitalMaximum - digitalMinimum)
        let gain = (physicalMaximum - physicalMinimum) / steps
        return (gain * scale, (physicalMinimum - Double(digitalMinimum) * gain) * scale)
    }
}
