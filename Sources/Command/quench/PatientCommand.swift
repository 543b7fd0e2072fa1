import ArgumentParser
import Planning
import Report
import VirtualPatient

struct PatientCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "patient",
        abstract: "Print the default virtual patient, every field commented, or check a file.")

    @Option(help: "Check this patient file instead, and tell what it comes to.")
    var check: String?

    @Option(help: "With --check: contacts of the run, 1 to 64.")
    var channels = 8

    @Flag(help: "With --check: print JSON.")
    var json = false

    /// What a file comes to, for programs.
    private struct Checked: Encodable {
        struct Node: Encodable {
            let positionMillimetres: [Double]
            let tissue: String
            let x0: Double
        }

        let channels: Int
        let nodes: [Node]
        /// Null where it is not known.
        let seizuresPerHourExpected: Double?
        let assumptions: [String]

        init(_ patient: VirtualPatient, _ parameters: PatientParameters) {
            channels = patient.channelCount
            nodes = patient.parameters.nodes.enumerated().map { index, node in
                Node(
                    positionMillimetres: [node.position.x, node.position.y, node.position.z],
                    tissue: patient.tissues[index].rawValue, x0: patient.nodeX0[index])
            }
            seizuresPerHourExpected = parameters.expectedSeizuresPerHour
            assumptions = parameters.assumptions.map(\.note)
        }
    }

    func run() {
        guard let check else {
            Terminal.printResult(PatientFile.defaultText)
            return
        }
        Terminal.run {
            let file = try PatientFile(file: check)
            let patient = try file.patient(seed: 1, channelCount: channels, rateNumerator: 512)
            guard !json else {
                try Terminal.printJSON(Checked(patient, file.parameters))
                return
            }
            let last = StandardLayout.contactName(channels - 1)
            let tissues = Tissue.allCases.map { tissue in
                "\(patient.tissues.count { $0 == tissue }) \(tissue.rawValue)"
            }
            Terminal.printResult(
                "\(Terminal.oneLine(check)): valid; \(patient.tissues.count) nodes ("
                    + tissues.joined(separator: ", ") + "), contacts A1 to \(last)\n\n"
                    + Self.table(of: patient).text(Terminal.style) + "\n"
                    + Self.rate(of: file.parameters)
                    + file.parameters.assumptions.map { Terminal.oneLine($0.note) + "\n" }
                    .joined())
        }
    }

    /// Tissue and x0 in force of each node, and where it is heard best.
    private static func table(of patient: VirtualPatient) -> TextTable {
        let parameters = patient.parameters
        let contacts =
            parameters.contacts ?? StandardLayout.contacts(count: patient.channelCount)
        let rows = parameters.nodes.enumerated().map { index, node in
            let place = node.position
            let nearest = contacts.indices.min {
                contacts[$0].distance(to: place) < contacts[$1].distance(to: place)
            }
            return [
                "nodes[\(index)]", "\(place.x), \(place.y), \(place.z)",
                patient.tissues[index].rawValue, "\((patient.nodeX0[index] * 1e4).rounded() / 1e4)",
                StandardLayout.contactName(nearest ?? 0),
            ]
        }
        return TextTable(
            columns: [
                TextTable.Column("node"), TextTable.Column("position, mm"),
                TextTable.Column("tissue"), TextTable.Column("x0", .right),
                TextTable.Column("nearest contact"),
            ], rows: rows)
    }

    private static func rate(of parameters: PatientParameters) -> String {
        guard let rate = parameters.expectedSeizuresPerHour else {
            return "seizures an hour: not known; more differs from the default patient than was "
                + "measured\n"
        }
        return "seizures an hour: \(Int(rate.rounded())) expected, untreated\n"
    }
}
