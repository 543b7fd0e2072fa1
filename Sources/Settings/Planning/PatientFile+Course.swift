import VirtualPatient

/// What changes over a seizure, a day and weeks.
extension PatientParameters {
    mutating func readCourse(_ fields: inout SettingsFields) throws(SettingsError) {
        try fields.group("onset") {
            (group: inout SettingsFields) throws(SettingsError) in try onset.read(&group)
        }
        try fields.group("cycles") {
            (group: inout SettingsFields) throws(SettingsError) in try cycles.read(&group)
        }
        try fields.group("aftermath") {
            (group: inout SettingsFields) throws(SettingsError) in try aftermath.read(&group)
        }
        try fields.group("plasticity") {
            (group: inout SettingsFields) throws(SettingsError) in try plasticity.read(&group)
        }
    }
}

extension OnsetRhythm {
    fileprivate mutating func read(_ fields: inout SettingsFields) throws(SettingsError) {
        amplitude = try fields.number("amplitude", amplitude)
        fromHertz = try fields.number("fromHertz", fromHertz)
        toHertz = try fields.number("toHertz", toHertz)
        fastSeconds = try fields.number("fastSeconds", fastSeconds)
        chirpSeconds = try fields.number("chirpSeconds", chirpSeconds)
        ownFraction = try fields.number("ownFraction", ownFraction)
    }
}

extension ExcitabilityCycles {
    fileprivate mutating func read(_ fields: inout SettingsFields) throws(SettingsError) {
        circadianX0 = try fields.number("circadianX0", circadianX0)
        circadianPeakHour = try fields.number("circadianPeakHour", circadianPeakHour)
        multidayX0 = try fields.number("multidayX0", multidayX0)
        multidayPeriodDays = try fields.number("multidayPeriodDays", multidayPeriodDays)
        multidayPeakDay = try fields.number("multidayPeakDay", multidayPeakDay)
        startHour = try fields.number("startHour", startHour)
    }
}

extension SeizureAftermath {
    fileprivate mutating func read(_ fields: inout SettingsFields) throws(SettingsError) {
        postictalX0 = try fields.number("postictalX0", postictalX0)
        postictalMinutes = try fields.number("postictalMinutes", postictalMinutes)
        clusterX0 = try fields.number("clusterX0", clusterX0)
        clusterHours = try fields.number("clusterHours", clusterHours)
        clusterX0Max = try fields.number("clusterX0Max", clusterX0Max)
    }
}

extension StimulationPlasticity {
    fileprivate mutating func read(_ fields: inout SettingsFields) throws(SettingsError) {
        x0PerKick = try fields.number("x0PerKick", x0PerKick)
        x0FallMax = try fields.number("x0FallMax", x0FallMax)
        timeConstantDays = try fields.number("timeConstantDays", timeConstantDays)
    }
}
