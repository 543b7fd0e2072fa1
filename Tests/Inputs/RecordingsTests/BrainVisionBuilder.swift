import TestSupport

@testable import Recordings

/// The three files of a BrainVision recording, made so that each line can be made wrong.
struct BrainVisionBuilder {
    var codepage = "UTF-8"
    var dataFile = "$b.eeg"
    var markerFile: String? = "$b.vmrk"
    var orientation = "MULTIPLEXED"
    var interval = "500"
    var binaryFormat = "INT_16"
    var dataPoints: String?
    var channelLines = [#"Ch1=LA\11,,0.5,µV"#, "Ch2=LA2,,2,mV", "Ch3=Temp,,0.1,C"]
    var extraCommon = ""
    var markers = ["Mk1=New Segment,,1,1,0,20131207082920000000", "Mk2=Comment,seizure,5,4,0"]
    /// `[channel][frame]`
    var samples: [[Double]] = (0..<3).map { channel in
        (0..<10).map { Double(10 * channel + $0 - 4) }
    }

    var header: String {
        """
        Brain Vision Data Exchange Header File Version 1.0
        ; made for a test

        [Common Infos]
        Codepage=\(codepage)
        DataFile=\(dataFile)
        \(markerFile.map { "MarkerFile=\($0)" } ?? "")
        DataFormat=BINARY
        DataOrientation=\(orientation)
        NumberOfChannels=\(samples.count)
        SamplingInterval=\(interval)
        \(dataPoints.map { "DataPoints=\($0)" } ?? "")
        \(extraCommon)

        [Binary Infos]
        BinaryFormat=\(binaryFormat)

        [Channel Infos]
        \(channelLines.joined(separator: "\n"))

        [Comment]
        DataFile=../not/this
        """
    }

    var markerText: String {
        """
        Brain Vision Data Exchange Marker File, Version 1.0
        [Common Infos]
        Codepage=UTF-8
        [Marker Infos]
        \(markers.joined(separator: "\n"))
        """
    }

    var data: [UInt8] {
        let frames = samples[0].count
        let isMultiplexed = orientation == "MULTIPLEXED"
        let order =
            isMultiplexed
            ? (0..<frames).flatMap { frame in samples.map { $0[frame] } } : samples.flatMap { $0 }
        return order.flatMap { value -> [UInt8] in
            switch binaryFormat {
            case "INT_16": littleEndian(UInt16(bitPattern: Int16(value)))
            case "INT_32": littleEndian(UInt32(bitPattern: Int32(value)))
            default: littleEndian(Float(value).bitPattern)
            }
        }
    }

    /// Writes the three files and returns the header's path.
    func write(to folder: TemporaryFolder, name: String = "rec") throws -> String {
        try folder.write(data, to: "\(name).eeg")
        try folder.write(markerText, to: "\(name).vmrk")
        return try folder.write(header, to: "\(name).vhdr")
    }

    private func littleEndian(_ bits: some FixedWidthInteger & UnsignedInteger) -> [UInt8] {
        (0..<bits.bitWidth / 8).map { UInt8(truncatingIfNeeded: bits >> (8 * $0)) }
    }
}
