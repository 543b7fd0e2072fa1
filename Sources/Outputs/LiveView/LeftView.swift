import ClosedLoop
import Detection
import Journal
import NIOCore
import RunFolder

/// A run that is over, as a page looks at it: what it is, once, and then the stretches that the page
/// asks for. Only what the files say is shown; scores, votes and features of every hop are in none.
package struct LeftView: Sendable {
    /// Where a page asks what the run is, and for a stretch of it.
    static let subjectPath = "/run"
    static let spanPath = "/span"
    /// Rows of a stretch, and the length of the longest, s.
    static let rowsMax = 4_096
    static let secondsMax = 1_260.0
    static let bytesMax = 4 << 20
    private static let eventsMax = 2_000
    private static let pulsesMax = 20_000

    let run: LeftRun
    let title: String
    private let traces: TraceSpan.Reader?
    let seizures: [(onset: Double, end: Double)]
    private let twinSeizures: [(onset: Double, end: Double)]
    private let stretches: [LeftRun.Stretch]
    let faults: [[(bits: UInt8, from: Double, to: Double)]]
    /// What is not shown, and why.
    let remark: String

    /// - Parameters:
    ///   - seizures: that the recording's annotations tell of, s.
    ///   - traces: reads the run's source; nil where it is not to be had.
    ///   - remark: what the page says of the traces.
    package init(
        _ run: LeftRun, seizures: [(onset: Double, end: Double)] = [],
        traces: TraceSpan.Reader?, remark: String
    ) {
        self.run = run
        self.traces = traces
        self.remark = remark
        title = run.summary.recording.name
        let last = run.summary.recording.toSeconds ?? 0
        func spans(
            _ seizures: [RunSummary.VirtualPatient.Seizure]
        ) -> [(onset: Double, end: Double)] {
            seizures.map {
                (
                    $0.onsetSeconds,
                    $0.durationSeconds.map { [on = $0.onsetSeconds] in on + $0 } ?? last
                )
            }
        }
        let patient = run.summary.virtualPatient
        self.seizures = seizures + spans(patient?.seizures ?? [])
        twinSeizures = spans(patient?.untreated?.seizures ?? [])
        stretches = run.stretches
        let bits = Dictionary(
            uniqueKeysWithValues: ChannelFault.all.map { ("\($0.name)", $0.rawValue) })
        faults = run.faults.map { spans in
            spans.map { (bits[$0.fault] ?? 0, $0.from, $0.to) }
        }
    }

    var rate: Double { run.summary.recording.samplingRateHertz }
    var channelCount: Int {
        min(ViewSubject.channelCountMax, run.summary.signalQuality.count)
    }
    var rowBytes: Int { (HopRows.headBytes + channelCount * 5 + 7) / 8 * 8 }
    var rowsMost: Int { min(Self.rowsMax, Self.bytesMax / rowBytes) }

    /// The frames of the run.
    private var frames: Range<Int64> {
        let recording = run.summary.recording
        let first = Int64(((recording.fromSeconds ?? 0) * rate).rounded())
        return first..<max(first, Int64(((recording.toSeconds ?? 0) * rate).rounded()))
    }

    /// The message of `/run`.
    var subjectMessage: ByteBuffer { ViewMessages.message(kind: 1, subject) }

    /// The message of `/span?from=S&to=S`, s; nil for a query that asks for something else.
    func span(query: Substring) -> Result<ByteBuffer, any Error>? {
        guard let fields = QueryFields.values(of: query), fields.count == 2,
            let from = fields["from"].flatMap({ Double($0) }),
            let to = fields["to"].flatMap({ Double($0) }),
            from < to, to - from <= Self.secondsMax, abs(from) < 1e9
        else { return nil }
        return Result { try message(from: from, to: to) }
    }

    private func message(from: Double, to: Double) throws -> ByteBuffer {
        let all = frames
        let first = min(max(all.lowerBound, Int64(from * rate)), all.upperBound)
        let end = max(first, min(all.upperBound, Int64((to * rate).rounded(.up))))
        let framesPerRow = max(1, (Int(end - first) + rowsMost - 1) / rowsMost)
        let rowCount = (Int(end - first) + framesPerRow - 1) / framesPerRow
        let empty = TraceSpan(
            rows: rowCount, channelCount: channelCount, framesPerRow: framesPerRow)
        let read = try traces?(first..<end, framesPerRow, channelCount) ?? empty
        var rows = LeftRows(
            seconds: Double(first) / rate, rowSeconds: Double(framesPerRow) / rate, traces: read)
        paint(&rows)
        let span = (Double(first) / rate)...(Double(end) / rate)
        var message = ViewMessages.message(kind: 2, json(span, rows))
        rows.write(to: &message)
        return message
    }

    private func paint(_ rows: inout LeftRows) {
        for stretch in stretches { rows.paint(stretch) }
        for seizure in seizures { rows.paint(seizure: 1, seizure.onset, seizure.end) }
        for seizure in twinSeizures { rows.paint(seizure: 2, seizure.onset, seizure.end) }
        for (channel, spans) in faults.prefix(channelCount).enumerated() {
            for span in spans { rows.paintFault(channel, span.from, span.to) }
        }
        let places = run.channelPlaces
        for episode in run.summary.episodes {
            let channels = episode.channels.compactMap { places[$0] }
            rows.mark(.onset, at: episode.onsetSeconds, channels: channels)
        }
        for event in run.events {
            switch event.kind {
            case .missedDeadline: rows.mark(.late, at: event.timeSeconds)
            case .therapyRefused: rows.mark(.refused, at: event.timeSeconds)
            case .overrun: rows.mark(.overrun, at: event.timeSeconds)
            default: break
            }
        }
    }

    private func json(_ span: ClosedRange<Double>, _ rows: LeftRows) -> JSONValue {
        let events = run.events.filter { span.contains($0.timeSeconds) }
            .compactMap { event in
                event.text.map {
                    JSONValue.list([
                        .number(event.timeSeconds), .text(event.kind.rawValue), .text($0),
                    ])
                }
            }
        return .object([
            .init("rowCount", .integer(Int64(rows.count))),
            .init("rowSeconds", .number(rows.rowSeconds)),
            .init("from", .number(span.lowerBound)), .init("to", .number(span.upperBound)),
            .init("events", .list(events.suffix(Self.eventsMax))),
            .init("eventsLeftOut", .integer(Int64(max(0, events.count - Self.eventsMax)))),
            .init("pulses", .list(pulses(in: span))), .init("bursts", .list(bursts(in: span))),
        ])
    }

    /// When, and by which contacts: those of the stretch, and the one before it.
    private func bursts(in span: ClosedRange<Double>) -> [JSONValue] {
        let first = run.bursts.lastIndex { $0.onsetSeconds <= span.lowerBound } ?? 0
        return run.bursts[first...].prefix { $0.onsetSeconds <= span.upperBound }
            .prefix(Self.eventsMax).map { burst in
                let sides = burst.contacts.split(separator: " ")
                func bits(_ sign: Character) -> JSONValue {
                    .integer(Self.bits(sides.first { $0.first == sign }?.dropFirst() ?? ""))
                }
                return .list([
                    .number(burst.onsetSeconds), .number(burst.endSeconds), bits("-"), bits("+"),
                ])
            }
    }

    /// `1,2,case` as a set of bits.
    private static func bits(_ names: Substring) -> Int64 {
        names.split(separator: ",").reduce(0) { bits, name in
            let place = name == "case" ? 16 : (UInt8(name).map(Int.init) ?? 0) - 1
            return (0...16).contains(place) ? bits | 1 << Int64(place) : bits
        }
    }

    /// First edges: of a burst the first is on file, and with its frequency the others.
    private func pulses(in span: ClosedRange<Double>) -> [JSONValue] {
        var pulses: [JSONValue] = []
        for burst in run.bursts where burst.onsetSeconds <= span.upperBound {
            guard burst.endSeconds >= span.lowerBound else { continue }
            let milliamperes = burst.amplitudeMicroamperes / 1_000
            // A single pulse has no frequency.
            let hertz = burst.frequencyHertz ?? 0
            let count = hertz > 0 ? burst.pulses : 1
            // From the first that lies in the stretch, so that no number of pulses takes long.
            let skipped = ((span.lowerBound - burst.onsetSeconds) * hertz).rounded(.up)
            guard skipped < Double(count) else { continue }
            let first = max(0, skipped)
            for step in 0..<Self.pulsesMax {
                let index = first + Double(step)
                let seconds = burst.onsetSeconds + (hertz > 0 ? index / hertz : 0)
                guard index < Double(count), seconds <= span.upperBound,
                    pulses.count < Self.pulsesMax
                else { break }
                guard seconds >= span.lowerBound else { continue }
                pulses.append(.list([.number(seconds), .number(milliamperes)]))
            }
        }
        return pulses
    }
}
