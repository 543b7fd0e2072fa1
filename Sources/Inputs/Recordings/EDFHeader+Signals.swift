/// Widths of the fields that the header holds for every signal, one kind after the other.
private enum SignalField: Int, CaseIterable {
    case label, transducer, unit, physicalMinimum, physicalMaximum, digitalMinimum,
        digitalMaximum, prefiltering, samplesPerRecord, reserved

    var byteCount: Int {
        switch self {
        case .label: 16
        case .transducer, .prefiltering: 80
        case .reserved: 32
        default: 8
        }
    }

    /// Of signal number `index` in a header of `signalCount` signals.
    func offset(index: Int, signalCount: Int) -> Int {
        let before = Self.allCases[..<rawValue].reduce(0) { $0 + $1.byteCount }
        return 256 + before * signalCount + index * byteCount
    }
}

extension EDFHeaderFields {
    mutating func signals(count: Int) throws(RecordingError) -> [EDFHeader.Signal] {
        var result: [EDFHeader.Signal] = []
        result.reserveCapacity(count)
        for index in 0..<count {
            result.append(try signal(index, of: count))
        }
        return result
    }

    private mutating func signal(
        _ index: Int, of count: Int
    ) throws(RecordingError) -> EDFHeader.Signal {
        func place(_ field: SignalField) -> Int { field.offset(index: index, signalCount: count) }
        func name(_ field: String) -> String { "\(field) of signal \(index + 1)" }
        func bytes(_ field: SignalField) -> ArraySlice<UInt8> {
            self.bytes[place(field)..<place(field) + field.byteCount]
        }
        let label = texts.field(bytes(.label))
        let isAnnotation = EDFVariant.isAnnotationLabel(label)
        let samples = try whole(
            name("samples per record"), at: place(.samplesPerRecord), count: 8,
            in: 0...99_999_999)
        if samples == 0 {
            warn(name("samples per record"), at: place(.samplesPerRecord), count: 8, "left out")
        }
        var signal = EDFHeader.Signal(
            label: label, transducer: texts.field(bytes(.transducer)),
            unit: texts.field(bytes(.unit)),
            physicalMinimum: 0, physicalMaximum: 0, digitalMinimum: 0, digitalMaximum: 0,
            prefiltering: texts.field(bytes(.prefiltering)), samplesPerRecord: samples,
            isAnnotation: isAnnotation && samples > 0, isLeftOut: samples == 0,
            isCalibrated: false)
        // The ranges of an annotation channel mean nothing and are often wrong.
        guard !isAnnotation, samples > 0 else { return signal }
        signal.physicalMinimum = try decimal(
            name("physical minimum"), at: place(.physicalMinimum), count: 8
        ).value
        signal.physicalMaximum = try decimal(
            name("physical maximum"), at: place(.physicalMaximum), count: 8
        ).value
        let digitalRange = Int64(Int32.min)...Int64(Int32.max)
        signal.digitalMinimum = Int(
            try whole(
                name("digital minimum"), at: place(.digitalMinimum), count: 8, in: digitalRange))
        signal.digitalMaximum = Int(
            try whole(
                name("digital maximum"), at: place(.digitalMaximum), count: 8, in: digitalRange))
        if signal.digitalMinimum >= signal.digitalMaximum {
            warn(
                name("digital minimum"), at: place(.digitalMinimum), count: 8,
                "it is not below the maximum; read as digital counts")
        } else if signal.physicalMinimum == signal.physicalMaximum {
            warn(
                name("physical minimum"), at: place(.physicalMinimum), count: 8,
                "it equals the maximum; read as digital counts")
        } else {
            signal.isCalibrated = true
        }
        return signal
    }
}
