import Foundation

/// The three files of one recording: they share the header's name.
struct BrainVisionPaths {
    let header: String
    let markers: String
    let data: String

    init(header: String) {
        let stem = URL(fileURLWithPath: header).deletingPathExtension()
        self.header = header
        markers = stem.appendingPathExtension("vmrk").path
        data = stem.appendingPathExtension("eeg").path
    }
}

/// A mark at a frame of the file.
struct BrainVisionMarker {
    /// From 0.
    var fileFrame: Int64
    /// At least 1.
    var frameCount: Int64
    var text: String
}

extension BrainVisionWriter {
    private static func name(_ path: String) -> String {
        URL(fileURLWithPath: path).lastPathComponent
    }

    var headerText: String {
        var lines = [
            "Brain Vision Data Exchange Header File Version 1.0", "; Written by Quench", "",
            "[Common Infos]", "Codepage=UTF-8", "DataFile=\(Self.name(paths.data))",
            "MarkerFile=\(Self.name(paths.markers))", "DataFormat=BINARY",
            "DataOrientation=MULTIPLEXED", "NumberOfChannels=\(channels.count)",
            "SamplingInterval=\(Self.interval(of: rate))", "", "[Binary Infos]",
            "BinaryFormat=\(format.rawValue)", "", "[Channel Infos]",
        ]
        for (index, channel) in channels.enumerated() {
            let resolution = EDFAnnotationText.plain(channel.resolution)
            lines.append(
                "Ch\(index + 1)=\(Self.field(channel.name)),,\(resolution),\(Self.field(channel.unit))"
            )
        }
        if channels.contains(where: { $0.range != nil }) {
            // A section of Quench's own, which others pass over.
            lines += ["", "[\(BrainVisionRanges.section)]"]
            for (index, channel) in channels.enumerated() {
                guard let range = channel.range else { continue }
                let text = BrainVisionRanges.text(range.scale, unit: range.unit)
                lines.append("Ch\(index + 1)=\(text)")
            }
        }
        return lines.joined(separator: "\r\n") + "\r\n"
    }

    /// Microseconds between frames, exact where that is a decimal.
    static func interval(of rate: SamplingRate) -> String {
        let micros = rate.denominator.multipliedReportingOverflow(by: 1_000_000)
        var (dividend, isTooLarge) = (micros.partialValue, micros.overflow)
        for scale in 0...12 where !isTooLarge {
            if dividend % rate.numerator == 0 {
                return EDFAnnotationText.decimal(
                    DecimalNumber(mantissa: dividend / rate.numerator, scale: scale))
            }
            (dividend, isTooLarge) = dividend.multipliedReportingOverflow(by: 10)
        }
        return EDFAnnotationText.plain(1e6 * Double(rate.denominator) / Double(rate.numerator))
    }

    func writeMarkers(
        _ markers: [BrainVisionMarker], start: RecordingDate?, to file: OutputFile
    ) throws(RecordingError) {
        var text = [
            "Brain Vision Data Exchange Marker File, Version 1.0", "", "[Common Infos]",
            "Codepage=UTF-8", "DataFile=\(Self.name(paths.data))", "", "[Marker Infos]", "",
        ].joined(separator: "\r\n")
        var number = 0
        func add(_ fields: String) throws(RecordingError) {
            number += 1
            text += "Mk\(number)=\(fields)\r\n"
            if text.utf8.count > 1 << 20 {
                try file.append(Array(text.utf8))
                text = ""
            }
        }
        for segment in segments {
            let date = start.map { "," + $0.digits(addingMicroseconds: segment.microseconds) } ?? ""
            try add("New Segment,,\(segment.fileFrame + 1),1,0\(date)")
        }
        for marker in markers {
            try add(
                "Comment,\(Self.field(marker.text)),\(marker.fileFrame + 1),\(marker.frameCount),0")
        }
        try file.append(Array(text.utf8))
        try file.finish()
    }

    /// A comma inside a field is `\1`.
    private static func field(_ text: String) -> String { text.replacing(",", with: #"\1"#) }
}
