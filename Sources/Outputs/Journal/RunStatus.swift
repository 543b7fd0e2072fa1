import Foundation

/// `status.json`: how a capture under way is, for whoever looks in from outside.
package struct RunStatus: Codable, Hashable, Sendable {
    /// Seconds after which a status that is not renewed is one of a run that has stopped or is stuck.
    package static let staleSeconds = 5.0

    package struct Latency: Codable, Hashable, Sendable {
        /// From a hop's last sample to the actuator's command, microseconds.
        package var p50: Double
        package var p99: Double
        package var most: Double

        package init(p50: Double, p99: Double, most: Double) {
            self.p50 = p50
            self.p99 = p99
            self.most = most
        }
    }

    package struct Recording: Codable, Hashable, Sendable {
        package var path: String
        /// Why nothing is recorded any more.
        package var problem: String?
        package var bytesPerSecond: Double
        /// Left on its disk; null where the system does not say.
        package var freeBytes: Int64?
        /// At so much left the recording ends.
        package var reserveBytes: Int64

        package init(path: String, bytesPerSecond: Double, reserveBytes: Int64) {
            self.path = path
            self.bytesPerSecond = bytesPerSecond
            self.reserveBytes = reserveBytes
        }

        /// Until the reserve is reached.
        package var secondsLeft: Double? {
            freeBytes.map { max(0, (Double($0) - Double(reserveBytes)) / max(1, bytesPerSecond)) }
        }
    }

    /// The device that plays the pulses.
    package struct Output: Codable, Hashable, Sendable {
        package var device: String
        /// Lost, and not back yet.
        package var isAway = false
        /// Times that it was lost.
        package var outages = 0

        package init(device: String) { self.device = device }
    }

    /// The device that the signal comes from.
    package struct Input: Codable, Hashable, Sendable {
        /// Silent or gone, and not back yet.
        package var isAway: Bool
        /// Times that it came back.
        package var reconnects: Int
        /// Times that its buffer was full before it was read; null in the status of a version that did
        /// not tell.
        package var overruns: Int?
        /// How much faster its clock runs than the computer's; null while that is not known.
        package var driftPartsPerMillion: Double?

        package init(
            isAway: Bool, reconnects: Int, overruns: Int, driftPartsPerMillion: Double?
        ) {
            self.isAway = isAway
            self.reconnects = reconnects
            self.overruns = overruns
            self.driftPartsPerMillion = driftPartsPerMillion
        }
    }

    package var device: String
    package var process: Int
    package var start: String?
    /// Seconds since 1970, by the wall clock.
    package var renewed: Double = 0
    /// Null while the run goes on.
    package var endReason: String?
    /// What went wrong with the source and ended the run; null where nothing did.
    package var problem: String?
    package var state = "starting"
    package var stateReason: String?
    /// Whether somebody lets no therapy start; null where nobody can.
    package var isSuspended: Bool?
    /// Of the last decision: its frame, its time in the run, and when it was taken in.
    package var frame: Int64 = 0
    package var timeSeconds = 0.0
    package var decided: Double?
    package var decisions = 0
    package var missedDeadlines = 0
    package var episodes = 0
    package var therapies = 0
    package var latencyMicroseconds: Latency?
    package var framesMissing: Int64 = 0
    package var gaps = 0
    package var overruns = 0
    /// Null in the status of a version that did not tell.
    package var input: Input?
    package var recording: Recording?
    /// Null where none are asked for.
    package var clips: ClipCounts?
    /// Null where no pulses are played.
    package var output: Output?

    package init(device: String, process: Int, start: String?) {
        self.device = device
        self.process = process
        self.start = start
    }

    package init(folder: String) throws(JournalError) {
        let path = folder + "/" + Self.fileName
        let data = try WholeFile.read(path)
        do { self = try JSONDecoder().decode(Self.self, from: data) } catch {
            throw .notReadable(path: path, reason: "it is no status of a run")
        }
    }

    package static let fileName = "status.json"

    package var text: String {
        get throws { try JSONValue(encoding: self).pretty + "\n" }
    }

    /// Whether it was renewed when the run should have.
    package func isStale(atSeconds now: Double) -> Bool {
        endReason == nil && now - renewed > Self.staleSeconds
    }
}
