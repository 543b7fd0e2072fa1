import Foundation
import Journal

/// Recordings of an evaluation that could not be read or run: the others are scored without them.
struct RefusedRecordings {
    private(set) var reasons: [(name: String, error: any Error)] = []

    /// Nil, and remembered, where `body` throws.
    mutating func keep<Value>(_ path: String, _ body: () throws -> Value) -> Value? {
        do { return try body() } catch {
            reasons.append((URL(fileURLWithPath: path).lastPathComponent, error))
            return nil
        }
    }

    /// Where nothing is left to be scored, the first reason ends the command and the others are said.
    func needSome<Value>(_ recordings: [Value]) throws {
        guard recordings.isEmpty, let first = reasons.first else { return }
        for reason in reasons.dropFirst() { Terminal.printError(Self.line(reason)) }
        throw first.error
    }

    var text: String { reasons.map(Self.line).joined() }

    var value: JSONValue {
        .list(
            reasons.map {
                .object([.init("name", .text($0.name)), .init("reason", .text("\($0.error)"))])
            })
    }

    private static func line(_ reason: (name: String, error: any Error)) -> String {
        let said = "\(reason.error)"
        let whole = said.contains(reason.name) ? said : "\(reason.name): \(said)"
        return "not scored: \(Terminal.oneLine(whole))\n"
    }
}
