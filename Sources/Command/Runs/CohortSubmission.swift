import Cohort
import Foundation
import Journal

/// Hands a study to Slurm: one array job, a shard each element.
package struct CohortSubmission {
    private let options: Options

    package struct Options {
        package var folder: String
        package var partition: String?
        package var account: String?
        /// About how long a shard is to take.
        package var minutes = 5
        /// Nil for as many as the minutes make.
        package var shards: Int?

        package init(folder: String) { self.folder = folder }
    }

    package init(_ options: Options) { self.options = options }

    /// Times real time of one processor, of which shards are cut: less than any measured, so that they
    /// rather take less than more.
    package static let speed = 100.0

    /// What was handed over.
    package struct Result: Sendable {
        package let job: String
        package let shards: Int
        /// Tasks without a result.
        package let left: Int
        package let script: String
    }

    /// - Returns: nil where every task is done.
    package func run() throws -> Result? {
        let status = try CohortRuns.status(options.folder)
        guard status.left > 0 else { return nil }
        guard let sbatch = Sbatch() else {
            throw RunError(
                "sbatch is not here: this machine has no Slurm; run the study here by: quench cohort "
                    + "run \(options.folder)")
        }
        let folder = URL(fileURLWithPath: options.folder).standardizedFileURL.path
        // It would end the script's line of options.
        guard !folder.contains(where: { $0.isNewline }) else {
            throw RunError("\(options.folder.debugDescription): has a line's end in its name")
        }
        for (option, value) in [("--partition", options.partition), ("--account", options.account)]
        {
            guard let value, value.wholeMatch(of: /[A-Za-z0-9._,+-]+/) == nil else { continue }
            throw RunError("\(option) \(value.debugDescription): is no name that Slurm knows")
        }
        let share = Double(status.left) / Double(max(1, status.plan.tasks))
        let shards =
            options.shards
            ?? SlurmScript.shards(
                tasks: status.plan.tasks, seconds: Double(status.plan.seconds) * share,
                minutes: options.minutes, speed: Self.speed)
        guard (1...SlurmScript.shardsMax).contains(shards) else {
            throw RunError("--shards must be 1 to \(SlurmScript.shardsMax)")
        }
        var script = SlurmScript(
            program: try OwnPath.executable().path, folder: folder, name: status.plan.name,
            shards: shards, limitMinutes: 12 * options.minutes + 10)
        (script.partition, script.account) = (options.partition, options.account)
        let path = "\(folder)/submit.sh"
        try WholeFile.write(script.text, to: path)
        let job = try sbatch.submit(path)
        return Result(
            job: job.split(separator: ";").first.map(String.init) ?? job, shards: shards,
            left: status.left, script: path)
    }
}
