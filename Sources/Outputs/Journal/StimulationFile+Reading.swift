extension StimulationFile {
    /// The bursts of a `stimulation.tsv`, in its order; what a burst has that the file does not tell is
    /// as in a new one.
    package static func bursts(path: String) throws(JournalError) -> [Burst] {
        let text = String(decoding: try WholeFile.read(path), as: UTF8.self)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: true)
        func cells(_ line: Substring) -> [Substring] {
            line.split(separator: "\t", omittingEmptySubsequences: false)
        }
        guard let head = lines.first, cells(head).elementsEqual(columns, by: ==) else {
            throw .notReadable(path: path, reason: "it is no list of bursts")
        }
        var bursts: [Burst] = []
        for (index, line) in lines.enumerated().dropFirst() {
            let cells = cells(line)
            guard cells.count == columns.count, let isBurst = isBurst(cells[2]),
                let onset = Double(cells[0]), onset.isFinite
            else { throw .notReadable(path: path, reason: "line \(index + 1) is no burst") }
            guard isBurst else { continue }
            guard let burst = burst(cells, onset) else {
                throw .notReadable(path: path, reason: "line \(index + 1) is no burst")
            }
            bursts.append(burst)
        }
        return bursts
    }

    private static func isBurst(_ type: Substring) -> Bool? {
        switch type {
        case "burst", "cut": true
        case "refusal": false
        default: nil
        }
    }

    private static func burst(_ cells: [Substring], _ onset: Double) -> Burst? {
        guard let duration = Double(cells[1]), duration.isFinite, duration >= 0,
            let therapy = Int(cells[3]), let number = Int(cells[4]), let pulses = Int(cells[5]),
            pulses > 0, let amplitude = Double(cells[6]), amplitude.isFinite
        else { return nil }
        var burst = Burst()
        burst.onsetSeconds = onset
        burst.durationSeconds = duration
        burst.therapy = therapy
        burst.number = number
        burst.pulses = pulses
        burst.amplitudeMicroamperes = amplitude
        burst.pulseWidthMicroseconds = Double(cells[7]) ?? 0
        burst.frequencyHertz = Double(cells[8]).flatMap { $0.isFinite && $0 > 0 ? $0 : nil }
        burst.chargePerPhaseMicrocoulombs = Double(cells[9]) ?? 0
        burst.chargeDensityMicrocoulombsPerSquareCentimetre = Double(cells[10]) ?? 0
        burst.contacts = String(cells[12])
        burst.cutBecause = cells[2] == "cut" ? String(cells[13]) : nil
        return burst
    }
}
