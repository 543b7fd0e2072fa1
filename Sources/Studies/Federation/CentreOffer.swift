import Foundation
import Planning
import Training

/// What all centres must have in common.
package struct FederatedConfiguration: Codable, Equatable, Sendable {
    package var programVersion: String
    package var features: [LearnedFeature]
    package var conditioning: DetectorModel.Conditioning
    /// Of all settings of the detector, which decide what a row is.
    package var settings: String

    package init(_ settings: Settings, programVersion: String) {
        self.programVersion = programVersion
        features = settings.detector.learned.features
        conditioning =
            DetectorModel(
                travelling: TravellingPoint(inputCount: features.inputCount), sharePermille: 0,
                settings: settings
            ).conditioning
        let fields = settings.fields.filter { $0.path.hasPrefix("detector.") }
        self.settings = FederatedText.checksum(
            [UInt8](fields.map { "\($0.path)=\($0.value)\n" }.joined().utf8))
    }

    package var inputCount: Int { features.inputCount }

    /// Refuses another one, naming what differs.
    func mustEqual(_ other: FederatedConfiguration, _ field: String) throws(FederationError) {
        try need(
            programVersion == other.programVersion, "\(field).programVersion",
            "is \(programVersion.printable), not \(other.programVersion.printable): all centres "
                + "need one version")
        try need(features == other.features, "\(field).features", "are not the others'")
        try need(
            conditioning == other.conditioning, "\(field).conditioning",
            "is not the others': give all centres one --settings")
        try need(
            settings == other.settings, "\(field).settings",
            "the detector's settings are not the others': give all centres one --settings")
    }
}

/// The first thing that a centre tells: who it is, and how much it has.
package struct CentreOffer: FederatedFile, Equatable {
    package static let formatName = "quench-federate-offer-1"
    /// A centre with fewer tells nothing.
    package static let seizuresMin = 3

    package var format = CentreOffer.formatName
    package var centre: String
    /// Ed25519, base64.
    package var publicKey: String
    package var configuration: FederatedConfiguration
    package var counts: Counts
    /// How much may be known of a patient; nil for sums without noise.
    package var privacy: PrivacyBudget?

    package struct Counts: Codable, Equatable, Sendable {
        package var recordings: Int
        /// Subjects with rows of each kind.
        package var subjects: TravellingSubjects
        package var seizures: Int
        package var rows: Int
        package var seizureSeconds: Double
        package var backgroundSeconds: Double
    }

    package init(
        centre: String, key: CentreKey, configuration: FederatedConfiguration, counts: Counts,
        privacy: PrivacyBudget? = nil
    ) {
        self.centre = centre
        publicKey = key.publicKey
        self.configuration = configuration
        self.counts = counts
        self.privacy = privacy
    }

    /// What the centre weighs, of 1.
    package func weight(of all: TravellingSubjects) -> Double {
        0.5 * Double(counts.subjects.withSeizures) / Double(all.withSeizures)
            + 0.5 * Double(counts.subjects.withBackground) / Double(all.withBackground)
    }

    package func check() throws(FederationError) {
        try need(
            !centre.isEmpty && centre.utf8.count <= 64 && centre == centre.printable, "centre",
            "a name of 1 to 64 bytes without control characters is expected")
        try need(
            Data(base64Encoded: publicKey)?.count == 32, "publicKey", "32 bytes are expected")
        let conditioning = configuration.conditioning
        try need(
            ([conditioning.hopMilliseconds, conditioning.highPassHertz]
                + conditioning.bandPassHertz).allSatisfy { (0...5_000).contains($0) }
                && [0, 2].contains(conditioning.bandPassHertz.count)
                && (1...3).contains(conditioning.bandPassOrder), "configuration.conditioning",
            "is outside the ranges of the settings")
        try need(
            Set(configuration.features).count == configuration.features.count,
            "configuration.features", "each may be there once")
        let most = 1_000_000_000
        let subjects = counts.subjects
        try need(
            counts.seizures >= Self.seizuresMin && counts.seizures <= most, "counts.seizures",
            "is \(counts.seizures); a centre needs \(Self.seizuresMin) seizures or more, so that no "
                + "sum is one seizure's")
        try need(
            (1...counts.seizures).contains(subjects.withSeizures)
                && (1...most).contains(subjects.withBackground), "counts.subjects",
            "1 or more with each kind are expected, no more with seizures than seizures")
        try need(
            (1...most).contains(counts.recordings) && (1...most).contains(counts.rows), "counts",
            "recordings and rows are expected")
        try need(
            (0...1e12).contains(counts.seizureSeconds)
                && (0...1e12).contains(counts.backgroundSeconds), "counts.seizureSeconds",
            "seconds of seizures and of background are expected")
        try privacy?.check()
    }
}

extension CentreOffer {
    /// Refuses an offer that cannot go together with those before it.
    package func mustJoin(_ others: [CentreOffer]) throws(FederationError) {
        guard let first = others.first else { return }
        try configuration.mustEqual(first.configuration, "body.configuration")
        try need(
            !others.contains { $0.centre.lowercased() == centre.lowercased() }, "body.centre",
            "'\(centre)' is there twice; give each centre once, by a name of its own")
        try need(
            !others.contains { $0.publicKey == publicKey }, "body.publicKey",
            "is another centre's too; each needs its own key")
    }
}

extension Signed<CentreOffer> {
    /// By the key that stands in it: whose that is, the centre must say another way.
    package func checkSignature() throws(FederationError) {
        try checkSignature(by: body.publicKey)
    }
}

extension CentreOffer.Counts {
    /// Of a set for a travelling model.
    package init(_ set: TrainingSet, _ material: TravellingMaterial) {
        let seconds = set.recordings.reduce(0) { sum, recording in
            sum + recording.seizures.reduce(0) { $0 + $1.duration }
        }
        self.init(
            recordings: set.recordings.count, subjects: material.subjects,
            seizures: material.seizureCount, rows: material.rowCount, seizureSeconds: seconds,
            backgroundSeconds: set.durationSeconds - seconds)
    }
}
