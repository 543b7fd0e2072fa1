import Foundation
import Journal
import Planning

/// What a task came to, as its file has it: a line with its check.
package struct TaskResult: Equatable, Sendable {
    package var key: String
    package var tally: Tally
    /// Of every decision, feature and pulse; nil of a recording.
    package var decisionHash: String?

    package init(key: String, tally: Tally, decisionHash: String? = nil) {
        self.key = key
        self.tally = tally
        self.decisionHash = decisionHash
    }

    static let bytesMax = 1 << 24

    /// The file's text.
    package var text: String {
        var members = [JSONValue.Member("task", .text(key))]
        if let decisionHash { members.append(.init("decisionHash", .text(decisionHash))) }
        members += Tally.columns.map { .init($0.name, .integer(tally[keyPath: $0.path])) }
        members.append(
            .init("delaysMilliseconds", .list(tally.delaysMilliseconds.map(JSONValue.integer))))
        return LineCheck.closing(JSONValue.object(members).line) + "\n"
    }

    /// Whether bytes are the whole result of a task, as it was written.
    static func isWhole(_ bytes: Data, key: String) -> Bool {
        bytes.last == UInt8(ascii: "\n") && bytes.starts(with: Data("{\"task\": \"\(key)\"".utf8))
            && LineCheck.isRight(Data(bytes.dropLast())) == true
    }

    /// Nil where they are not the result of that task.
    package init?(_ bytes: Data, key: String) {
        guard Self.isWhole(bytes, key: key),
            let value = try? JSONDecoder().decode(JSONValue.self, from: bytes),
            let delays = value["delaysMilliseconds"]?.list
        else { return nil }
        var tally = Tally()
        for column in Tally.columns {
            guard let number = value[column.name]?.integer else { return nil }
            tally[keyPath: column.path] = number
        }
        tally.delaysMilliseconds = delays.compactMap(\.integer)
        self.init(key: key, tally: tally, decisionHash: value["decisionHash"]?.text)
    }
}
