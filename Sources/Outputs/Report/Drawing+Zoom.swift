import Foundation

/// What a page's script needs to know of a picture to show a part of its time axis. A picture of its own
/// has none of it.
extension Drawing {
    /// The span that a rectangle stands for, and how wide it is at least.
    func timed(_ span: Span, _ plot: Plot, minimum: Double) -> String {
        guard isZoomable else { return "" }
        let from = Self.seconds(span.startSeconds, plot), to = Self.seconds(span.endSeconds, plot)
        return #" data-from="\#(from)" data-to="\#(to)" data-min="\#(coordinate(minimum))""#
    }

    /// The instant that a line or a text stands at, and how far beside it.
    func timed(_ seconds: Double, _ plot: Plot, offset: Double = 0) -> String {
        guard isZoomable else { return "" }
        return #" data-at="\#(Self.seconds(seconds, plot))" data-offset="\#(coordinate(offset))""#
    }

    /// The channel that an element goes with when it is hidden.
    func channel(_ index: Int) -> String { isZoomable ? #" data-channel="\#(index)""# : "" }

    /// What lies beyond the picture lies a little beyond it.
    private static func seconds(_ seconds: Double, _ plot: Plot) -> String {
        let inside = seconds.isNaN ? plot.startSeconds : seconds
        return Number.text(
            min(max(inside, plot.startSeconds - 1), plot.endSeconds + 1), digits: 4)
    }

}

extension EpisodePicture {
    /// Hops joined into one value so that the values of all pictures together are at most so many.
    static func hopsPerValue(_ pictures: [EpisodePicture], valueCountMax: Int) -> Int {
        func values(_ hops: Int) -> Int {
            pictures.reduce(0) { $0 + $1.tracesDrawn.count * (($1.hopCount + hops - 1) / hops) }
        }
        var hops = 1
        while values(hops) > valueCountMax, hops < 1 << 20 { hops *= 2 }
        return hops
    }

    /// The picture's frame: its columns, its time axis, the rows of its traces, what its values are.
    func zoomAttributes(_ hopsPerValue: Int) -> String {
        let plot = plot
        let rows = Double(tracesDrawn.count) * rowHeight
        let first = Number.text(plot.startSeconds, digits: 6)
        let last = Number.text(plot.endSeconds, digits: 6)
        let values = [
            hopSeconds * Double(hopsPerValue), microvoltsPerCount, Double(commonAmplitude),
        ]
        .map { $0.isFinite ? "\($0)" : "0" }.joined(separator: " ")
        return #" data-columns="\#(coordinate(Plot.left)) \#(coordinate(Plot.right))""#
            + #" data-seconds="\#(first) \#(last)" data-rows="\#(coordinate(rows))""#
            + #" data-values="\#(values)""#
    }

    /// A trace's name, its baseline in µV and its values.
    func zoomAttributes(_ trace: TracePicture, centre: Float, _ hopsPerValue: Int) -> String {
        let counts = trace.counts(hopsPerValue: hopsPerValue, microvoltsPerCount)
        return #" data-name="\#(escaped(trace.name))" data-centre="\#(centre)""#
            + #" data-counts="\#(counts)""#
    }
}

extension TracePicture {
    /// The lowest and highest count of so many hops each, in turn, as base64 of 16-bit numbers, the low
    /// byte first. Where nothing was measured the lowest is above the highest.
    func counts(hopsPerValue: Int, _ microvoltsPerCount: Double) -> String {
        var bytes = Data()
        func append(_ value: Double) {
            let count = (value / microvoltsPerCount).rounded()
            let number = Int16(min(max(count.isFinite ? count : 0, -32_767), 32_766))
            bytes.append(UInt8(truncatingIfNeeded: number))
            bytes.append(UInt8(truncatingIfNeeded: number >> 8))
        }
        for first in stride(from: 0, to: min(minimum.count, maximum.count), by: hopsPerValue) {
            let hops = first..<min(first + hopsPerValue, minimum.count, maximum.count)
            let lowest = minimum[hops].filter(\.isFinite).min()
            let highest = maximum[hops].filter(\.isFinite).max()
            guard let lowest, let highest else {
                bytes.append(contentsOf: [0xFF, 0x7F, 0x00, 0x80])
                continue
            }
            append(Double(lowest))
            append(Double(highest))
        }
        return bytes.base64EncodedString()
    }
}
