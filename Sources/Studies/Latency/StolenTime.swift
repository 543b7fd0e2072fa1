import Foundation
import Realtime

/// Time that a hypervisor gave to others while a processor had work to do: the eighth number of
/// `/proc/stat`'s lines (proc_stat(5)), in ticks of 10 ms.
package struct StolenTime: Sendable, Equatable {
    /// By processor number.
    package var milliseconds: [Int: Double]

    /// The times in the text of `/proc/stat`; processors without such a number are left out.
    package init(parsing text: String, ticksPerSecond: Double = 100) {
        milliseconds = [:]
        for line in text.split(separator: "\n") where line.hasPrefix("cpu") {
            let words = line.split(separator: " ")
            guard let number = Int(words[0].dropFirst(3)), words.count > 8,
                let ticks = Double(words[8])
            else { continue }
            milliseconds[number] = ticks * 1_000 / ticksPerSecond
        }
    }

    /// Since the machine started.
    package static func now() -> StolenTime {
        let text = SystemFile.text("/proc/stat") ?? ""
        let ticksPerSecond = Double(max(1, sysconf(Int32(_SC_CLK_TCK))))
        return StolenTime(parsing: text, ticksPerSecond: ticksPerSecond)
    }

    /// From `earlier` to this, of all processors or of one.
    package func since(_ earlier: StolenTime, processor: Int? = nil) -> Double {
        milliseconds.reduce(0) { sum, entry in
            guard processor == nil || entry.key == processor else { return sum }
            return sum + entry.value - (earlier.milliseconds[entry.key] ?? entry.value)
        }
    }
}
