import CCommit

/// Which build of the program ran.
package struct ProgramIdentity: Codable, Hashable, Sendable {
    package let version: String
    /// The commit that was checked out when it was built, or `unknown`. What was changed and not
    /// committed is not known to it, but to the checksum.
    package let commit: String
    /// Of the executable, SHA-256: equal for runs of one build.
    package let sha256: String?

    package init(version: String) {
        self.version = version
        let built = unsafe String(cString: ccommit_built_from())
        commit = built.isEmpty ? "unknown" : built
        var executable = FileIdentity(role: "program", path: "/proc/self/exe")
        executable.hash { _ in }
        sha256 = executable.sha256
    }
}
