import Foundation
import TestSupport
import Testing

@testable import Recordings

/// BIDS' rule of inheritance: side files anywhere between a recording and its data set's root.
@Suite struct InheritanceTests {
    let folder: TemporaryFolder

    private static let own = "set/sub-01/ses-01/ieeg"
    private static let stem = "sub-01_ses-01_task-ictal_run-01"
    private static let channels = "name\ttype\tstatus\nA1\tSEEG\tgood\nA2\tECG\tbad\n"

    init() throws {
        folder = try TemporaryFolder()
        try FileManager.default.createDirectory(
            atPath: folder.file(Self.own), withIntermediateDirectories: true)
        try folder.write("{}", to: "set/dataset_description.json")
    }

    private func open() throws -> Recording {
        let path = "\(Self.own)/\(Self.stem)_ieeg.edf"
        return try Recording(opening: folder.write(EDFBuilder.plain().bytes, to: path))
    }

    @Test(arguments: [
        "set/sub-01/ses-01/ieeg/sub-01_ses-01_task-ictal_channels.tsv",
        "set/sub-01/ses-01/ieeg/channels.tsv", "set/sub-01/ses-01/sub-01_ses-01_channels.tsv",
        "set/sub-01/sub-01_task-ictal_run-01_channels.tsv", "set/sub-01/sub-01_channels.tsv",
        "set/task-ictal_channels.tsv", "set/channels.tsv",
    ])
    func aFileThatSaysLessCounts(path: String) throws {
        try folder.write(Self.channels, to: path)
        let recording = try open()
        #expect(recording.channels.map(\.type) == ["SEEG", "ECG"])
        #expect(recording.channels.map(\.status) == [.good, .bad])
        #expect(recording.warnings == [])
        #expect(
            recording.sidePaths.map { URL(filePath: $0).lastPathComponent }
                == [URL(filePath: path).lastPathComponent])
    }

    @Test(arguments: [
        "set/sub-01/ses-01/ieeg/sub-01_ses-01_task-rest_channels.tsv",
        "set/sub-01/sub-02_channels.tsv", "set/task-ictal_acq-x_channels.tsv",
        "set/sub-01/ses-01/anat/channels.tsv", "channels.tsv", "set/notes_channels.tsv",
    ])
    func aFileThatSaysAnotherThingDoesNot(path: String) throws {
        let folderPath = URL(filePath: folder.file(path)).deletingLastPathComponent().path
        try FileManager.default.createDirectory(
            atPath: folderPath, withIntermediateDirectories: true)
        try folder.write(Self.channels, to: path)
        #expect(try open().channels.map(\.type) == [nil, nil])
    }

    @Test func theNearestFolderDecidesAndThereTheNameThatSaysMost() throws {
        let other = "name\ttype\nA1\tDBS\n"
        try folder.write(other, to: "set/channels.tsv")
        try folder.write(other, to: "\(Self.own)/sub-01_channels.tsv")
        try folder.write(Self.channels, to: "\(Self.own)/sub-01_task-ictal_channels.tsv")
        #expect(try open().channels.map(\.type) == ["SEEG", "ECG"])
    }

    @Test func namesThatSayAsMuchAreToldOf() throws {
        try folder.write(Self.channels, to: "\(Self.own)/sub-01_task-ictal_channels.tsv")
        try folder.write(Self.channels, to: "\(Self.own)/sub-01_run-01_channels.tsv")
        let warnings = try open().warnings
        #expect(warnings.count == 1)
        #expect(warnings.first?.contains("count alike") == true)
    }

    /// The folder of `sub-01` is the root where nothing describes the data set.
    @Test func aDataSetWithoutDescriptionEndsAboveItsSubject() throws {
        try FileManager.default.removeItem(atPath: folder.file("set/dataset_description.json"))
        try folder.write(Self.channels, to: "set/sub-01/sub-01_channels.tsv")
        #expect(try open().channels.map(\.type) == ["SEEG", "ECG"])
        try FileManager.default.removeItem(atPath: folder.file("set/sub-01/sub-01_channels.tsv"))
        try folder.write(Self.channels, to: "set/task-ictal_channels.tsv")
        #expect(try open().channels.map(\.type) == ["SEEG", "ECG"])
        try FileManager.default.removeItem(atPath: folder.file("set/task-ictal_channels.tsv"))
        try folder.write(Self.channels, to: "task-ictal_channels.tsv")
        #expect(try open().channels.map(\.type) == [nil, nil])
    }

    @Test func eventsElectrodesAndCoordinatesAreInheritedToo() throws {
        try folder.write(
            "onset\tduration\ttrial_type\tvalue\n0.5\t1\tNA\tseizure\n",
            to: "set/task-ictal_events.tsv")
        try folder.write("name\tx\ty\tz\n", to: "set/sub-01/sub-01_space-MNI_electrodes.tsv")
        try folder.write("{}", to: "set/sub-01/sub-01_space-MNI_coordsystem.json")
        let recording = try open()
        #expect(recording.referenceEvents?.seizures.map(\.onsetSeconds) == [0.5])
        let names = recording.sidePaths.map { URL(filePath: $0).lastPathComponent }
        #expect(
            names == [
                "task-ictal_events.tsv", "sub-01_space-MNI_electrodes.tsv",
                "sub-01_space-MNI_coordsystem.json",
            ])
    }

    /// Of several JSON files the nearest that states a rate counts.
    @Test(arguments: [
        ("4", "400", false), ("400", "4", true), ("400", nil, true), ("4", nil, false),
    ])
    func ratesAreCompared(near: String, far: String?, isSaid: Bool) throws {
        if let far {
            try folder.write("{\"SamplingFrequency\": \(far)}", to: "set/task-ictal_ieeg.json")
        }
        try folder.write(
            "{\"SamplingFrequency\": \(near)}", to: "\(Self.own)/\(Self.stem)_ieeg.json")
        #expect(try open().warnings.count == (isSaid ? 1 : 0))
    }

    @Test(arguments: [("4", 0), ("4.0001", 0), ("512", 1), ("n/a", 0), ("fast", 1)])
    func ratesOfChannelsAreCompared(stated: String, warnings: Int) throws {
        try folder.write(
            "name\tsampling_frequency\nA1\t\(stated)\nA2\t\(stated)\n", to: "set/channels.tsv")
        #expect(try open().warnings.count == warnings)
    }

    @Test func aFileThatIsNoJSONIsSaid() throws {
        try folder.write("{", to: "set/task-ictal_ieeg.json")
        #expect(try open().warnings.first?.contains("is no JSON object") == true)
    }
}
