/// BIDS `_channels.tsv`: what kind each channel is and whether it is any good.
enum ChannelsTable {
    /// Copies `type` and `status` to the channels of the same name, and `units` to those whose
    /// header has none; compares `sampling_frequency`. A table that cannot be read, or does not fit,
    /// gives a warning; the recording itself stays usable.
    static func apply(
        _ path: String?, to opened: inout OpenedRecording, _ encoding: TextEncoding? = nil
    ) {
        guard let path else { return }
        do throws(RecordingError) {
            let table = try TextTable(
                RecordingFile(opening: path),
                columns: ["name", "type", "status", "units", "sampling_frequency"],
                encoding: encoding)
            guard table.has(0) else {
                throw RecordingError(
                    path, at: .line(1), field: "name",
                    .missingField(expected: "a column of channel names"))
            }
            table.summarise(into: &opened.warnings)
            merge(table, into: &opened)
        } catch {
            opened.warnings.add("\(error); the file was left out")
        }
    }

    private static func merge(_ table: TextTable, into opened: inout OpenedRecording) {
        let match = ChannelMatch(
            rows: table.rows.map { $0.cells[0] ?? "" }, labels: opened.channels.map(\.name))
        var rates = StatedRateCheck()
        for (row, found) in zip(table.rows, match.channels) {
            for index in found {
                if let type = row.cells[1], !TextTable.isMissing(type) {
                    opened.channels[index].type = type.uppercased()
                }
                if let units = row.cells[3], !TextTable.isMissing(units) {
                    setUnit(of: index, to: units, table.path, &opened)
                }
                if let status = row.cells[2] {
                    opened.channels[index].status = .init(rawValue: status.lowercased()) ?? .unknown
                }
                if let rate = row.cells[4], !TextTable.isMissing(rate) {
                    rates.compare(rate, opened.channels[index])
                }
            }
        }
        match.summarise(into: &opened.warnings, file: table.path)
        rates.summarise(into: &opened.warnings, file: table.path)
    }

    /// The header's unit holds; the table's stands in where there is none.
    private static func setUnit(
        of index: Int, to units: String, _ path: String, _ opened: inout OpenedRecording
    ) {
        guard let scale = VoltageUnit.microvoltsPerUnit(units) else { return }
        let channel = opened.channels[index]
        guard channel.unit.allSatisfy(\.isWhitespace) else {
            if let own = channel.microvoltsPerUnit, own != scale, index == 0 {
                opened.warnings.add(
                    "\(path): units '\(ForeignText.quoted(units))' where the header says "
                        + "'\(ForeignText.quoted(channel.unit))'; the header's holds")
            }
            return
        }
        opened.channels[index].unit = units
        opened.channels[index].microvoltsPerUnit = scale
        let own = opened.samples.scale(ofChannel: index)
        opened.samples.setScale(
            ofChannel: index,
            to: SampleScale(gain: own.gain * scale, offset: own.offset * scale))
    }
}

/// Which channels each row of a channels file is about.
struct ChannelMatch {
    /// For each row, indices of channels.
    private(set) var channels: [[Int]] = []
    private var strangers: [String] = []
    private var shared: [String] = []

    /// A row names a channel as it is told apart ("LA1-0"), or by its label, or by what is left of
    /// both without kind, reference and case. Rows of one name are about the channels of that label
    /// in the same order.
    init(rows: [String], labels: [String]) {
        let unique = ChannelNames.unique(labels)
        var ways: [[String: [Int]]] = [[:], [:], [:]]
        for index in labels.indices {
            ways[0][unique[index], default: []].append(index)
            ways[1][labels[index], default: []].append(index)
            ways[2][ChannelNames.bare(labels[index]), default: []].append(index)
        }
        var counts: [String: Int] = [:]
        for row in rows { counts[row, default: 0] += 1 }
        var seen: [String: Int] = [:]
        for row in rows {
            let found = ways[0][row] ?? ways[1][row] ?? ways[2][ChannelNames.bare(row)] ?? []
            let place = seen[row, default: 0]
            seen[row] = place + 1
            if found.isEmpty {
                strangers.append(row)
                channels.append([])
            } else if counts[row] == 1 || found.count == 1 {
                if found.count > 1 { shared.append(row) }
                channels.append(found)
            } else if place < found.count {
                channels.append([found[place]])
            } else {
                strangers.append(row)
                channels.append([])
            }
        }
    }

    func summarise(into warnings: inout WarningList, file: String) {
        if let first = strangers.first {
            warnings.add(
                "\(file): \(strangers.count) row(s) name a channel that the recording does "
                    + "not have, the first '\(ForeignText.quoted(first))'")
        }
        if let first = shared.first {
            warnings.add(
                "\(file): \(shared.count) row(s) fit several channels and count for each, the first "
                    + "'\(ForeignText.quoted(first))'")
        }
    }
}
