import Acquisition
import Foundation

extension StreamGrant {
    /// What was granted, for a person.
    var text: String {
        let milliseconds = { (frames: Int) in
            let value = Double(frames) / Double(rateHertz) * 1_000
            return String(format: value < 100 ? "%.3g ms" : "%.0f ms", value)
        }
        let layout = (isMapped ? " memory-mapped" : "") + (isPlanar ? " non-interleaved" : "")
        return "granted: \(format.rawValue)\(layout), \(channels) channels, \(rateHertz) Hz, "
            + "period \(periodFrames) frames (\(milliseconds(periodFrames))), "
            + "buffer \(bufferFrames) frames (\(milliseconds(bufferFrames)))"
    }
}
