import Acquisition
import Alsa
import Recordings

/// How a capture device is to be used as the electrodes.
package struct CaptureSettings: Sendable {
    /// Device, channels, and the device's own rate.
    package var request: StreamRequest
    package var channelNames: [String]
    /// From the device's frames to the loop's: as they are, by means, or through a filter.
    package var conversion = RateConversion(averaging: 1)
    /// Lines that carry edges in place of a brain signal.
    package var triggers = TriggerPlan()
    /// What a sample at the device's full scale was at the electrodes.
    package var microvoltsPerFullScale = 8_192.0
    /// Of each channel that was calibrated, by its place. Trigger lines have none: they are no voltage.
    package var corrections: [Int: InputCorrection] = [:]
    /// Open the device again when it comes back.
    package var reconnects = false
    /// Whether that can be asked for; advice says so.
    package var offersReconnect = true
    /// Without a frame for so long the device counts as lost.
    package var silenceSecondsMax = 2.0
    /// Exact zeros on every channel for so long end the run; 0 for never.
    package var zerosSecondsMax = 5.0
    /// Overruns in any 60 s after which recovering is given up.
    package var overrunsPerMinuteMax = 20

    /// Hold the rate that is measured against the nominal one; a test may feed faster.
    package var checksRate = true

    package init(request: StreamRequest, channelNames: [String]? = nil) {
        self.request = request
        self.channelNames = channelNames ?? (1...request.channels).map { "CH\($0)" }
    }

    /// Device frames of which the mean becomes one frame of the loop: 1 for an amplifier, 48 for a
    /// sound card at 48 kHz and a loop at 1 kHz. 1 where a filter makes them.
    package var framesAveraged: Int {
        get { conversion.isFiltered ? 1 : conversion.windowFrames }
        set { conversion = RateConversion(averaging: newValue) }
    }

    /// The loop's rate; nil where there is none.
    package var rate: SamplingRate? {
        SamplingRate(
            numerator: Int64(request.rateHertz) * conversion.up,
            denominator: max(1, conversion.down))
    }

    /// By how much the signal lags behind the device, s: the filter's group delay.
    package var groupDelaySeconds: Double {
        Double(conversion.delayFrames * conversion.down)
            / (Double(conversion.up) * Double(request.rateHertz))
    }

    /// From the device's samples to counts of that many microvolts.
    package func scale(lsbMicrovolts: Double) -> InputScale {
        InputScale(
            lsbMicrovolts: lsbMicrovolts, microvoltsPerFullScale: microvoltsPerFullScale,
            framesAveraged: conversion.isFiltered ? Int(DecimationFilter.unity) : framesAveraged)
    }

    /// The device's channels as a front end sees them: trigger lines are no voltage, here as in the
    /// recording.
    package func channels(rate: SamplingRate) -> [RecordingChannel] {
        channelNames.enumerated().map { index, name in
            triggers.channels.contains(index)
                ? RecordingChannel(marker: index, name: name, rate: rate)
                : RecordingChannel(index: index, name: name, rate: rate)
        }
    }
}
