import Journal

/// Which rule each of the two rates of false alarms follows.
package enum FalseAlarmRules {
    private static let perDay =
        "SzCORE: 30 s before and 60 s after a seizure tolerated, events nearer than 90 s merged, "
        + "longer than 300 s split"
    private static let perHour = "episodes that overlap no seizure; no merging, no tolerance"

    static let value = JSONValue.object([
        .init("falseAlarmsPer24Hours", .text(perDay)), .init("falseAlarmsPerHour", .text(perHour)),
    ])

    package static let text =
        "false/24 h: \(perDay)\nfalse/h: \(perHour)\n"
        + "per day: from the hours beside it; none where the caps of a day do not allow it\n"
}
