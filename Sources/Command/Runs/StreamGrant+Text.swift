import Acquisition
import Foundation
import Report

extension StreamGrant {
    /// What was granted, for a person.
    var text: String {
        let milliseconds = { (frames: Int) in
            let value = Double(frames) / Double(rateHertz) * 1_000
            return String(format: value < 100 ? "%.3g ms" : "%.0f ms", value)
        }
        let layout = (isMapped ? " memory-mapped" : "") + (isPlanar ? " non-interleaved" : "")
        return
            "granted: \(format.rawValue)\(layout), \(counted(channels, "channel")), \(rateHertz) Hz, "
            + "period \(counted(periodFrames, "frame")) (\(milliseconds(periodFrames))), "
            + "buffer \(counted(bufferFrames, "frame")) (\(milliseconds(bufferFrames)))"
    }
}
