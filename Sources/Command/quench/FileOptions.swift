import ArgumentParser
import Foundation
import Runs

/// A file that a command reads: what is in it belongs to the identity of what the command leaves.
struct InputFile: ExpressibleByArgument {
    let path: String

    init(argument: String) { path = argument }

    var defaultValueDescription: String { path }
    var name: String { URL(fileURLWithPath: path).lastPathComponent }
}

/// A file that a command makes, and that must not be there before.
struct NewFile: ExpressibleByArgument {
    let path: String

    init(argument: String) { path = argument }

    var defaultValueDescription: String { path }

    /// Stops before a file that is there already would be written over.
    func refuseExisting(option: String) throws {
        try Runs.refuseExisting(path, option: option)
    }
}
