import Crypto
import Foundation

/// What tells one text from every other.
package enum Checksum {
    /// SHA-256 of a text's UTF-8 in base64, as a page's policy names its script.
    package static func base64(of text: String) -> String {
        Data(SHA256.hash(data: Data(text.utf8))).base64EncodedString()
    }

    /// The first half of the SHA-256 of a text's UTF-8: 32 hexadecimal digits, which name a file.
    package static func name(of text: String) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var name: [UInt8] = []
        name.reserveCapacity(32)
        for byte in SHA256.hash(data: Array(text.utf8)).prefix(16) {
            name.append(digits[Int(byte >> 4)])
            name.append(digits[Int(byte & 15)])
        }
        return String(decoding: name, as: UTF8.self)
    }
}
