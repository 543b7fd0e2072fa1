/// A format that is known by its first bytes and not read: what it is, and what can convert it.
struct ForeignFormat {
    let name: String
    let converter: String

    init?(_ place: RecordingPlace) {
        guard let found = Self.known.first(where: { $0.isOf(place) }) else { return nil }
        name = found.name
        converter = found.converter
    }

    private init(
        _ name: String, _ converter: String, _ isOf: @escaping @Sendable (RecordingPlace) -> Bool
    ) {
        self.name = name
        self.converter = converter
        self.isOf = isOf
    }

    private var isOf: @Sendable (RecordingPlace) -> Bool = { _ in false }

    private static let known: [ForeignFormat] = [
        // The device's name stands first: EEG-1100A, EEG-2100, DAE-2100D, QI-403A and so on.
        ForeignFormat(
            "a Nihon Kohden recording",
            "Nihon Kohden's EEG software (export as EDF+), or EDFbrowser"
        ) { place in
            ["EEG-1", "EEG-2", "QI-4", "DAE-2"].contains { place.starts(with: $0) }
        },
        ForeignFormat("a Natus or XLTEK recording", "NeuroWorks (File, Export, EDF+)") { place in
            // A GUID for the kind of file, the schemas of the file and of this header, a time.
            guard ["erd", "stc", "snc", "etc", "ent", "vtc", "eeg"].contains(place.ending),
                place.start.count >= 24
            else { return false }
            let fields = BinaryFields(place.start, file: place.path)
            let time = fields.integer(20, as: UInt32.self)
            return (1...12).contains(fields.integer(16, as: UInt16.self))
                && fields.integer(18, as: UInt16.self) <= 1 && (600_000_000...).contains(time)
        },
        ForeignFormat("a Nicolet .e recording", "NicoletOne's EEG reader (export as EDF+)") {
            place in
            // A table of tags, 40 characters of UTF-16 each.
            place.ending == "e" && place.start.count >= 200
                && (0..<10).allSatisfy {
                    place.start[176 + 2 * $0] > 0x20 && place.start[177 + 2 * $0] == 0
                }
        },
        ForeignFormat("a MEF 2 recording", "mef2edf of the MEF library, or meftools") { place in
            // The header's length and version follow its texts.
            place.ending == "mef" && place.start.count > 164 && place.start[164] == 2
        },
        ForeignFormat("a GDF recording", "BioSig's save2gdf -f=EDF") { $0.starts(with: "GDF ") },
        ForeignFormat("an XDF recording", "pyxdf and edfio in Python") { $0.starts(with: "XDF:") },
        ForeignFormat("a BCI2000 recording", "BCI2000's BCI2000Export") {
            $0.starts(with: "BCI2000V=") || $0.starts(with: "HeaderLen=")
        },
        ForeignFormat("a Neuroscan .cnt recording", "mne.io.read_raw_cnt(...).export in Python") {
            $0.starts(with: "Version 3.0")
        },
        ForeignFormat("a Plexon recording", "Plexon's PlexUtil, or neo in Python") {
            $0.starts(with: [0x58, 0x45, 0x4C, 0x50]) || $0.starts(with: "PLEX")
        },
        ForeignFormat("a Spike2 recording", "Spike2 (File, Export as, EDF)") {
            $0.starts(with: "(C) CED", at: 2) || $0.starts(with: "S64")
        },
        ForeignFormat("an Intan .rhs recording", "neo and edfio in Python") {
            $0.starts(with: [0xAC, 0x27, 0x91, 0xD6])
        },
    ]
}
