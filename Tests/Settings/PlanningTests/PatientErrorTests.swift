import Planning
import TestSupport
import Testing
import VirtualPatient

@Suite("Errors in a patient file")
struct PatientErrorTests {
    @Test(
        "one line with file, line and field",
        arguments: [
            (
                "\nzonX0: 1",
                "p.yaml:2: zonX0: unknown field; known here: aftermath, amplifier, conduction, "
            ),
            (
                "onset: {amplitude: 11}",
                "p.yaml:1: onset.amplitude: must be from 0 to 10, 11 found"
            ),
            (
                "cycles:\n  startHour: -1",
                "p.yaml:2: cycles.startHour: must be from 0 to 24, -1 found"
            ),
            (
                "aftermath: {clusterHours: 0}",
                "p.yaml:1: aftermath.clusterHours: must be from 0.1 to 240, 0 found"
            ),
            (
                "plasticity: {x0PerKick: NaN}",
                "p.yaml:1: plasticity.x0PerKick: must be from 0 to 1, nan found"
            ),
            (
                "extras:\n  pink: 1",
                "p.yaml:2: extras.pink: unknown field; known here: driftMicrovolts, "
            ),
            ("epileptor: {x0: -2}", "p.yaml:1: epileptor.x0: unknown field; known here: gamma, "),
            ("zoneX0: 1", "p.yaml:1: zoneX0: must be from -6 to 0, 1 found"),
            ("zoneX0: high", "p.yaml:1: zoneX0: a number is expected, 'high' found"),
            ("noise1: nan", "p.yaml:1: noise1: must be from 0 to 10, nan found"),
            ("noise1: 1e999", "p.yaml:1: noise1: must be from 0 to 10, inf found"),
            (
                "noise1: [1]",
                "p.yaml:1: noise1: a number is expected, a list of 1 found"
            ),
            (
                "stepsPerSecond: 2.5",
                "p.yaml:1: stepsPerSecond: a whole number is expected, '2.5' found"
            ),
            (
                "seizuresPerHour: often",
                "p.yaml:1: seizuresPerHour: a number or 'none' is expected, 'often' found"
            ),
            ("seizuresPerHour: 1", "p.yaml:1: seizuresPerHour: must be from 2 to 42, 1 found"),
            (
                "genotype:\n  gene: XYZ",
                "p.yaml:2: genotype.gene: 'XYZ' is not known; known are SCN1A, SCN8A, KCNQ2, DEPDC5"
            ),
            (
                "genotype: {gene: XYZ, excitabilityShift: 2}",
                "p.yaml:1: genotype.excitabilityShift: must be from -1 to 1, 2 found"
            ),
            (
                "imaging:\n  zoneContacts:\n    - A1\n    - Q9",
                "p.yaml:4: imaging.zoneContacts[1]: there is no contact 'Q9'; contacts are A1 to A4"
            ),
            (
                "imaging: {zoneContacts: [A1, C1]}",
                "p.yaml:1: imaging.zoneContacts[1]: 'C1' is not known; known are A1, A2, A3, A4, B1"
            ),
            (
                "imaging: {zoneRadiusMillimetres: -1}",
                "p.yaml:1: imaging.zoneRadiusMillimetres: must be from 0 to 1000, -1 found"
            ),
            ("nodes: []", "p.yaml:1: nodes: must be from 2 to 64, 0 found"),
            (
                "nodes:\n  - {position: [0, 0, 0]}\n  - {tissue: zone}",
                "p.yaml:3: nodes[1].position: is missing"
            ),
            (
                "nodes:\n  - {position: [0, 0, 0]}\n  - {position: [0, 0]}",
                "p.yaml:3: nodes[1].position: a place such as [0, 5, 0] is expected, a list of 2"
            ),
            (
                "nodes:\n  - {position: [0, 0, 0]}\n  - position: [0, 1, 0]\n    x0: 1",
                "p.yaml:4: nodes[1].x0: must be from -6 to 0, 1 found"
            ),
            (
                "nodes:\n  - position: [0, 0, 0]\n  - position: [0, 2000, 0]",
                "p.yaml:3: nodes[1].position.y: must be from -1000 to 1000, 2000 found"
            ),
            (
                "nodes:\n  - {position: [0, 0, 0]}\n  - {position: [1, 1, 1], tissue: brain}",
                "p.yaml:3: nodes[1].tissue: one of zone, propagation, healthy is expected, 'brain'"
            ),
            (
                "contacts: [[0, 0, 0]]",
                "p.yaml:1: contacts: must be one for each of the 8 channels, 1 positions found"
            ),
            (
                "contacts:\n  - [0, 0, 0]\n  - [a, 0, 0]",
                "p.yaml:3: contacts[1]: a place such as [0, 5, 0] is expected"
            ),
            (
                "criterion: {enterX1: -2}",
                "p.yaml:1: criterion.leaveX1: must be from -3 to -2, -1 found"
            ),
            ("zoneX0: -2\nzoneX0: -3", "p.yaml:1: a field is given twice: zoneX0"),
            ("zoneX0: [", "p.yaml:2: "),
        ])
    func refused(yaml: String, expected: String) throws {
        let problem = try #require(patientProblem(yaml))
        #expect(problem.hasPrefix(expected))
        #expect(!problem.contains("\n"))
    }

    @Test("lists longer than the model takes", arguments: ["nodes", "contacts"])
    func tooMany(field: String) throws {
        let item = field == "nodes" ? "{position: [0, 0, 0]}" : "[0, 0, 0]"
        let items = Array(repeating: item, count: 65).joined(separator: ", ")
        let problem = try #require(patientProblem("\(field): [\(items)]"))
        #expect(problem.hasPrefix("p.yaml:1: \(field): a list of at most 64"))
    }

    @Test("what the run asks for is not the file's fault")
    func notTheFile() throws {
        for channels in [0, 65] {
            let problem = try #require(patientProblem("zoneX0: -2", channelCount: channels))
            #expect(problem.hasPrefix("patient: channelCount is \(channels); it must be from 1"))
        }
    }

    @Test("2,000 mutated texts, none a trap", arguments: 0..<20)
    func mutated(part: Int) {
        let bytes = Array(PatientFile.defaultText.utf8)
        for index in part * 100..<part * 100 + 100 {
            var random = SplitMix64(seed: UInt64(index))
            let text = String(decoding: mutated(bytes, &random), as: UTF8.self)
            if let problem = patientProblem(text) {
                #expect(!problem.contains("\n") && problem.count < 1_000, "seed \(index)")
            }
        }
    }

    private func mutated(_ bytes: [UInt8], _ random: inout SplitMix64) -> [UInt8] {
        let words = [
            "-9223372036854775808", "1e308", "-0", "nan", "inf", "~", "[", "]", "{", "}", ": ",
            "- ", "\n", "\n  ", "'", "\"", "0", "1", "-1", "none", "table", "A1", "P4", "<<",
        ]
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...6, using: &random) {
            let place = Int.random(in: 0..<bytes.count, using: &random)
            let word = Array(words.randomElement(using: &random)!.utf8)
            switch random.next() % 3 {
            case 0: bytes[place] = UInt8(truncatingIfNeeded: random.next())
            case 1: bytes.insert(contentsOf: word, at: place)
            default:
                // A number becomes another one.
                guard let start = bytes[place...].firstIndex(where: { (48...57).contains($0) })
                else { continue }
                let end = bytes[start...].firstIndex { !(46...57).contains($0) } ?? bytes.count
                bytes.replaceSubrange(start..<end, with: word)
            }
        }
        return bytes
    }
}
