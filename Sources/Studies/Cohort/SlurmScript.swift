import Foundation

/// A study as one array job of Slurm, a shard each element.
package struct SlurmScript: Sendable {
    package var program: String
    package var folder: String
    package var name: String
    package var shards: Int
    /// A shard is killed, and shows as failed, beyond this.
    package var limitMinutes: Int
    package var partition: String?
    package var account: String?
    package var jobs = 1

    package init(program: String, folder: String, name: String, shards: Int, limitMinutes: Int) {
        self.program = program
        self.folder = folder
        self.name = name
        self.shards = shards
        self.limitMinutes = limitMinutes
    }

    /// Slurm's `MaxArraySize` as it is installed, less the 0 that is not used.
    package static let shardsMax = 1_000

    /// How many shards take about so long each.
    ///
    /// - Parameters:
    ///   - seconds: of signal, of the whole study.
    ///   - speed: times real time, of one processor.
    package static func shards(
        tasks: Int, seconds: Double, minutes: Int, speed: Double
    ) -> Int {
        let wanted = (seconds / speed / 60 / Double(minutes)).rounded(.up)
        return max(1, min(shardsMax, tasks, wanted < 1e9 ? Int(wanted) : shardsMax))
    }

    /// What a shell reads as one word, whatever is in it.
    private static func quoted(_ text: String) -> String {
        "'" + text.replacing("'", with: #"'\''"#) + "'"
    }

    /// In a line of options `sbatch` reads double quotes.
    private static func option(_ text: String) -> String {
        "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }

    package var text: String {
        var lines = [
            "#!/bin/sh",
            "# Of the study '\(name)'; sent again, it does what is left.",
            "#SBATCH --job-name=quench-\(name)",
            "#SBATCH --array=1-\(shards)",
            "#SBATCH --requeue",
            "#SBATCH --nodes=1 --ntasks=1 --cpus-per-task=\(jobs)",
            "#SBATCH --time=\(limitMinutes)",
            "#SBATCH --output=\(Self.option(folder.replacing("%", with: "%%") + "/logs/%A_%a.log"))",
            "#SBATCH --open-mode=append",
        ]
        if let partition { lines.append("#SBATCH --partition=\(Self.option(partition))") }
        if let account { lines.append("#SBATCH --account=\(Self.option(account))") }
        lines.append(
            "exec \(Self.quoted(program)) cohort run \(Self.quoted(folder)) --jobs \(jobs) "
                + "--shard \"$SLURM_ARRAY_TASK_ID/\(shards)\"")
        return lines.joined(separator: "\n") + "\n"
    }
}
