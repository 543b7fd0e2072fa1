/// Finds which frame a stream that was started again begins with, by the device's clock.
///
/// A device's count is a whole number, and the program may be kept from asking: what an answer says
/// is up to a frame, and by that wait, too late. So the device is asked over and over, and the least
/// counts. Between two answers the program sleeps.
package struct ResumedIndex: Sendable {
    package let cause: CaptureReport.Cause
    /// How long to sleep before the next answer.
    package let pauseNanoseconds: Int64
    private var least = Double.infinity
    private var answers = 0
    private static let answersWanted = 40

    package init(_ cause: CaptureReport.Cause, rateHertz: Int) {
        self.cause = cause
        pauseNanoseconds = max(20_000, 1_000_000_000 / Int64(rateHertz) / 16)
    }

    /// Takes an answer; the index, once it is certain. A device that has not begun yet says 0.
    package mutating func take(_ position: StreamPosition, _ index: borrowing FrameIndex) -> Int64?
    {
        guard position.frames > 0 else { return nil }
        least = min(least, index.startIndex(of: position))
        answers += 1
        return answers >= Self.answersWanted ? Int64(least.rounded()) : nil
    }
}
