import Crypto
import Foundation
import Journal
import Planning

/// A file that centres exchange: JSON with its keys in order, so that equal contents are equal bytes.
package protocol FederatedFile: Codable, Sendable {
    /// Name and version of the format: what `format` must say.
    static var formatName: String { get }
    var format: String { get }

    /// Refuses what no program of this version could have written.
    func check() throws(FederationError)
}

extension FederatedFile {
    /// Reads and checks a file, whatever stands in it.
    package init(file path: String) throws(FederationError) {
        let data: Data
        do throws(RegularFile.Problem) {
            data = try RegularFile.read(path, bytesMax: FederatedText.bytesMax + 1)
        } catch {
            throw FederationError(
                file: path,
                error == .notRegular ? "is not a regular file" : "cannot be read; is it there?")
        }
        do throws(FederationError) { self = try Self.decoded(data) } catch {
            throw error.inFile(path)
        }
    }

    /// The same of bytes.
    package static func decoded(_ data: Data) throws(FederationError) -> Self {
        guard data.count <= FederatedText.bytesMax else {
            throw FederationError("is larger than any file of a federation, 4 MiB")
        }
        let head: FormatName = try FederatedText.decoded(data)
        guard head.format == Self.formatName else {
            throw FederationError(
                field: "format",
                "is '\(head.format.printable)'; \(Self.formatName) is expected here")
        }
        let file: Self = try FederatedText.decoded(data)
        try file.check()
        return file
    }

    /// Writes the file whole, or not at all.
    package func write(to path: String) throws {
        try WholeFile.write(FederatedText.bytes(of: self) + [0x0a], to: path)
    }

    /// What tells it from every other: SHA-256 in hexadecimal digits.
    package var checksum: String { FederatedText.checksum(FederatedText.bytes(of: self)) }
}

private struct FormatName: Codable { var format: String }

enum FederatedText {
    static let bytesMax = 4 << 20

    static func bytes(of value: some Encodable) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do { return [UInt8](try encoder.encode(value)) } catch {
            preconditionFailure("only finite numbers are written")
        }
    }

    static func checksum(_ bytes: [UInt8]) -> String {
        SHA256.hash(data: bytes).map { byte in
            String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
        }.joined()
    }

    static func decoded<Value: Decodable>(_ data: Data) throws(FederationError) -> Value {
        do { return try JSONDecoder().decode(Value.self, from: data) } catch {
            guard let error = error as? DecodingError else {
                throw FederationError("is no JSON")
            }
            throw Self.error(error)
        }
    }

    private static func error(_ error: DecodingError) -> FederationError {
        let (places, problem): ([any CodingKey], String) =
            switch error {
            case .keyNotFound(let key, let context): (context.codingPath + [key], "is missing")
            case .typeMismatch(_, let context): (context.codingPath, "has another type")
            case .valueNotFound(_, let context): (context.codingPath, "is null")
            case .dataCorrupted(let context):
                (context.codingPath, "is no JSON, or no number that can be held")
            @unknown default: ([], "cannot be read")
            }
        let field = places.reduce("") { path, key in
            key.intValue.map { "\(path)[\($0)]" }
                ?? (path.isEmpty ? key.stringValue : "\(path).\(key.stringValue)")
        }
        return FederationError(field: String(field.prefix(200)), problem)
    }
}

/// What every check asks.
func need(
    _ condition: Bool, _ field: String, _ problem: @autoclosure () -> String
) throws(FederationError) {
    guard condition else { throw FederationError(field: field, problem()) }
}
