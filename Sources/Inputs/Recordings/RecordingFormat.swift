/// What kind of file a recording is.
public enum RecordingFormat: String, Sendable {
    case edf
    case edfPlusContinuous
    case edfPlusDiscontinuous
    case bdf
    case bdfPlusContinuous
    case bdfPlusDiscontinuous
    case brainVision
    case mef3
    case persyst
    case blackrock
    case micromed
    case intan
    case openEphys
    case neuralynx
    /// Neurodata Without Borders 2.
    case nwb
    /// HDF5 as the SWEC-ETHZ data sets have it.
    case swec
}
