/// Why a file of a run could not be written or read. The text is one line for the person at the
/// keyboard.
package enum JournalError: Error, Hashable, Sendable, CustomStringConvertible {
    case notWritable(path: String, reason: String)
    case notReadable(path: String, reason: String)
    case notEncodable(path: String, reason: String)

    package var description: String {
        switch self {
        case .notWritable(let path, let reason):
            "\(path): cannot be written (\(reason)); "
                + "choose another place, or make room and repeat the run"
        case .notReadable(let path, let reason):
            "\(path): cannot be read (\(reason)); give the path of a file that a run has left"
        case .notEncodable(let path, let reason):
            "\(path): not written, a value has no JSON form (\(reason)); please report this"
        }
    }
}
