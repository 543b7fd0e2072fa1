import ArgumentParser
import Planning

/// Which patient a run is on: the default one, or that of a file.
struct PatientOption: ParsableArguments {
    @Option(help: "A patient file; see `quench patient`.")
    var patient: InputFile?

    func read() throws(SettingsError) -> PatientFile {
        guard let patient else { return PatientFile() }
        return try PatientFile(file: patient.path)
    }

    /// The file's name without its folders.
    var fileName: String? { patient?.name }
}
