/// How far the pulses of a train have been released to an actuator that must have them in time.
@frozen
public struct PulseRelease: Sendable {
    @usableFromInline var train: Train
    @usableFromInline var released = PulsesReleased()
    @usableFromInline var isOver: Bool
    /// The burst that is being released: read once, and not with each pulse.
    @usableFromInline var burst: BurstProgram
    /// Of this burst; 0 where it is not known.
    @usableFromInline var voltageMillivolts: Int32 = 0

    @inlinable
    init(_ train: Train, _ burst: BurstProgram) {
        self.train = train
        self.burst = burst
        isOver = !train.isActive
    }
}

extension Stimulator {
    /// Pulses that begin before `tick` have been released to an actuator that does not give them
    /// back: whatever happens, they are issued as they were released.
    @_noLocks
    @inlinable
    public mutating func commit(pulsesBefore tick: Int64) {
        committedUntil = max(committedUntil, tick)
    }

    /// Begins with the first pulse of the train under way that has not begun.
    @inlinable
    @inline(__always)
    public mutating func release() -> PulseRelease {
        var release = PulseRelease(train, burst(of: train))
        if !release.isOver && train.hasPulse { advance(&release) }
        return release
    }

    /// The next pulse that begins before `tick`, if the limiter lets it pass as things stand, those
    /// released before it counted; nil where there is none. It is checked once more when it begins.
    ///
    /// Nothing of the stimulator changes, so that what is released may still be cut, unless it is
    /// committed to. Bounded time: 17
    /// electrodes, 97 buckets.
    @inlinable
    @inline(__always)
    public mutating func nextPulse(of release: inout PulseRelease, before tick: Int64) -> Pulse? {
        let start = release.train.nextStartMicroseconds
        guard !release.isOver, start < tick, start < release.train.cutMicroseconds else {
            return nil
        }
        var pulse = release.train.nextPulse(of: release.burst)
        guard limiter.violation(of: pulse, after: release.released) == .none else {
            release.isOver = true
            return nil
        }
        if pulse.pulseIndex == 0 || release.voltageMillivolts == 0 {
            release.voltageMillivolts = voltageMillivolts(of: pulse)
        }
        pulse.voltageMillivolts = release.voltageMillivolts
        release.released.count(pulse, after: limiter.burst)
        advance(&release)
        return pulse
    }

    @inlinable
    @inline(__always)
    mutating func advance(_ release: inout PulseRelease) {
        if release.train.advance(in: release.burst) { return }
        let therapy = plan.therapies.therapy(Int(release.train.therapyIndex))
        release.isOver = !release.train.beginBurst(in: therapy)
        release.burst = burst(of: release.train)
    }
}
