/// Why a folder cannot take a run.
package enum RunFolderError: Error, CustomStringConvertible {
    case notAFolder(String)
    case isLink(String)
    case notWritable(String)
    case wouldOverwrite(String, String)
    case cannotBeRepeated(String)
    case madeByHand(String)
    case inUse(String)

    package var description: String {
        switch self {
        case .notAFolder(let path): "\(path): is a file; name a folder for --output"
        case .isLink(let path):
            "\(path): is a symbolic link; name the folder itself for --output"
        case .notWritable(let path):
            "\(path): cannot be written; choose another folder with --output"
        case .inUse(let path):
            "\(path): another run writes there; wait for it or choose another folder with --output"
        case .wouldOverwrite(let path, let name):
            "\(path): holds a \(name) that is not from a run; choose another folder with --output"
        case .cannotBeRepeated(let path):
            "\(path): holds a capture, which cannot be repeated; choose another folder with "
                + "--output, or give --overwrite"
        case .madeByHand(let path):
            "\(path): holds a run with markers or changes that somebody made while it went on; choose "
                + "another folder with --output, or give --overwrite"
        }
    }
}
