import Journal
import Report

/// What happens in a run as lines for an output that is no terminal. What may happen at every hop is
/// told at once when it happens first, and then summed up: one line a second with its number.
package struct EventLines: Sendable {
    package typealias Line = (seconds: Double, text: String)

    /// What has been told of a kind, and what waits to be.
    private struct Repeated {
        var toldSeconds: Double
        var waiting: [JournalEvent] = []
    }

    private static let repeating: [JournalEvent.Kind] = [
        .missedDeadline, .gap, .overrun, .therapyRefused, .stateChanged, .trigger,
    ]
    private var repeated: [Repeated?]

    package init() { repeated = Self.repeating.map { _ in nil } }

    /// The lines due at a time, in seconds of any clock.
    package mutating func take(_ events: [JournalEvent], atSeconds now: Double) -> [Line] {
        var lines = told(before: now - 1)
        for event in events {
            guard let text = event.text else { continue }
            guard let kind = Self.repeating.firstIndex(of: event.kind), repeated[kind] != nil else {
                lines.append((event.timeSeconds, text))
                if let kind = Self.repeating.firstIndex(of: event.kind) {
                    repeated[kind] = Repeated(toldSeconds: now)
                }
                continue
            }
            repeated[kind]?.waiting.append(event)
        }
        return lines
    }

    /// What is left at the end of a run.
    package mutating func finish() -> [Line] { told(before: .infinity) }

    private mutating func told(before seconds: Double) -> [Line] {
        var lines: [Line] = []
        for kind in repeated.indices {
            guard let kept = repeated[kind], kept.toldSeconds <= seconds else { continue }
            if let first = kept.waiting.first {
                lines.append((first.timeSeconds, Self.sum(kept.waiting)))
                repeated[kind] = Repeated(toldSeconds: seconds + 1)
            } else {
                repeated[kind] = nil
            }
        }
        return lines
    }

    /// Several events of a kind in one line.
    private static func sum(_ events: [JournalEvent]) -> String {
        guard events.count > 1, let last = events.last else { return events[0].text ?? "" }
        let frames = { (name: String) in events.reduce(0) { $0 + ($1[name]?.integer ?? 0) } }
        switch last.kind {
        case .missedDeadline:
            let worst = events.compactMap { $0["lateMicroseconds"]?.number }.max() ?? 0
            return "\(events.count) more decisions missed their deadlines, at worst "
                + "\(decimal((worst / 100).rounded() / 10)) ms after their last samples"
        case .gap:
            return
                "\(events.count) more gaps: \(counted(Int(frames("missingFrames")), "frame is", "frames are")) missing"
        case .overrun:
            return
                "ring full \(events.count) more times: \(counted(Int(frames("droppedFrames")), "frame")) dropped"
        default: return "\(events.count) more, the last: \(last.text ?? "")"
        }
    }
}
