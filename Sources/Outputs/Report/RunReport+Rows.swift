/// One limit and how much of it was used, drawn as a bar.
package struct LimitRow: Sendable {
    package var label: String
    package var used: Double
    package var limit: Double
    package var unit: String

    package init(label: String, used: Double, limit: Double, unit: String) {
        self.label = label
        self.used = used
        self.limit = limit
        self.unit = unit
    }

    /// From 0 to 1; more where the limit was exceeded. 0 where there is no limit to speak of.
    package var share: Double {
        let share = used / limit
        return share.isFinite ? max(0, share) : 0
    }
}

/// One channel's signal quality over the run.
package struct ChannelQualityPicture: Sendable {
    package var name: String
    package var badSeconds: Double
    /// Names of the faults seen.
    package var faults: [String]
    package var badSpans: [Span]

    package init(name: String, badSeconds: Double, faults: [String], badSpans: [Span]) {
        self.name = name
        self.badSeconds = badSeconds
        self.faults = faults
        self.badSpans = badSpans
    }
}

/// How the episodes compare with annotated seizures.
package struct ReferenceComparison: Sendable {
    package var source: String
    /// Label and value, for example "sensitivity", "1 of 1".
    package var rows: [(label: String, value: String, note: String)]
    package var events: [Event]

    package struct Event: Sendable {
        package var onsetSeconds: Double
        package var endSeconds: Double
        /// `nil` where it was missed or an episode was already on.
        package var delaySeconds: Double?
        package var wasAlreadyOn = false

        package init(onsetSeconds: Double, endSeconds: Double, delaySeconds: Double?) {
            self.onsetSeconds = onsetSeconds
            self.endSeconds = endSeconds
            self.delaySeconds = delaySeconds
        }
    }

    package init(
        source: String, rows: [(label: String, value: String, note: String)], events: [Event]
    ) {
        self.source = source
        self.rows = rows
        self.events = events
    }
}
