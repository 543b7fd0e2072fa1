import FoundationEssentials
import Workloads

/// A short and then a long recording in one process: the peak must not rise with the length.
struct MemoryRun {
    let folder: String

    init(in folder: String) { self.folder = folder }

    func measure() throws -> [Figure] {
        let seed = "\(folder)/seed.edf"
        try RecordingWorkload.generate(at: seed, durationSeconds: 120)
        let peakOfShort = try peak(replaying: 256 << 20, from: seed)
        let peakOfLong = try peak(replaying: 2 << 30, from: seed)
        var short = Figure("peakResidentMegabytesShort", "MB, 256 MiB of EDF")
        var long = Figure("peakResidentMegabytesLong", "MB, 2 GiB of EDF")
        var growth = Figure("peakResidentGrowthMegabytes", "MB")
        short.add(Double(peakOfShort) / 1e6)
        long.add(Double(peakOfLong) / 1e6)
        growth.add(Double(peakOfLong - peakOfShort) / 1e6)
        return [short, long, growth]
    }

    private func peak(replaying bytes: Int, from seed: String) throws -> Int {
        let path = "\(folder)/long.edf"
        try RecordingWorkload(opening: seed).writeRepeated(to: path, bytes: bytes)
        try RecordingWorkload(opening: path).replay()
        try FileManager.default.removeItem(atPath: path)
        return peakResidentBytes()
    }
}
