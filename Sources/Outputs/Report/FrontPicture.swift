import Foundation

/// Seizure time left against charge a day: therapies as points with their intervals, on patients that the
/// search never saw, and grey on those it chose on.
package struct FrontPicture: Sendable {
    package struct Point: Sendable {
        package var label: String
        /// Of the untreated twins' seizure time.
        package var share: TradeOffPicture.Figure
        package var microcoulombsPerDay: TradeOffPicture.Figure
        /// On the patients that it was chosen on.
        package var seenShare: Double
        package var seenMicrocoulombsPerDay: Double
        /// The settings that the search began from.
        package var isGiven: Bool
        /// It harms somebody.
        package var isMarked: Bool
        /// The text under the pointer.
        package var hint: String

        package init(
            label: String, share: TradeOffPicture.Figure,
            microcoulombsPerDay: TradeOffPicture.Figure, seenShare: Double,
            seenMicrocoulombsPerDay: Double, isGiven: Bool, isMarked: Bool, hint: String
        ) {
            self.label = label
            self.share = share
            self.microcoulombsPerDay = microcoulombsPerDay
            self.seenShare = seenShare
            self.seenMicrocoulombsPerDay = seenMicrocoulombsPerDay
            self.isGiven = isGiven
            self.isMarked = isMarked
            self.hint = hint
        }
    }

    package var title: String
    /// In the order of their charge.
    package var points: [Point]

    package init(title: String, points: [Point]) {
        self.title = title
        self.points = points
    }

    private static let (top, bottom) = (38.0, 318.0)
    private static let height = 380.0

    /// The picture as a file of its own.
    package func svg() -> String { drawing.standalone(height: Self.height, title: title) }

    /// The picture inside a page that has the style sheet.
    func inlineSVG() -> String { drawing.inline(height: Self.height, title: title) }

    private var drawing: Drawing {
        var drawing = Drawing()
        drawing.text(title, x: Plot.left, y: 22, "h")
        drawing.rectangle(
            x: Plot.left, y: Self.top, width: Plot.right - Plot.left,
            height: Self.bottom - Self.top, "plot")
        let shares: [Double] = points.flatMap { $0.share.all + [$0.seenShare] }
        let most = max(1, min(3, shares.filter(\.isFinite).max() ?? 1))
        let step = Plot.niceStep(most / 5)
        let y = { (share: Double) in
            Self.bottom - min(max(share / (5 * step), 0), 1) * (Self.bottom - Self.top)
        }
        let charges: [Double] = points.flatMap {
            $0.microcoulombsPerDay.all + [$0.seenMicrocoulombsPerDay]
        }
        let scale = ChargeScale(charges.filter(\.isFinite))
        for tick in scale.ticks {
            drawing.line(
                x1: scale.x(tick), y1: Self.top, x2: scale.x(tick), y2: Self.bottom, "grid")
            drawing.text(
                Number.brief(tick), x: scale.x(tick), y: Self.bottom + 15, "n", anchor: .middle)
        }
        for count in 0...5 {
            let share = Double(count) * step
            drawing.line(x1: Plot.left, y1: y(share), x2: Plot.right, y2: y(share), "grid")
            drawing.text(
                Number.brief(share), x: Plot.left - 10, y: y(share) + 4, "n", anchor: .end)
        }
        drawing.line(x1: Plot.left, y1: y(1), x2: Plot.right, y2: y(1), "sham")
        for point in points { drawing.draw(point, x: scale.x, y: y) }
        drawing.text(
            "share of the untreated seizure time left against charge a day, µC", x: Plot.right,
            y: Self.bottom + 30, anchor: .end)
        drawing.legend(
            [
                ("verdict", "c0 key"), ("as given", "c1 key"), ("marked", "c3 key"),
                ("on the search's patients; no therapy", "sham"),
            ],
            y: Self.bottom + 50)
        return drawing
    }
}

extension Drawing {
    fileprivate mutating func draw(
        _ point: FrontPicture.Point, x: (Double) -> Double, y: (Double) -> Double
    ) {
        let colour = point.isMarked ? "c3" : point.isGiven ? "c1" : "c0"
        let (charge, share) = (point.microcoulombsPerDay, point.share)
        let (centre, middle) = (x(charge.value), y(share.value))
        rectangle(
            x: x(point.seenMicrocoulombsPerDay) - 3, y: y(point.seenShare) - 3, width: 6, height: 6,
            "fbad", hint: "\(point.label), on the search's patients")
        path(
            "M\(coordinate(x(charge.low ?? charge.value))) \(coordinate(middle))"
                + "H\(coordinate(x(charge.high ?? charge.value)))"
                + "M\(coordinate(centre)) \(coordinate(y(share.low ?? share.value)))"
                + "V\(coordinate(y(share.high ?? share.value)))", "\(colour) bar")
        rectangle(
            x: centre - 4, y: middle - 4, width: 8, height: 8, colour,
            hint: "\(point.label): \(point.hint)")
        text(point.label, x: centre + 8, y: middle - 6, "name")
    }
}

/// Charges from some to very many: even below 100, logarithmic above.
private struct ChargeScale {
    private let most: Double

    init(_ charges: [Double]) { most = max(1_000, charges.max() ?? 0) }

    func x(_ charge: Double) -> Double {
        let share = log(1 + max(0, charge) / 100) / log(1 + 1.2 * most / 100)
        return Plot.left + 8 + min(share, 1) * (Plot.right - Plot.left - 16)
    }

    var ticks: [Double] {
        [0, 100, 300, 1_000, 3_000, 10_000, 30_000, 100_000, 300_000].filter { $0 <= 1.2 * most }
    }
}
