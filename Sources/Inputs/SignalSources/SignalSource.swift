import Stimulation

/// Where the loop's frames come from. Nothing in the loop knows which it is.
public enum SignalSource: Sendable {
    case recording(RecordingSource)
    case patient(PatientSource)
    case memory(MemorySource)
    case capture(CaptureSource)

    /// The source's front end, and what it has counted so far.
    public var frontEnd: FrontEnd {
        switch self {
        case .recording(let source): source.frontEnd
        case .patient(let source): source.frontEnd
        case .memory(let source): source.frontEnd
        case .capture(let source): source.frontEnd
        }
    }

    /// Frames to come, by index from the stream's start, gaps counted.
    public var frameRange: Range<Int64> {
        switch self {
        case .recording(let source): source.frameRange
        case .patient(let source): source.frameRange
        case .memory(let source): source.frameRange
        case .capture(let source): source.frameRange
        }
    }

    /// Whether the signal answers to stimulation, so that every hop must wait for the one before.
    public var answersToStimulation: Bool {
        if case .patient = self { true } else { false }
    }

    /// Whether frames come when a device has them, so that nothing must pace them.
    public var isOwnClock: Bool {
        if case .capture = self { true } else { false }
    }

    /// Whether the source plays the pulses to come; no hop waits for it.
    public var hearsPulses: Bool {
        if case .capture(let source) = self { source.hearsPulses } else { false }
    }

    /// Fills `counts`, laid out [frame][group], with up to `framesMax` frames that follow one
    /// another; nil at the end.
    public mutating func read(
        into counts: inout MutableSpan<SIMD8<Int16>>, framesMax: Int
    ) throws -> SourceFrames? {
        switch self {
        case .recording(var source):
            defer { self = .recording(source) }
            return try source.read(into: &counts, framesMax: framesMax)
        case .patient(var source):
            defer { self = .patient(source) }
            return try source.read(into: &counts, framesMax: framesMax)
        case .memory(var source):
            defer { self = .memory(source) }
            return source.read(into: &counts, framesMax: framesMax)
        case .capture(var source):
            defer { self = .capture(source) }
            return try source.read(into: &counts, framesMax: framesMax)
        }
    }

    /// Lets the source feel a pulse; a recording feels nothing.
    public mutating func deliver(_ pulse: Pulse) throws {
        guard case .patient(var source) = self else { return }
        try source.deliver(pulse)
        self = .patient(source)
    }
}

extension SignalSource {
    /// Has somebody look at the thread that reads, also while it waits for a device.
    public func supervise(_ look: @escaping @Sendable () -> Void) {
        if case .capture(let source) = self { source.supervise(look) }
    }

    /// Plays a pulse that is to come, where there is a device for it.
    public func hear(_ pulse: Pulse) {
        if case .capture(let source) = self { source.hear(pulse) }
    }

    /// Plays all that is to come to its end, where there is a device for it.
    public func playOut() {
        if case .capture(let source) = self { source.playOut() }
    }
}

/// Frames that a source handed over; none from a device that is silent for the moment.
public struct SourceFrames: Sendable {
    /// Index of the first from the stream's start, gaps counted.
    public var firstFrame: Int64
    /// How many; 0 is a notice.
    public var frameCount: Int
    /// When a device acquired the first and the last of them, in nanoseconds of the monotonic clock.
    public var acquiredNanoseconds: ClosedRange<Int64>?
    /// How long the device kept the last of them to itself after that.
    public var heldNanoseconds: Int64 = 0
    /// Why the device that plays the pulses is away, or was since the frames before: the system's error
    /// number; 0 while it plays.
    public var outputLoss: Int32 = 0
}
