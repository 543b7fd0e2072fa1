import Foundation
import TestSupport
import Testing

/// What is taken from elsewhere is what it was when it was chosen.
@Suite struct PinTests {
    private func text(_ name: String) throws -> String {
        try String(contentsOf: Surroundings.packageRoot.appending(path: name), encoding: .utf8)
    }

    @Test(arguments: ["Package.swift", "Benchmarks/Package.swift"])
    func packagesHaveExactVersions(manifest: String) throws {
        let packages = try text(manifest).split(separator: "\n").filter {
            $0.contains(".package(url:")
        }
        #expect(!packages.isEmpty)
        for package in packages { #expect(package.contains("exact: \""), "\(package)") }
    }

    @Test(arguments: ["Tests/Oracles/requirements.txt", "Tests/Browser/requirements.txt"])
    func pythonPackagesHaveHashesAndNoPlace(list: String) throws {
        let lines = try text(list).split(separator: "\n")
        let names = lines.filter { !$0.hasPrefix(" ") }
        #expect(!names.isEmpty)
        for (line, next) in zip(lines, lines.dropFirst()) where !line.hasPrefix(" ") {
            #expect(line.wholeMatch(of: /[A-Za-z0-9.-]+==[0-9.]+ \\/) != nil, "\(line)")
            #expect(next.contains(/^    --hash=sha256:[0-9a-f]{64}/), "\(line)")
        }
        #expect(try text("Makefile").contains("--require-hashes"))
    }
}
