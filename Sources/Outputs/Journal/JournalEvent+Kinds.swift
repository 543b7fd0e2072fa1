extension JournalEvent {
    static func event(
        _ kind: Kind, _ frame: Int64, _ timeSeconds: Double, _ fields: JSONValue.Member...
    ) -> JournalEvent {
        JournalEvent(frame: frame, timeSeconds: timeSeconds, kind: kind, fields: fields)
    }

    /// - Parameters:
    ///   - dateTime: start of the recording, if it is known.
    ///   - stimulates: whether there is a therapy to give.
    ///   - canBeRepeated: whether the same signal can be had again; a device's cannot.
    package static func runStarted(
        _ identity: RunIdentity, recording: String, channels: Int, samplingRateHertz: Double,
        dateTime: String? = nil, stimulates: Bool = true, canBeRepeated: Bool = true
    ) -> JournalEvent {
        event(
            .runStarted, 0, 0,
            .init("programVersion", .text(identity.program.version)),
            .init("recording", .text(recording)),
            .init("channels", .integer(Int64(channels))),
            .init("samplingRateHertz", .number(samplingRateHertz)),
            .init("dateTime", dateTime.map(JSONValue.text) ?? .null),
            .init("stimulates", .bool(stimulates)),
            .init("canBeRepeated", .bool(canBeRepeated)),
            .init("identity", identity.json))
    }

    /// What earlier runs had given was read, before the first hop.
    package static func dosesRead(_ earlier: EarlierDoses) -> JournalEvent {
        event(
            .dosesRead, 0, 0,
            .init("doses", .text(earlier.doses)),
            .init("therapiesOfDay", earlier.therapiesOfDay.map { .integer(Int64($0)) } ?? .null),
            .init("remark", .text(earlier.remark)))
    }

    /// The loop went from one named state to another, for example into a safe state.
    package static func stateChanged(
        frame: Int64, timeSeconds: Double, from: String, to: String, reason: String
    ) -> JournalEvent {
        event(
            .stateChanged, frame, timeSeconds,
            .init("from", .text(from)), .init("to", .text(to)), .init("reason", .text(reason)))
    }

    package static func detection(
        _ episode: Episode, number: Int, frame: Int64, timeSeconds: Double
    ) -> JournalEvent {
        let rows = episode.explanation.map { row in
            JSONValue.object([
                .init("channel", .text(row.channel)),
                .init("feature", .text(row.feature)),
                .init("measured", row.measured.map(JSONValue.number) ?? .null),
                .init("threshold", .number(row.threshold)),
                .init("unit", .text(row.unit)),
                .init("votes", .integer(Int64(row.votes))),
            ])
        }
        return event(
            .detection, frame, timeSeconds,
            .init("episode", .integer(Int64(number))),
            .init("votes", .integer(Int64(episode.votes))),
            .init("needed", .integer(Int64(episode.needed))),
            .init("explanation", .list(rows)))
    }

    package static func episodeEnded(
        _ episode: Episode, number: Int, frame: Int64, timeSeconds: Double
    ) -> JournalEvent {
        event(
            .episodeEnded, frame, timeSeconds,
            .init("episode", .integer(Int64(number))),
            .init("durationSeconds", episode.durationSeconds.map(JSONValue.number) ?? .null),
            .init("therapies", .integer(Int64(episode.therapies))))
    }

    /// The next therapy may start once this is on the disk, and no other before the next such line:
    /// after what was issued so far, no more than its pulses and charge can be.
    ///
    /// - Parameters:
    ///   - pulses: of the largest therapy.
    ///   - chargeMicrocoulombs: of the first phases of the largest, µC.
    ///   - chargePerPulseMicrocoulombs: of the largest pulse's first phase, µC.
    package static func therapyAllowed(
        frame: Int64, timeSeconds: Double, pulses: Int, chargeMicrocoulombs: Double,
        chargePerPulseMicrocoulombs: Double
    ) -> JournalEvent {
        event(
            .therapyAllowed, frame, timeSeconds, .init("pulses", .integer(Int64(pulses))),
            .init("chargeMicrocoulombs", .number(chargeMicrocoulombs)),
            .init("chargePerPulseMicrocoulombs", .number(chargePerPulseMicrocoulombs)))
    }

    /// A minute has passed: how far the run has come.
    package static func heartbeat(
        frame: Int64, timeSeconds: Double, decisions: Int, framesMissing: Int64
    ) -> JournalEvent {
        event(
            .heartbeat, frame, timeSeconds, .init("decisions", .integer(Int64(decisions))),
            .init("framesMissing", .integer(framesMissing)))
    }

    /// A therapy was decided on; none of its pulses has been issued yet, and no more than these will
    /// be.
    ///
    /// - Parameters:
    ///   - pulses: of all bursts together.
    ///   - chargeMicrocoulombs: of all their first phases together, µC.
    ///   - chargePerPulseMicrocoulombs: of the largest pulse's first phase, µC.
    package static func therapyStarted(
        frame: Int64, timeSeconds: Double, episode: Int, therapy: Int, bursts: Int, pulses: Int,
        chargeMicrocoulombs: Double, chargePerPulseMicrocoulombs: Double
    ) -> JournalEvent {
        event(
            .therapyStarted, frame, timeSeconds,
            .init("episode", .integer(Int64(episode))),
            .init("therapy", .integer(Int64(therapy))),
            .init("bursts", .integer(Int64(bursts))),
            .init("pulses", .integer(Int64(pulses))),
            .init("chargeMicrocoulombs", .number(chargeMicrocoulombs)),
            .init("chargePerPulseMicrocoulombs", .number(chargePerPulseMicrocoulombs)))
    }

    /// The first pulse of a burst has been issued.
    package static func burstStarted(
        _ burst: Burst, frame: Int64, timeSeconds: Double
    ) -> JournalEvent {
        event(
            .burstStarted, frame, timeSeconds,
            .init("therapy", .integer(Int64(burst.therapy))),
            .init("burst", .integer(Int64(burst.number))),
            .init("onsetSeconds", .number(burst.onsetSeconds)))
    }

    /// A burst ended, whole or cut: what was issued of it.
    ///
    /// - Parameter isTrainOver: whether it was the last of its therapy.
    package static func burstEnded(
        ///
        /// - Parameter isTrainOver: whether it was the last of its therapy.
        _ burst: Burst, frame: Int64, timeSeconds: Double, isTrainOver: Bool
    ) -> JournalEvent {
        event(
            .burstEnded, frame, timeSeconds,
            .init("therapy", .integer(Int64(burst.therapy))),
            .init("burst", .integer(Int64(burst.number))),
            .init("onsetSeconds", .number(burst.onsetSeconds)),
            .init("durationSeconds", .number(burst.durationSeconds)),
            .init("pulses", .integer(Int64(burst.pulses))),
            .init("chargeMicrocoulombs", .number(burst.chargeMicrocoulombs)),
            .init("imbalancePicocoulombs", .number(burst.imbalancePicocoulombs)),
            .init("isTrainOver", .bool(isTrainOver)),
            .init("cutBecause", burst.cutBecause.map(JSONValue.text) ?? .null))
    }

    package static func therapyRefused(
        frame: Int64, timeSeconds: Double, episode: Int, reason: String
    ) -> JournalEvent {
        event(
            .therapyRefused, frame, timeSeconds,
            .init("episode", .integer(Int64(episode))), .init("reason", .text(reason)))
    }

    /// A channel became bad, or good again.
    package static func channelQuality(
        frame: Int64, timeSeconds: Double, channel: String, fault: String, isBad: Bool
    ) -> JournalEvent {
        event(
            .channelQuality, frame, timeSeconds,
            .init("channel", .text(channel)), .init("fault", .text(fault)),
            .init("isBad", .bool(isBad)))
    }

    package static func gap(
        frame: Int64, timeSeconds: Double, missingFrames: Int64
    ) -> JournalEvent {
        event(.gap, frame, timeSeconds, .init("missingFrames", .integer(missingFrames)))
    }

    package static func overrun(
        frame: Int64, timeSeconds: Double, droppedFrames: Int64
    ) -> JournalEvent {
        event(.overrun, frame, timeSeconds, .init("droppedFrames", .integer(droppedFrames)))
    }

    package static func missedDeadline(
        frame: Int64, timeSeconds: Double, lateMicroseconds: Double
    ) -> JournalEvent {
        event(
            .missedDeadline, frame, timeSeconds,
            .init("lateMicroseconds", .number(lateMicroseconds)))
    }

    package static func saturation(
        frame: Int64, timeSeconds: Double, place: String, count: Int64
    ) -> JournalEvent {
        event(
            .saturation, frame, timeSeconds,
            .init("place", .text(place)), .init("count", .integer(count)))
    }

    /// A real-time thread used too much processor time and went down to ordinary scheduling.
    package static func grantWithdrawn(
        frame: Int64, timeSeconds: Double, grant: String, reason: String
    ) -> JournalEvent {
        event(
            .grantWithdrawn, frame, timeSeconds,
            .init("grant", .text(grant)), .init("reason", .text(reason)))
    }

    /// Pulses leave on a device: the most that its first phases move, which a kill can leave behind.
    package static func outputOpened(
        device: String, rateHertz: Int, chargePerPhaseMicrocoulombs: Double, latencySeconds: Double
    ) -> JournalEvent {
        event(
            .outputOpened, 0, 0,
            .init("device", .text(device)), .init("rateHertz", .integer(Int64(rateHertz))),
            .init("chargePerPhaseMicrocoulombs", .number(chargePerPhaseMicrocoulombs)),
            .init("latencySeconds", .number(latencySeconds)))
    }

    /// The device that pulses leave on is away: those that fall due are left out, and no therapy starts.
    package static func outputLost(
        frame: Int64, timeSeconds: Double, reason: String
    ) -> JournalEvent {
        event(.outputLost, frame, timeSeconds, .init("reason", .text(reason)))
    }

    /// It plays again.
    package static func outputReturned(frame: Int64, timeSeconds: Double) -> JournalEvent {
        event(.outputReturned, frame, timeSeconds)
    }

    /// What was played, summed up sample by sample.
    package static func outputClosed(
        frame: Int64, timeSeconds: Double, pulses: Int, netPicocoulombs: Double, isCertain: Bool
    ) -> JournalEvent {
        event(
            .outputClosed, frame, timeSeconds,
            .init("pulses", .integer(Int64(pulses))),
            .init("netPicocoulombs", .number(netPicocoulombs)),
            .init("isCertain", .bool(isCertain)))
    }

    /// An edge on a trigger line, told at the end of a hop.
    ///
    /// - Parameters:
    ///   - number: of the line's edges, from 1 on.
    ///   - onsetFrame: the frame that has the edge.
    ///   - deviceFrame: the same of the device, which has several for one of the loop where it
    ///     averages.
    ///   - onsetSeconds: of the device's frame.
    package static func trigger(
        frame: Int64, timeSeconds: Double, channel: String, slope: String, number: Int64,
        onsetFrame: Int64, deviceFrame: Int64, onsetSeconds: Double
    ) -> JournalEvent {
        event(
            .trigger, frame, timeSeconds,
            .init("channel", .text(channel)), .init("slope", .text(slope)),
            .init("number", .integer(number)), .init("onsetFrame", .integer(onsetFrame)),
            .init("deviceFrame", .integer(deviceFrame)),
            .init("onsetSeconds", .number(onsetSeconds)))
    }

    /// A trigger line has been beyond its level for so long.
    package static func triggerStuck(
        frame: Int64, timeSeconds: Double, channel: String, slope: String, seconds: Double
    ) -> JournalEvent {
        event(
            .triggerStuck, frame, timeSeconds,
            .init("channel", .text(channel)), .init("slope", .text(slope)),
            .init("seconds", .number(seconds)))
    }

    /// Nothing is recorded any more; the run goes on.
    package static func recordingFailed(
        frame: Int64, timeSeconds: Double, reason: String
    ) -> JournalEvent {
        event(.recordingFailed, frame, timeSeconds, .init("reason", .text(reason)))
    }

    /// The journal can no longer be written, and nothing more is stimulated.
    package static func journalFailed(
        frame: Int64, timeSeconds: Double, reason: String
    ) -> JournalEvent {
        event(.journalFailed, frame, timeSeconds, .init("reason", .text(reason)))
    }

    package static func runEnded(
        frame: Int64, timeSeconds: Double, decisions: Int, decisionHash: String, reason: String
    ) -> JournalEvent {
        event(
            .runEnded, frame, timeSeconds,
            .init("decisions", .integer(Int64(decisions))),
            .init("decisionHash", .text(decisionHash)),
            .init("reason", .text(reason)))
    }
}
