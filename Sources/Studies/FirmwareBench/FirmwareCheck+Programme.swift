import Planning

extension FirmwareCheck {
    /// The defaults with two bursts and a pause between them, so that every part of a therapy is
    /// delivered, and the costs are those of one programme whatever the default therapy is.
    static let programme: Settings = {
        var settings = Settings.standard
        for therapy in settings.stimulation.therapies.indices {
            var burst = settings.stimulation.therapies[therapy].bursts[0]
            burst.amplitudeMilliamperes = 2
            burst.pulseWidthMicroseconds = 160
            burst.frequencyHertz = 200
            burst.durationMilliseconds = 100
            burst.cathodes = ["1", "2"]
            burst.anodes = ["3", "4"]
            settings.stimulation.therapies[therapy].bursts = [burst, burst]
            settings.stimulation.therapies[therapy].pauseMilliseconds = 500
        }
        return settings
    }()
}
