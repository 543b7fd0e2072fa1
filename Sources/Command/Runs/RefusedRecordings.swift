import Foundation
import Journal

/// Recordings of an evaluation that could not be read or run: the others are scored without them.
package struct RefusedRecordings {
    private(set) var reasons: [(name: String, error: any Error)] = []

    /// Nil, and remembered, where `body` throws.
    mutating func keep<Value>(_ path: String, _ body: () throws -> Value) -> Value? {
        do { return try body() } catch {
            reasons.append((URL(fileURLWithPath: path).lastPathComponent, error))
            return nil
        }
    }

    /// Where nothing is left to be scored, the first reason ends the run and the others are told.
    func needSome<Value>(_ recordings: [Value], _ tell: (RunNews) -> Void) throws {
        guard recordings.isEmpty, let first = reasons.first else { return }
        for line in lines.dropFirst() { tell(.notScored(line)) }
        throw first.error
    }

    /// Which and why, one line each.
    package var lines: [String] {
        reasons.map { reason in
            let said = "\(reason.error)"
            return said.contains(reason.name) ? said : "\(reason.name): \(said)"
        }
    }

    var value: JSONValue {
        .list(
            reasons.map {
                .object([.init("name", .text($0.name)), .init("reason", .text("\($0.error)"))])
            })
    }
}
