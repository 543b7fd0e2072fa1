import ClosedLoop
import NIOCore
import RunFolder

/// Rows of a run that is over, each of so many frames, in the form of `HopRows` without features.
struct LeftRows {
    private let seconds: Double
    let rowSeconds: Double
    private let traces: TraceSpan
    private var states: [UInt8]
    private var seizures: [UInt8]
    private var flags: [HopRows.Flags]
    /// Laid out [row][channel].
    private var votes: [UInt8]

    /// - Parameters:
    ///   - seconds: where the first begins, s.
    ///   - rowSeconds: of each, s.
    init(seconds: Double, rowSeconds: Double, traces: TraceSpan) {
        self.seconds = seconds
        self.rowSeconds = rowSeconds
        self.traces = traces
        let count = traces.rowCount
        states = Array(repeating: LoopState.watching.rawValue, count: count)
        seizures = Array(repeating: 0, count: count)
        flags = (0..<count).map { traces.hasSamples($0) ? .measured : [] }
        votes = Array(repeating: 0, count: count * traces.channelCount)
    }

    var count: Int { states.count }

    /// The rows that share time with a stretch, s.
    private func rows(_ from: Double, _ to: Double) -> Range<Int> {
        func place(_ seconds: Double) -> Double {
            min(Double(count), max(0, (seconds - self.seconds) / rowSeconds))
        }
        guard from < seconds + Double(count) * rowSeconds, to > seconds else { return 0..<0 }
        let first = Int(place(from).rounded(.down))
        return first..<max(first, Int(place(to).rounded(.up)))
    }

    mutating func paint(_ stretch: LeftRun.Stretch) {
        for row in rows(stretch.from, stretch.to) { states[row] = stretch.state.rawValue }
    }

    mutating func paint(seizure bit: UInt8, _ from: Double, _ to: Double) {
        for row in rows(from, to) { seizures[row] |= bit }
    }

    mutating func paintFault(_ channel: Int, _ from: Double, _ to: Double) {
        for row in rows(from, to) { votes[row * traces.channelCount + channel] |= 128 }
    }

    /// Marks the row that ends at an instant, or in which it lies.
    mutating func mark(_ flag: HopRows.Flags, at instant: Double, channels: [Int] = []) {
        let place = ((instant - seconds) / rowSeconds - 1e-6).rounded(.down)
        guard place >= 0, place < Double(count) else { return }
        flags[Int(place)].insert(flag)
        for channel in channels where channel < traces.channelCount {
            votes[Int(place) * traces.channelCount + channel] |= 1
        }
    }

    func write(to buffer: inout ByteBuffer) {
        let channels = traces.channelCount
        for row in 0..<count {
            let values = row * channels..<(row + 1) * channels
            let start = buffer.writerIndex
            buffer.write((seconds + Double(row + 1) * rowSeconds).bitPattern)
            buffer.write(UInt32(row))
            buffer.write(states[row])
            buffer.write(flags[row].rawValue)
            buffer.write(seizures[row])
            buffer.write(UInt8(0))
            for _ in 0..<4 { buffer.write(Float.nan.bitPattern) }
            for place in values { buffer.write(traces.low[place]) }
            for place in values { buffer.write(traces.high[place]) }
            for place in values { buffer.write(votes[place]) }
            while (buffer.writerIndex - start) % 8 != 0 { buffer.write(UInt8(0)) }
        }
    }
}
