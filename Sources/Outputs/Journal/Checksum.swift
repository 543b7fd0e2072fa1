import Crypto
import Foundation

/// What tells one text from every other.
package enum Checksum {
    /// SHA-256 of a text's UTF-8 in base64, as a page's policy names its script.
    package static func base64(of text: String) -> String {
        Data(SHA256.hash(data: Data(text.utf8))).base64EncodedString()
    }
}
