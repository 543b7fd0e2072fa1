/// The hard limits of stimulation. A setting can only be tighter; nothing raises them at run time.
///
/// Where a figure is a device's or a study's, the comment names it; where it is ours, it says so.
/// Time is in microseconds of the device clock, whose step is one microsecond.
@frozen
public enum StimulationLimits {
    // MARK: Pulse

    /// 12 mA: the upper end of the range published for the responsive neurostimulator in patients.
    @inlinable public static var amplitudeMicroamperesMax: Int32 { 12_000 }
    /// 40 µs: the shortest phase of the responsive neurostimulator.
    @inlinable public static var pulseWidthMicrosecondsMin: Int32 { 40 }
    /// 1,000 µs: the longest phase of the responsive neurostimulator.
    @inlinable public static var pulseWidthMicrosecondsMax: Int32 { 1_000 }
    /// 2 ms between the phases (ours): the gap is there to let the first phase act, not to rest.
    @inlinable public static var interphaseGapMicrosecondsMax: Int32 { 2_000 }
    /// Both phases and the gap at their longest.
    @inlinable public static var pulseMicrosecondsMax: Int64 {
        2 &* Int64(pulseWidthMicrosecondsMax) &+ Int64(interphaseGapMicrosecondsMax)
    }
    /// 333 Hz at most: 1,000,000 / 333 is 3,003.003, so 3,004 µs is the first whole period below it.
    @inlinable public static var pulsePeriodMicrosecondsMin: Int32 { 3_004 }
    /// 1 Hz at least: slower trains are single pulses, which this device does not give.
    @inlinable public static var pulsePeriodMicrosecondsMax: Int32 { 1_000_000 }
    /// 25 µC/cm² per phase, as 25,000 nC/cm² (= 0.25 pC/µm²): the responsive neurostimulator's
    /// limit, below the 30 µC/cm² that guidance drawn from McCreery et al. 1990 allows.
    /// Shannon's line (1992) is not enforced beside it.
    @inlinable public static var densityNanocoulombsPerSquareCentimetreMax: Int64 { 25_000 }
    /// The phases of a pulse may differ by one step of the clock.
    @inlinable public static var imbalanceMicrosecondsMax: Int32 { 1 }

    // MARK: Burst and therapy

    /// 5 s: the longest burst of the responsive neurostimulator.
    @inlinable public static var burstMicrosecondsMax: Int32 { 5_000_000 }
    /// One or two bursts make a therapy, as in the responsive neurostimulator.
    @inlinable public static var burstsPerTherapyMax: Int { 2 }
    /// 10 s between two bursts (ours): a longer pause is a second therapy with redetection.
    @inlinable public static var burstPauseMicrosecondsMax: Int32 { 10_000_000 }
    /// Five therapies an episode, as in the responsive neurostimulator.
    @inlinable public static var therapiesPerEpisodeMax: Int { 5 }
    /// Ours: one every 18 s on average.
    @inlinable public static var therapiesPerHourMax: Int32 { 200 }
    /// Ours: several hundred to two thousand detections a day are reported of patients.
    @inlinable public static var therapiesPerDayMax: Int32 { 2_000 }

    // MARK: Dose

    /// 0.25 C of first-phase charge in any 24 h (ours): an eighth of what continuous deep brain
    /// stimulation gives (3 mA × 60 µs × 130 Hz is 2 C a day).
    @inlinable public static var chargePerDayPicocoulombsMax: Int64 { 250_000_000_000 }
    /// Pulses may fill 360 s of any hour, a duty of a tenth (ours).
    @inlinable public static var activePerHourMicrosecondsMax: Int64 { 360_000_000 }

    // MARK: Timing

    /// 50 ms: half of the sample-to-actuator budget of 100 ms.
    @inlinable public static var startDelayMicrosecondsMax: Int32 { 50_000 }
    /// 10 s: an amplifier that needs longer to recover is broken (ours).
    @inlinable public static var blankingMicrosecondsMax: Int32 { 10_000_000 }
    /// 10 min (ours).
    @inlinable public static var redetectionMicrosecondsMax: Int64 { 600_000_000 }
    /// 24 h (ours).
    @inlinable public static var refractoryMicrosecondsMax: Int64 { 86_400_000_000 }

    // MARK: Electrodes

    /// Contacts on the leads; the case is one more electrode.
    @inlinable public static var contactCountMax: Int { 16 }
    /// 1 MΩ: above it a contact is open (ours).
    @inlinable public static var impedanceOhmsMax: Int32 { 1_000_000 }
    /// 0.0001 to 2,000 mm² (ours): microwires to an implant's case.
    @inlinable public static var areaSquareMicrometresMin: Int32 { 100 }
    /// 2,000 mm²: the largest area.
    @inlinable public static var areaSquareMicrometresMax: Int32 { 2_000_000_000 }
    /// 20 V (ours).
    @inlinable public static var complianceMillivoltsMax: Int32 { 20_000 }

    // MARK: Clock

    /// The last instant of the device clock; later ticks count as this one. It leaves room for
    /// every duration above to be added without wrapping.
    @inlinable public static var tickMax: Int64 { Int64.max >> 1 }
    /// The rolling hour of the caps.
    @inlinable public static var microsecondsPerHour: Int64 { 3_600_000_000 }
    /// The rolling day of the caps.
    @inlinable public static var microsecondsPerDay: Int64 { 86_400_000_000 }

    /// The relations between the limits on which the arithmetic of this module rests.
    /// The tests hold it true; it folds to a constant.
    @inlinable public static var areConsistent: Bool {
        let chargePerPulseMax = Int64(amplitudeMicroamperesMax) * Int64(pulseWidthMicrosecondsMax)
        let pulseMicrosecondsMax =
            2 * pulseWidthMicrosecondsMax + interphaseGapMicrosecondsMax
        let burstsMicrosecondsMax = Int64(burstsPerTherapyMax) * Int64(burstMicrosecondsMax)
        let commandMicrosecondsMax =
            Int64(startDelayMicrosecondsMax) + burstsMicrosecondsMax
            + Int64(burstPauseMicrosecondsMax)
        return pulsePeriodMicrosecondsMin <= pulsePeriodMicrosecondsMax
            && 333 * Int64(pulsePeriodMicrosecondsMin) >= 1_000_000
            && 333 * Int64(pulsePeriodMicrosecondsMin - 1) < 1_000_000
            // Without a gap the longest pulse fits the shortest period.
            && 2 * pulseWidthMicrosecondsMax <= pulsePeriodMicrosecondsMin
            && pulseMicrosecondsMax <= pulsePeriodMicrosecondsMax
            // One burst holds the slowest pulse; one hour's duty holds the longest train.
            && pulsePeriodMicrosecondsMax <= burstMicrosecondsMax
            && burstsMicrosecondsMax <= activePerHourMicrosecondsMax
            // A train is over within one bucket of the rolling hour; see RollingDose.
            && commandMicrosecondsMax < microsecondsPerHour / 96
            && activePerHourMicrosecondsMax < microsecondsPerHour
            && therapiesPerEpisodeMax <= Int(therapiesPerHourMax)
            && therapiesPerHourMax <= therapiesPerDayMax
            && chargePerPulseMax <= chargePerDayPicocoulombsMax
            // The largest products stay far below 2^63: density and voltage, cross-multiplied.
            && chargePerPulseMax <= Int64.max / 100_000
            && Int64(amplitudeMicroamperesMax) * Int64(impedanceOhmsMax) <= Int64.max / 1_024
            // Contacts and the case fit the bits of a ContactSet.
            && contactCountMax + 1 <= UInt32.bitWidth
            && tickMax <= Int64.max - 2 * refractoryMicrosecondsMax
    }
}
