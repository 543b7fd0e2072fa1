import Journal
import Pipeline

/// A remark that a person or a program makes on a run while it goes on. It changes the run's record,
/// never the loop.
package struct RunMarker: Hashable, Sendable {
    /// Of its text, in UTF-8.
    package static let bytesMax = 200

    /// At most so many bytes, none of them a control character.
    package let text: String
    /// The end of the newest hop that was known when it came.
    package let frame: Int64
    /// The address that it came from.
    package let from: String

    package init(text: String, frame: Int64, from: String) {
        self.text = text
        self.frame = frame
        self.from = from
    }

    /// Why a text can be no marker's; nil where it can.
    package static func problem(with text: String) -> String? {
        guard !text.allSatisfy(\.isWhitespace) else { return "a marker has a text" }
        guard text.utf8.count <= bytesMax else {
            return "a marker has at most \(bytesMax) bytes of text"
        }
        return text.unicodeScalars.contains(where: isControl)
            ? "a marker has no control characters" : nil
    }

    /// What ends lines, moves cursors or turns the direction of what is written round.
    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: true
        default:
            switch scalar.value {
            case 0x200E, 0x200F, 0x061C, 0x202A...0x202E, 0x2066...0x2069: true
            default: false
            }
        }
    }
}

/// Markers that came since the last time, in the order in which they did.
package struct MarkersArrived: Sendable {
    package var markers: [RunMarker] = []
    /// Markers that were refused because there were too many.
    package var refused = 0

    package init() {}
}

extension RunRecorder {
    /// Notes markers at the end of the hop taken last. Those that were refused are told of once a second
    /// at most, and at the run's end.
    package mutating func note(_ arrived: MarkersArrived, at report: borrowing HopReport) {
        let frame = report.record.decision.endFrame
        let seconds = context.seconds(ofFrame: frame)
        for marker in arrived.markers {
            markerCounts.taken += 1
            note(
                .marker(
                    frame: frame, timeSeconds: seconds, text: marker.text,
                    number: markerCounts.taken, onsetFrame: marker.frame,
                    onsetSeconds: context.seconds(ofFrame: marker.frame), from: marker.from))
        }
        markerCounts.refused += arrived.refused
        let waiting = markerCounts.refused - markerRefusals.told
        guard waiting > 0, report.record.isLast || seconds >= markerRefusals.nextSeconds else {
            return
        }
        markerRefusals = (markerCounts.refused, seconds + 1)
        note(.markersRefused(frame: frame, timeSeconds: seconds, markers: waiting))
    }
}
