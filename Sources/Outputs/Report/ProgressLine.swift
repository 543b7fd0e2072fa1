/// Progress of a run as one line of text. Drawing is a pure function of what is passed in; the
/// caller owns the clock and the terminal.
package struct ProgressLine: Sendable {
    package var label: String
    package var style: TerminalStyle
    /// Tenths that plain output has reported.
    private var tenthsReported = 0

    package init(label: String, style: TerminalStyle = TerminalStyle()) {
        self.label = label
        self.style = style
    }

    /// The line for a terminal, to be drawn over the one before (without any line break or return).
    /// - Parameters:
    ///   - fraction: done, 0 to 1; `nil` where the end is not known.
    ///   - elapsedSeconds: of wall-clock time.
    ///   - signalSeconds: of recording that have been processed; `nil` where it is something else.
    package func text(
        fraction: Double?, elapsedSeconds: Double, signalSeconds: Double?, note: String = ""
    ) -> String {
        var parts = [label]
        if let fraction = share(fraction) {
            let percent = Int((fraction * 100).rounded(.down))
            parts.append(bar(fraction, width: style.width >= 70 ? 24 : 10))
            parts.append("\(percent)%".leftPadded(to: 4))
            parts.append(Number.clock(elapsedSeconds))
            if fraction > 0, fraction < 1 {
                parts.append("left " + Number.clock(elapsedSeconds * (1 - fraction) / fraction))
            }
        } else {
            parts.append(Number.clock(signalSeconds ?? 0) + " of signal")
        }
        if let signalSeconds {
            parts.append(speedText(elapsedSeconds: elapsedSeconds, signalSeconds: signalSeconds))
        }
        if !note.isEmpty { parts.append(note) }
        let line = oneLine(parts.joined(separator: "  "), isASCII: style.isASCII)
        return fitted(line, to: style.width - 1, isASCII: style.isASCII)
    }

    /// A whole line for output that is no terminal: one for every tenth done, else `nil`.
    package mutating func plainText(
        fraction: Double?, elapsedSeconds: Double, signalSeconds: Double?
    ) -> String? {
        guard let fraction = share(fraction) else { return nil }
        let tenths = Int(fraction * 10)
        guard tenths > tenthsReported else { return nil }
        tenthsReported = tenths
        let speed = signalSeconds.map {
            ", " + speedText(elapsedSeconds: elapsedSeconds, signalSeconds: $0)
        }
        return oneLine(
            "\(label): \(tenths * 10)% after \(Number.clock(elapsedSeconds))\(speed ?? "")",
            isASCII: style.isASCII)
    }

    private func share(_ fraction: Double?) -> Double? {
        guard let fraction, fraction.isFinite else { return nil }
        return min(max(0, fraction), 1)
    }

    private func speedText(elapsedSeconds: Double, signalSeconds: Double) -> String {
        let speed = signalSeconds / elapsedSeconds
        let text = speed.isFinite ? Number.text(speed, digits: speed < 10 ? 2 : 0) : "-"
        return "\(text)\(style.isASCII ? "x" : "×") real time"
    }

    private func bar(_ fraction: Double, width: Int) -> String {
        guard !style.isASCII else {
            let full = Int(fraction * Double(width))
            return "[" + String(repeating: "#", count: full)
                + String(repeating: ".", count: width - full) + "]"
        }
        let eighths = Int(fraction * Double(width) * 8)
        let partial = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"][eighths % 8]
        let used = eighths / 8 + (partial.isEmpty ? 0 : 1)
        return "▕" + String(repeating: "█", count: eighths / 8) + partial
            + String(repeating: " ", count: width - used) + "▏"
    }
}

extension String {
    func leftPadded(to width: Int) -> String {
        String(repeating: " ", count: max(0, width - count)) + self
    }
}
