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
        subcommands: [
            ReplayCommand.self, SimulateCommand.self, CaptureCommand.self,
            DoseResponseCommand.self, PatientCommand.self, TrainCommand.self, EvaluateCommand.self,
            ExplainCommand.self, InfoCommand.self, ConvertCommand.self, SettingsCommand.self,
            GenerateCommand.self,
            JournalCommand.self, BenchCommand.self, DoctorCommand.self, DevicesCommand.self,
            LoopbackCommand.self, AmplifierCommand.self, PlanCommand.self, FirmwareCommand.self,
        ])

    static func main() {
        Terminal.claimStandardFiles()
        guard crealtime_cpu_has_x86_64_v3() != 0 else {
            Terminal.fail(
                "this build needs a processor with AVX2 (x86-64-v3); build with "
                    + "QUENCH_CPU=x86-64 swift build for older ones")
        }
        self.main(nil)
    }
}
