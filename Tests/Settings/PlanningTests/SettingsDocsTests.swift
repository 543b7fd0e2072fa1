import Foundation
import Planning
import TestSupport
import Testing

/// docs/settings.md says of every field what the program says.
@Suite("The settings' tables")
struct SettingsDocsTests {
    private struct Row {
        let path: String
        let defaultValue: String
        let range: String
    }

    /// The rows of all tables with a column of defaults; the first column's title is their group.
    private static let rows: [Row] = {
        let file = Surroundings.packageRoot.appending(path: "docs/settings.md")
        let text = try? String(contentsOf: file, encoding: .utf8)
        var group: String?
        var rows: [Row] = []
        for line in (text ?? "").split(separator: "\n", omittingEmptySubsequences: false) {
            let cells = line.split(separator: "|").map { cell in
                cell.replacing("`", with: "").trimmingCharacters(in: .whitespaces)
            }
            if !line.hasPrefix("|") {
                group = nil
            } else if cells.count > 2, cells[1] == "default" {
                group = cells[0] == "settings" ? "" : cells[0] + "."
            } else if let group, cells.count > 2, !cells[0].hasPrefix("---") {
                rows.append(
                    Row(
                        path: group + cells[0], defaultValue: plain(cells[1]),
                        range: plain(cells[2])))
            }
        }
        return rows
    }()

    /// Numbers as the program writes them.
    private static func plain(_ cell: String) -> String {
        cell.replacing(/([0-9]),([0-9]{3})/) { "\($0.1)\($0.2)" }
            .replacing(/10\^([0-9])/) { "1" + String(repeating: "0", count: Int($0.1) ?? 0) }
    }

    /// Each field once, whatever item of a list it stands in.
    private static let fields: [(path: String, form: String, values: [String])] = {
        var fields: [(path: String, form: String, values: [String])] = []
        for field in Settings.standard.fields {
            let path = field.path.replacing(/\[[0-9]+\]/, with: "[]")
            if let known = fields.firstIndex(where: { $0.path == path }) {
                if !fields[known].values.contains(field.value) {
                    fields[known].values.append(field.value)
                }
            } else {
                fields.append((path, field.form, [field.value]))
            }
        }
        return fields
    }()

    @Test("every field has its row, and there is no other")
    func names() {
        #expect(Self.fields.count > 60)
        #expect(Self.rows.map(\.path).sorted() == Self.fields.map(\.path).sorted())
    }

    @Test("a row has the field's default and range", arguments: rows.indices)
    func row(index: Int) throws {
        let row = Self.rows[index]
        let field = try #require(Self.fields.first { $0.path == row.path })
        #expect(row.defaultValue == field.values.joined(separator: ", "))
        // What a word may be is told in words.
        if field.form != "words" && field.form != "a word" {
            #expect(
                "\(row.range) ".hasPrefix(field.form + " ") || row.range.hasPrefix(field.form + ",")
            )
        }
    }
}
