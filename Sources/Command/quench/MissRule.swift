import ArgumentParser

/// Whether a run fails in which a decision came late, or never because the ring was full.
enum MissRule: String, EnumerableFlag {
    case failOnMiss, noFailOnMiss

    static func help(for value: MissRule) -> ArgumentHelp? {
        switch value {
        case .failOnMiss:
            "Exit status 1 where a decision was late, or never made because the loop was too slow."
        case .noFailOnMiss: "Exit status 0 nevertheless."
        }
    }
}
