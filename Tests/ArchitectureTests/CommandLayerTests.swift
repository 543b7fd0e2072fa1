import Testing

/// The executable parses and prints; what it runs does neither.
extension ImportTableTests {
    @Test("only the executable parses a command line")
    func onlyTheExecutableParses() throws {
        for target in try Self.targets().keys {
            let parsing = try Self.files(of: target).filter {
                Self.imports(in: $0.text).contains("ArgumentParser")
            }
            #expect(parsing.isEmpty == (target != "quench"), "\(parsing.map(\.name))")
        }
    }

    /// What writes to the terminal or ends the program. `A.b` is one word by Unicode's rules.
    static func printsOrExits(_ text: String) -> String? {
        let pattern =
            /\b(?:_?[Ee]xit|quick_exit|abort|fatalError|print|debugPrint|dump|puts|f?printf|perror|NSLog)\(|\bTerminal\b|\bstandard(?:Output|Error)\b|\bstd(?:out|err)\b|\bSTD(?:OUT|ERR)_FILENO\b|\bwrite\([12],/
            .wordBoundaryKind(.simple)
        return text.firstMatch(of: pattern).map { String($0.output) }
    }

    @Test(
        "what prints or exits is seen",
        arguments: [
            "print(text)", "Foundation.exit(1)", "_exit(2)", "Terminal.printError(text)",
            "FileHandle.standardError.write(data)", "fputs(text, stderr)", "write(1, bytes, 3)",
        ])
    func printingRecognition(line: String) {
        #expect(Self.printsOrExits(line) != nil)
        #expect(Self.printsOrExits("let fingerprint = blueprint(footprint: 1)") == nil)
    }

    @Test("what a command does neither prints nor exits")
    func runsAreSilent() throws {
        let files = try Self.files(of: "Runs")
        #expect(files.count > 10)
        for file in files {
            let found = Self.printsOrExits(file.text)
            #expect(found == nil, "\(file.name): \(found ?? "")")
        }
    }
}
