import Realtime
import Report
import Runs

/// Progress on standard error: a line that is drawn over and over on a terminal, a line each tenth
/// elsewhere, and nothing in the first second.
struct Progress {
    private var line: ProgressLine
    private let total: Double
    private let isSignal: Bool
    private let start = MonotonicClock.now
    private var lastShown: Int64
    private var isShown = false

    /// Progress towards `total` seconds of signal, or pieces of something else.
    init(label: String, total: Double, isSignal: Bool = true) {
        line = ProgressLine(label: label, style: Terminal.style)
        self.total = total
        self.isSignal = isSignal
        lastShown = start + 900_000_000
    }

    mutating func show(_ done: Double, note: String) {
        let now = MonotonicClock.now
        guard now - lastShown > 100_000_000 else { return }
        lastShown = now
        let elapsed = Double(now - start) / 1e9
        if Terminal.showsProgress {
            let text = line.text(
                fraction: done / total, elapsedSeconds: elapsed,
                signalSeconds: isSignal ? done : nil, note: note)
            Terminal.printError("\r\u{1b}[K" + text)
            isShown = true
        } else if let text = line.plainText(
            fraction: done / total, elapsedSeconds: elapsed, signalSeconds: isSignal ? done : nil)
        {
            Terminal.printError(text + "\n")
        }
    }

    func clear() {
        if isShown { Terminal.printError("\r\u{1b}[K") }
    }
}

extension Terminal {
    /// Shows what is told while something runs.
    static func teller() -> (RunNews) -> Void {
        var progress: Progress?
        return { news in
            switch news {
            case .step(let text): printError("\(oneLine(text))\n")
            case .note(let text): printError("note: \(oneLine(text))\n")
            case .warning(let text): printError("warning: \(oneLine(text))\n")
            case .notScored(let text): printError("not scored: \(oneLine(text))\n")
            case .begins(let label, let total, let isSignal):
                progress = Progress(label: label, total: total, isSignal: isSignal)
            case .reached(let done, let note): progress?.show(done, note: note)
            case .ends:
                progress?.clear()
                progress = nil
            }
        }
    }
}
