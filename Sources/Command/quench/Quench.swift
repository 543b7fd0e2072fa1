import ArgumentParser
import CRealtime
import Foundation

@main
struct Quench: ParsableCommand {
    static let version = "0.1.0"

    static let configuration = CommandConfiguration(
        commandName: "quench",
        abstract: "A seizure-responsive brain stimulator that runs on a desk.",
        version: version,
        groupedSubcommands: [
            CommandGroup(
                name: "Look at a recording",
                subcommands: [InfoCommand.self, ConvertCommand.self, GenerateCommand.self]),
            CommandGroup(
                name: "Run",
                subcommands: [
                    SettingsCommand.self, ReplayCommand.self, SimulateCommand.self,
                    CaptureCommand.self, StatusCommand.self, ExplainCommand.self,
                    JournalCommand.self, ViewCommand.self,
                ]),
            CommandGroup(
                name: "Judge and train",
                subcommands: [
                    EvaluateCommand.self, TrainCommand.self, FederateCommand.self,
                    TuneCommand.self, CohortCommand.self,
                ]),
            CommandGroup(
                name: "Patient",
                subcommands: [
                    PatientCommand.self, DoseResponseCommand.self, OptimiseCommand.self,
                ]),
            CommandGroup(
                name: "Device",
                subcommands: [
                    DevicesCommand.self, AmplifierCommand.self, CalibrateCommand.self,
                    LoopbackCommand.self, PlanCommand.self, FirmwareCommand.self,
                ]),
            CommandGroup(name: "Machine", subcommands: [DoctorCommand.self, BenchCommand.self]),
        ])

    static func main() {
        Terminal.claimStandardFiles()
        guard crealtime_cpu_has_x86_64_v3() != 0 else {
            Terminal.fail(
                "this build needs a processor with AVX2 (x86-64-v3); build with "
                    + "QUENCH_CPU=x86-64 swift build for older ones")
        }
        // Without it a program on Linux does not even know its own words.
        guard unsafe access("/proc/self/cmdline", R_OK) == 0 else {
            Terminal.fail("/proc: cannot be read, and nothing can be run without it; mount it")
        }
        if let problem = unknownCommand(in: Array(CommandLine.arguments.dropFirst())) {
            exit(withError: ValidationError(Terminal.oneLine(problem)))
        }
        self.main(nil)
    }
}
