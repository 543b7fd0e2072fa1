import Foundation
import Pipeline
import Realtime
import Report
import RunFolder
import Runs
import VirtualPatient

/// What a person sees of a run while it goes on: its progress where it runs as fast as it can; else
/// the live screen, or a line for each event where there is no terminal to draw on.
struct RunDisplay {
    private enum Manner {
        case progress(Progress)
        case screen(LiveMonitor)
        case lines(LiveMonitor)
    }

    private static let screenNanoseconds: Int64 = 100_000_000
    private static let statusSeconds = 5.0

    private var manner: Manner
    private var lines = EventLines()
    private let context: RunContext
    private let place: String?
    private var lastDrawn: Int64 = 0
    private var nextStatusSeconds: Double
    private var wasInSeizure = (treated: false, twin: false)

    /// - Parameter place: where browsers find the run, if they may look on.
    init(_ context: RunContext, label: String, place: String?) {
        self.context = context
        self.place = place
        nextStatusSeconds = context.fromSeconds + Self.statusSeconds
        guard context.pace != .unpaced else {
            manner = .progress(
                Progress(
                    label: label,
                    total: context.toSeconds - context.fromSeconds + context.warmUpSeconds))
            return
        }
        let traceCountMax = LiveScreen.traceCountMax(height: Terminal.errorSize.height)
        let monitor = LiveMonitor(context, traceCountMax: traceCountMax)
        guard Terminal.canDraw else {
            manner = .lines(monitor)
            return
        }
        manner = .screen(monitor)
        // The alternate screen, without cursor: what stood on the terminal comes back at the end.
        Terminal.printError("\u{1b}[?1049h\u{1b}[?25l\u{1b}[2J")
    }

    mutating func show(
        _ report: borrowing HopReport, _ recorder: borrowing RunRecorder,
        treated: VirtualPatient?, twin: VirtualPatient?
    ) {
        let seconds = Double(report.record.decision.tick) / 1e6
        switch manner {
        case .progress(var progress):
            progress.show(
                seconds - context.fromSeconds + context.warmUpSeconds,
                note: "\(recorder.episodeCount) episodes, \(recorder.burstCount) bursts")
            manner = .progress(progress)
        case .screen(var monitor):
            take(report, recorder, treated, twin, into: &monitor)
            draw(monitor)
            manner = .screen(monitor)
        case .lines(var monitor):
            take(report, recorder, treated, twin, into: &monitor)
            tell(monitor, recorder, seconds: seconds, treated, twin)
            manner = .lines(monitor)
        }
    }

    /// Gives the terminal back; call it when the run is over.
    mutating func close() {
        switch manner {
        case .progress(let progress): progress.clear()
        case .screen: Terminal.printError("\u{1b}[?25h\u{1b}[?1049l")
        case .lines: for line in lines.finish() { tell(line.seconds, line.text) }
        }
    }

    private func take(
        _ report: borrowing HopReport, _ recorder: borrowing RunRecorder,
        _ treated: VirtualPatient?, _ twin: VirtualPatient?, into monitor: inout LiveMonitor
    ) {
        monitor.take(
            report, events: recorder.latestEvents,
            treated: treated.map(LiveMonitor.PatientState.init),
            twin: twin.map(LiveMonitor.PatientState.init))
    }

    private mutating func draw(_ monitor: LiveMonitor) {
        let now = MonotonicClock.now
        guard now - lastDrawn >= Self.screenNanoseconds else { return }
        lastDrawn = now
        let size = Terminal.errorSize
        var screen = monitor.screen
        if let place { screen.notes.append(.init(label: "view", text: place)) }
        let style = TerminalStyle(width: size.width, isColoured: Terminal.style.isColoured)
        let isSmall = size.width < LiveScreen.widthMin || size.height < LiveScreen.heightMin
        let lines =
            isSmall
            ? [screen.line(width: size.width)]
            : screen.lines(style, height: size.height)
        // Each line wipes what it leaves free, and the last what is below.
        Terminal.printLive(
            "\u{1b}[H" + lines.joined(separator: "\u{1b}[K\r\n") + "\u{1b}[K\u{1b}[J")
    }

    private mutating func tell(
        _ monitor: LiveMonitor, _ recorder: borrowing RunRecorder, seconds: Double,
        _ treated: VirtualPatient?, _ twin: VirtualPatient?
    ) {
        let isInSeizure = (
            treated: treated?.isInSeizure ?? false, twin: twin?.isInSeizure ?? false
        )
        if isInSeizure.treated != wasInSeizure.treated {
            tell(seconds, isInSeizure.treated ? "patient: seizure begins" : "patient: seizure over")
        }
        if isInSeizure.twin != wasInSeizure.twin {
            tell(seconds, isInSeizure.twin ? "twin: seizure begins" : "twin: seizure over")
        }
        wasInSeizure = isInSeizure
        let now = Double(MonotonicClock.now) / 1e9
        for line in lines.take(recorder.latestEvents, atSeconds: now) {
            tell(line.seconds, line.text)
        }
        if seconds >= nextStatusSeconds {
            nextStatusSeconds += Self.statusSeconds
            Terminal.printLive(Terminal.oneLine(monitor.statusLine) + "\n")
        }
    }

    private func tell(_ seconds: Double, _ text: String) {
        Terminal.printLive(Terminal.oneLine(String(format: "%.2f s  ", seconds) + text) + "\n")
    }
}

extension RunView {
    /// On the person's terminal.
    static func terminal(label: String, place: String? = nil) -> RunView {
        var display: RunDisplay?
        return RunView(
            tell: Terminal.teller(),
            open: { display = RunDisplay($0, label: label, place: place) },
            show: { report, recorder, treated, twin in
                display?.show(report, recorder, treated: treated, twin: twin)
            },
            close: { display?.close() })
    }
}

extension LiveMonitor.PatientState {
    init(_ patient: VirtualPatient) {
        self.init(
            ictalNodes: patient.ictalNodes.count, secondsInSeizure: patient.secondsInSeizure)
    }
}
