import Planning

/// What is wrong with a file of a federation: which file, which field of it, and what to do.
package struct FederationError: Error, Equatable, CustomStringConvertible {
    /// Path of the file; empty where it is not known yet.
    package var file: String
    /// Such as `body.sums[0].gradient`; empty for the whole file.
    package let field: String
    package let problem: String

    package init(file: String = "", field: String = "", _ problem: String) {
        (self.file, self.field, self.problem) = (file, field, problem)
    }

    package var description: String {
        [file.printable, field.printable, problem].filter { !$0.isEmpty }.joined(separator: ": ")
    }

    func inFile(_ path: String) -> FederationError {
        FederationError(file: path, field: field, problem)
    }
}
