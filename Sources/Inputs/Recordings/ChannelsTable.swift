/// BIDS `_channels.tsv`: what kind each channel is and whether it is any good.
enum ChannelsTable {
    /// Copies `type` and `status` to the channels of the same name, and `units` to those whose
    /// header has none. A table that cannot be read, or does not fit, gives a warning; the recording
    /// itself stays usable.
    static func apply(_ path: String?, to opened: inout OpenedRecording) {
        guard let path else { return }
        do throws(RecordingError) {
            let table = try TextTable(
                RecordingFile(opening: path), columns: ["name", "type", "status", "units"])
            guard table.has(0) else {
                throw RecordingError(
                    path, at: .line(1), field: "name",
                    .missingField(expected: "a column of channel names"))
            }
            if table.skippedRows > 0 {
                opened.warnings.add(
                    "\(path): \(table.skippedRows) row(s) of another width were left out")
            }
            merge(table, into: &opened)
        } catch {
            opened.warnings.add("\(error); the file was left out")
        }
    }

    private static func merge(_ table: TextTable, into opened: inout OpenedRecording) {
        var indices: [String: [Int]] = [:]
        for channel in opened.channels {
            indices[channel.name, default: []].append(channel.index)
            let bare = withoutLabelPrefix(channel.name)
            if bare != channel.name { indices[bare, default: []].append(channel.index) }
        }
        var strangerCount = 0
        var firstStranger = ""
        for row in table.rows {
            let name = row.cells[0] ?? ""
            guard let found = indices[name] else {
                if strangerCount == 0 { firstStranger = name }
                strangerCount += 1
                continue
            }
            for index in found {
                if let type = row.cells[1], !isMissing(type) {
                    opened.channels[index].type = type.uppercased()
                }
                if let units = row.cells[3], !isMissing(units) {
                    setUnit(of: index, to: units, table.path, &opened)
                }
                if let status = row.cells[2] {
                    opened.channels[index].status = .init(rawValue: status.lowercased()) ?? .unknown
                }
            }
        }
        if strangerCount > 0 {
            opened.warnings.add(
                "\(table.path): \(strangerCount) row(s) name a channel that the recording does "
                    + "not have, the first '\(ForeignText.quoted(firstStranger))'")
        }
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
        opened.layout.channels[index].gain *= scale
        opened.layout.channels[index].offset *= scale
    }

    /// EDF labels put the kind of signal first ("EEG Fp1", "POL G1"); BIDS names do not.
    private static func withoutLabelPrefix(_ name: String) -> String {
        for prefix in ["EEG ", "POL ", "SEEG ", "ECOG "] where name.hasPrefix(prefix) {
            return String(name.dropFirst(prefix.count))
        }
        return name
    }

    private static func isMissing(_ cell: String) -> Bool {
        cell.isEmpty || cell.lowercased() == "n/a"
    }
}
