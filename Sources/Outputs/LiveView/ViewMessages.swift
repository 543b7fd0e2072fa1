import ClosedLoop
import Journal
import NIOCore
import Pipeline
import RunFolder
import Stimulation

/// How far a viewer has been told.
struct ViewerPlace {
    /// Whether it knows the run, `ViewSubject`.
    var knowsSubject = false
    /// The rows that it has, and the number of the next one.
    var oldestRow = 0
    var nextRow = 0
    var nextEvent = 0
    var nextPulse = 0
}

/// What viewers are told of a run: the run itself once, and then pictures. A picture holds what came
/// since the viewer's last one, so a slow viewer gets fewer pictures and no queue.
///
/// A message, little-endian:
///
///     0  UInt8   version, 1
///     1  UInt8   1 a run, 2 a picture, 3 counts (`CountsAnswer`)
///     2  UInt16  0
///     4  UInt32  bytes of JSON, a multiple of 8 (spaces at its end)
///     8  JSON, UTF-8
///        of a picture: rows (`HopRows`), in any order, all before its `rowCount`
struct ViewMessages {
    static let version: UInt8 = 1
    /// The newest rows of one picture take no more, and older ones, which fill the page's memory, no
    /// more either.
    static let newestBytesMax = 1 << 20
    static let olderBytesMax = 1 << 18
    private static let ticksOfLatency = 10

    let subject: ViewSubject
    private(set) var soFar: RunSoFar
    private(set) var history: HopHistory
    private var events = Tail<JSONValue>(most: 500)
    private var pulses = Tail<JSONValue>(most: 2_000)
    private var latency = JSONValue.null
    private var ticks = 0
    private var status = JSONValue.null

    init(_ subject: ViewSubject) {
        self.subject = subject
        soFar = RunSoFar(subject)
        history = HopHistory(subject)
    }

    mutating func take(_ hop: ViewedHop) {
        var hop = hop
        let seconds = subject.planned.seconds(ofFrame: hop.report.record.decision.endFrame)
        hop.isAnnotated = subject.seizures.contains { $0.onset <= seconds && seconds < $0.end }
        soFar.take(hop)
        for event in hop.events {
            guard let text = event.text else { continue }
            // A marker stands where the run was when it came.
            let seconds = event.kind == .marker ? event["onsetSeconds"]?.number : nil
            events.append(
                .list([
                    .number(seconds ?? event.timeSeconds), .text(event.kind.rawValue),
                    .text(text),
                ]))
        }
        for pulse in hop.report.pulses {
            pulses.append(
                .list([
                    .number(Double(pulse.startMicroseconds) / 1e6),
                    .number(Double(pulse.amplitudeMicroamperes) / 1_000),
                ]))
        }
        let record = hop.report.record
        if !record.isHeld, !record.isLast { history.append(hop) }
    }

    /// Makes the status that the pictures until the next call carry.
    ///
    /// - Parameters:
    ///   - age: time since the last hop arrived, s.
    ///   - notShown: hops that no page was shown.
    ///   - viewers: pages that look on.
    ///   - samples: what is kept of single samples.
    mutating func refresh(
        age: Double, isOver: Bool, notShown: Int, viewers: Int, samples: JSONValue = .null
    ) {
        if ticks % Self.ticksOfLatency == 0 || isOver { latency = soFar.latencyJSON }
        ticks += 1
        status = .object([
            .init("run", soFar.json), .init("latency", latency), .init("age", .number(age)),
            .init("isOver", .bool(isOver)), .init("notShown", .integer(Int64(notShown))),
            .init("viewers", .integer(Int64(viewers))),
            .init("control", subject.control?.json ?? .null), .init("samples", samples),
            .init("whatIf", subject.whatIfNow),
        ])
    }

    /// Whether there is something that the viewer has not been told, its status aside.
    func isNew(to place: ViewerPlace) -> Bool {
        !place.knowsSubject || place.nextRow < history.count || place.oldestRow > history.first
            || place.nextEvent < events.count
    }

    /// What a viewer is told next, as one message or, at first, two.
    func messages(for place: inout ViewerPlace) -> [ByteBuffer] {
        var messages: [ByteBuffer] = []
        if !place.knowsSubject {
            messages.append(Self.message(kind: 1, subject.json))
            place = ViewerPlace(
                knowsSubject: true, oldestRow: history.count, nextRow: history.count)
            let rows = min(history.count - history.first, Self.newestBytesMax / history.rowBytes)
            place.oldestRow -= rows
            place.nextRow -= rows
        }
        messages.append(picture(for: &place))
        return messages
    }

    private func picture(for place: inout ViewerPlace) -> ByteBuffer {
        let newEvents = events.elements(from: place.nextEvent)
        let newPulses = pulses.elements(from: place.nextPulse)
        var message = Self.message(
            kind: 2,
            .object([
                .init("status", status), .init("rowCount", .integer(Int64(history.count))),
                .init("firstEvent", .integer(Int64(events.count - newEvents.count))),
                .init("events", .list(Array(newEvents))),
                .init("firstPulse", .integer(Int64(pulses.count - newPulses.count))),
                .init("pulses", .list(Array(newPulses))),
            ]))
        let newest = max(
            place.nextRow, history.count - Self.newestBytesMax / history.rowBytes)
        history.write(newest..<max(newest, history.count), to: &message)
        let older = max(
            history.first, place.oldestRow - Self.olderBytesMax / history.rowBytes)
        if older < place.oldestRow {
            history.write(older..<place.oldestRow, to: &message)
            place.oldestRow = older
        }
        place.nextRow = history.count
        place.nextEvent = events.count
        place.nextPulse = pulses.count
        return message
    }

    static func message(kind: UInt8, _ json: JSONValue) -> ByteBuffer {
        let text = json.line
        let length = text.utf8.count
        let padded = (length + 7) / 8 * 8
        var buffer = ByteBuffer()
        buffer.reserveCapacity(8 + padded)
        buffer.write(version)
        buffer.write(kind)
        buffer.write(UInt16(0))
        buffer.write(UInt32(padded))
        buffer.writeString(text)
        buffer.writeRepeatingByte(UInt8(ascii: " "), count: padded - length)
        return buffer
    }
}
