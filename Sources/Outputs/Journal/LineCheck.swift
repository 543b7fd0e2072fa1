import Crypto
import Foundation

/// The last member of a journal's line: the first 32 bits of the SHA-256 of the line without it.
package enum LineCheck {
    private static let name = #", "check": ""#
    /// From the comma to the bracket that closes the line.
    private static let length = name.utf8.count + 8 + 2

    /// - Parameter object: the text of a JSON object.
    package static func closing(_ object: String) -> String {
        object.dropLast() + name + digits(of: Data(object.utf8)) + "\"}"
    }

    /// Whether the line is as it was written; nil where it has no check.
    package static func isRight(_ line: Data) -> Bool? {
        guard line.count > length else { return nil }
        let check = line.suffix(length)
        guard check.starts(with: Data(name.utf8)) else { return nil }
        let object = line.dropLast(length) + Data("}".utf8)
        return check == Data((name + digits(of: object) + "\"}").utf8)
    }

    private static func digits(of object: Data) -> String {
        SHA256.hash(data: object).prefix(4).hexadecimal
    }
}
