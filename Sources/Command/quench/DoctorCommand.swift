import ArgumentParser
import Doctor
import Foundation
import Realtime
import Runs

struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Say what this machine lacks for real time, and how to grant it.")

    @Flag(help: "Print JSON.")
    var json = false

    func run() {
        Terminal.run {
            let program = try OwnPath.executable().path
            let examination = Examination(
                grants: try Examination.tryGrants(), system: .machine,
                processors: Processors.allowed, executable: program)
            Terminal.printResult(
                json ? examination.json.pretty + "\n" : examination.text(Terminal.style))
        }
    }
}
