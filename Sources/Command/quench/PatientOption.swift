import ArgumentParser

/// Which patient a run is on: the default one, or that of a file.
struct PatientOption: ParsableArguments {
    @Option(help: "A patient file; see `quench patient`.")
    var patient: InputFile?
}
