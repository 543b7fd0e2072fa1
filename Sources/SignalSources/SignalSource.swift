import Stimulation

/// Where the loop's frames come from. Nothing in the loop knows which it is.
public enum SignalSource: Sendable {
    case recording(RecordingSource)
    case patient(PatientSource)
    case memory(MemorySource)

    public var frontEnd: FrontEnd {
        switch self {
        case .recording(let source): source.frontEnd
        case .patient(let source): source.frontEnd
        case .memory(let source): source.frontEnd
        }
    }

    /// Frames to come, by index from the stream's start, gaps counted.
    public var frameRange: Range<Int64> {
        switch self {
        case .recording(let source): source.frameRange
        case .patient(let source): source.frameRange
        case .memory(let source): source.frameRange
        }
    }

    /// Whether the signal answers to stimulation, so that every hop must wait for the one before.
    public var answersToStimulation: Bool {
        if case .patient = self { true } else { false }
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
        }
    }

    /// Lets the source feel a pulse; a recording feels nothing.
    public mutating func deliver(_ pulse: Pulse) throws {
        guard case .patient(var source) = self else { return }
        try source.deliver(pulse)
        self = .patient(source)
    }
}

/// Frames that a source handed over.
public struct SourceFrames: Sendable {
    public var firstFrame: Int64
    public var frameCount: Int
}
