/// The pulses on a playback device's frames, and the account of what has left: sums of the counts
/// that were handed over, in the device's own unit. It knows no device.
package struct PulseTrack: Sendable {
    package let scale: OutputScale
    /// Frames handed to the device since it started.
    package private(set) var written: Int64 = 0
    package private(set) var pulsesPlayed = 0
    /// Pulses that came too late for their place, or before the one ahead had ended.
    package private(set) var pulsesLeftOut = 0
    /// Pulses that fell due while the device was away; they were left out.
    package private(set) var pulsesWhileAway = 0
    /// Pulses that a device had, whole or in part, when it was lost: nobody knows whether it played
    /// them. None is played again.
    package private(set) var pulsesInDoubt = 0
    /// Pulses that an underrun broke in two; the rest followed when the device went on.
    package private(set) var pulsesResumed = 0
    /// The sum of all counts handed over; 0 unless a pulse is under way, or a loss broke one off.
    package private(set) var netCounts: Int64 = 0
    /// The largest first phase so far.
    package private(set) var phaseCountsMax: Int64 = 0
    /// The most that the pulses in doubt can have left out of balance, of either sign: each stream stops
    /// in one of them, and moves no more than its first phase.
    package private(set) var doubtCounts: Int64 = 0
    private var pulses: [OutputPulse] = []
    /// The ends of pulses that the device has whole and may still hold.
    private var heldEnds: [Int64] = []
    /// Pulses that streams which broke had and may have held, and the number of such streams, as long
    /// as the device has not gone on.
    private var brokenPulses = 0
    private var brokenStreams = 0
    /// What the device holds at most of the frames handed over; all before are played.
    package private(set) var heldFrames: Int64
    private static let pulsesMax = 1_024

    /// - Parameter heldFrames: what the device holds at most, as far as is known.
    package init(_ scale: OutputScale, heldFrames: Int = 0) {
        self.scale = scale
        self.heldFrames = Int64(heldFrames)
        pulses.reserveCapacity(Self.pulsesMax)
        heldEnds.reserveCapacity(Self.pulsesMax)
    }

    /// Whether a pulse has begun and not ended.
    package var isUnderWay: Bool { pulses.contains { $0.firstFrame < written } }

    /// The end of the last pulse to come.
    package var endFrame: Int64 { pulses.last?.endFrame ?? written }

    /// Puts a pulse in its place; leaves it out where it comes too late for it.
    package mutating func add(_ pulse: OutputPulse) {
        guard pulse.firstFrame >= max(written, pulses.last?.endFrame ?? 0),
            pulses.count < Self.pulsesMax
        else { return leaveOut() }
        pulses.append(pulse)
    }

    package mutating func leaveOut() { pulsesLeftOut += 1 }

    /// Leaves out a pulse that falls due while the device is away.
    package mutating func leaveOutAway() { pulsesWhileAway += 1 }

    /// Leaves out the pulses that have not begun. One under way is still to be finished.
    package mutating func leaveOutRest() {
        pulsesLeftOut += pulses.count { $0.firstFrame >= written }
        pulses.removeAll { $0.firstFrame >= written }
    }

    /// The counts of the next `frames` frames that are part of a pulse, by place.
    package func draw(frames: Int, _ put: (_ place: Int, _ count: Int64) -> Void) {
        let end = written + Int64(frames)
        for pulse in pulses where pulse.firstFrame < end {
            for frame in max(pulse.firstFrame, written)..<min(pulse.endFrame, end) {
                put(Int(frame - written), pulse.count(at: frame))
            }
        }
    }

    /// Notes how many frames the device has yet to play: a server and its sink hold some too.
    package mutating func note(delayFrames: Int) {
        heldFrames = max(heldFrames, Int64(delayFrames))
    }

    /// Notes that the device took so many of them.
    package mutating func wrote(_ frames: Int) {
        let end = written + Int64(frames)
        for pulse in pulses where pulse.firstFrame < end {
            netCounts += pulse.sum(before: end) - pulse.sum(before: written)
            phaseCountsMax = max(phaseCountsMax, pulse.phaseCounts)
        }
        written = end
        for pulse in pulses where pulse.endFrame <= end {
            pulsesPlayed += 1
            heldEnds.append(pulse.endFrame)
        }
        pulses.removeAll { $0.endFrame <= end }
        heldEnds.removeAll { $0 <= end - heldFrames }
    }

    /// The device broke, and is to go on: it ran dry if it does, and what it was given is played. A
    /// pulse that broke off goes on with the first frame of the new stream, so that its charge comes
    /// back; those to come have lost their place.
    package mutating func restart() {
        leaveOutRest()
        brokenPulses += heldEnds.count
        if !heldEnds.isEmpty || !pulses.isEmpty { brokenStreams += 1 }
        pulsesResumed += pulses.count
        for place in pulses.indices { pulses[place] = pulses[place].shifted(by: written) }
        heldEnds.removeAll(keepingCapacity: true)
        written = 0
    }

    /// The device plays the stream that it was given since it broke.
    package mutating func goOn() {
        brokenPulses = 0
        brokenStreams = 0
    }

    /// The device is lost with all that it held. A pulse that it may have broken off is not resumed,
    /// and those to come have lost their place; what is played next begins anew.
    package mutating func lose() {
        let begun = pulses.count { $0.firstFrame < written }
        let whole = brokenPulses + heldEnds.count
        if written > 0, heldEnds.count + begun > 0 { brokenStreams += 1 }
        pulsesWhileAway += pulses.count - begun
        pulsesPlayed -= whole
        pulsesInDoubt += whole + begun
        doubtCounts += Int64(brokenStreams) * phaseCountsMax
        goOn()
        pulses.removeAll(keepingCapacity: true)
        heldEnds.removeAll(keepingCapacity: true)
        written = 0
    }
}
