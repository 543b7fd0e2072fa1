import Planning
import Testing
import VirtualPatient

/// The patient of a text over the defaults, for 8 contacts.
func patient(_ yaml: String, channelCount: Int = 8) throws -> VirtualPatient {
    try PatientFile(yaml: yaml, file: "p.yaml").patient(
        seed: 1, channelCount: channelCount, rateNumerator: 256)
}

/// What is wrong with a text, or nil.
func patientProblem(_ yaml: String, channelCount: Int = 8) -> String? {
    do {
        _ = try patient(yaml, channelCount: channelCount)
        return nil
    } catch {
        return "\(error)"
    }
}

@Suite("The patient file's text")
struct PatientFileTextTests {
    private static let text = PatientFile.defaultText

    @Test("the default text is whole and reads as the model's defaults")
    func defaults() throws {
        let file = try PatientFile(yaml: Self.text, file: "p.yaml", mustBeComplete: true)
        #expect(file.parameters == PatientParameters())
        #expect(PatientFile().parameters == PatientParameters())
    }

    /// Names of all stored properties, groups' own included; nodes are a list of groups.
    private static func names(_ value: Any) -> [String] {
        Mirror(reflecting: value).children.flatMap { child -> [String] in
            guard let name = child.label else { return [] }
            let isGroup =
                Mirror(reflecting: child.value).displayStyle == .struct
                && !(child.value is Position)
            return [name] + (isGroup ? names(child.value) : [])
        }
    }

    /// A parameter that the file forgot would keep its default for ever.
    @Test("every parameter of the model is a field")
    func nothingForgotten() {
        let fields = Set(Self.fields.map(\.name) + ["nodes"])
        let names = Self.names(PatientParameters())
        #expect(names.count > 45)
        for name in names {
            let isGroup = Self.text.contains("\n\(name):\n")
            // Each node has its own x0 in the Epileptor's place.
            #expect(fields.contains(name) || isGroup || name == "x0", "\(name)")
        }
        for name in Self.names(PatientParameters().nodes[0]) {
            #expect(Self.text.contains("\(name): "), "\(name)")
        }
    }

    /// A line of the default text that gives a field a value, with the comment above it.
    struct Field: Sendable, CustomTestStringConvertible {
        let line: Int
        let name: String
        let value: String
        let comment: String

        var testDescription: String { name }
    }

    static let fields: [Field] = {
        var fields: [Field] = []
        var comment = ""
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false)
            .enumerated()
        {
            let line = line.drop { $0 == " " }
            if line.hasPrefix("#") {
                comment += line.dropFirst()
                continue
            }
            if let match = line.wholeMatch(of: /(\w+): (.+)/) {
                fields.append(
                    Field(
                        line: index, name: String(match.output.1), value: String(match.output.2),
                        comment: comment))
            }
            comment = ""
        }
        return fields
    }()

    private static func replacing(_ field: Field, with value: String?) -> String {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        if let value {
            let margin = lines[field.line].prefix { $0 == " " }
            lines[field.line] = "\(margin)\(field.name): \(value)"
        } else {
            lines.remove(at: field.line)
        }
        return lines.joined(separator: "\n")
    }

    @Test("every field is commented, and must be in the default text", arguments: fields)
    func complete(field: Field) throws {
        #expect(!field.comment.isEmpty)
        let text = Self.replacing(field, with: nil)
        let error = try #require(throws: SettingsError.self) {
            _ = try PatientFile(yaml: text, file: "p.yaml", mustBeComplete: true)
        }
        #expect(error.field.hasSuffix(field.name) && error.problem == "is missing")
        #expect(patientProblem(text) == nil)
    }

    @Test("there are fields to look at")
    func fieldCount() { #expect(Self.fields.count > 45) }

    /// Lowest and highest as the comment has them: the last "a to b" of it.
    private static func range(_ field: Field) -> (low: String, high: String)? {
        field.comment.matches(of: /(-?[\d.e-]*\d)(?: \(for none\))? to (-?\d[\d.]*\d|\d)/).last
            .map { (String($0.output.1), String($0.output.2)) }
    }

    private static let ranged = fields.filter {
        range($0) != nil && !["gene", "contacts"].contains($0.name)
    }

    @Test("the range in the comment is the model's", arguments: ranged)
    func ranges(field: Field) throws {
        let (low, high) = try #require(Self.range(field))
        for value in [low, high] {
            let problem = patientProblem(Self.replacing(field, with: value))
            // Only the order of two thresholds may stand against it.
            #expect(problem == nil || problem?.contains("criterion.") == true, "\(problem ?? "")")
        }
        let wrong = [try #require(Double(high)) + 1, try #require(Double(low)) - 1]
        for value in wrong {
            let value = field.name == "stepsPerSecond" ? "\(Int(value))" : "\(value)"
            let problem = try #require(patientProblem(Self.replacing(field, with: value)))
            #expect(problem.hasPrefix("p.yaml:\(field.line + 1): "), "\(problem)")
            #expect(
                problem.contains("\(field.name): must be from \(low) to \(high), "), "\(problem)")
        }
    }

    @Test("all numbers but one have a range there")
    func rangeCount() {
        let numbers = Self.fields.filter { Double($0.value) != nil }
        let ranged = Set(Self.ranged.map(\.name))
        #expect(numbers.map(\.name).filter { !ranged.contains($0) } == ["leaveX1"])
    }

    @Test(
        "each number reaches the model alone", arguments: fields.filter { Double($0.value) != nil })
    func carried(field: Field) throws {
        let value = try #require(Double(field.value))
        let other = field.name == "stepsPerSecond" ? "2001" : "\(value * 1.001 + 0.0001)"
        let changed = try PatientFile(
            yaml: Self.replacing(field, with: other), file: "p.yaml"
        ).parameters
        #expect(changed != PatientParameters())
        #expect("\(changed)".contains(": \(other)"))
    }

    @Test("genes of the model's table stand in the comment")
    func genes() throws {
        let field = try #require(Self.fields.first { $0.name == "gene" })
        for row in Genotype.shifts {
            #expect(field.comment.contains("\(row.gene) (+\(row.shift))"))
        }
    }

    @Test("an empty text, or empty groups, are the default patient", arguments: ["", "extras:\n"])
    func empty(yaml: String) throws {
        #expect(try patient(yaml).parameters == PatientParameters())
    }
}
