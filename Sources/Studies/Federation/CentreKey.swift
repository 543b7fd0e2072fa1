import Crypto
import Foundation

/// A centre's secret, with which it signs what it tells (Ed25519, RFC 8032).
package struct CentreKey: FederatedFile {
    package static let formatName = "quench-federate-key-1"
    package var format = CentreKey.formatName
    private let secret: String

    /// A new one, from the system's random numbers.
    package init() {
        secret = Curve25519.Signing.PrivateKey().rawRepresentation.base64EncodedString()
    }

    package func check() throws(FederationError) {
        try need(key != nil, "secret", "is no key of `quench federate key`")
    }

    private var key: Curve25519.Signing.PrivateKey? {
        Data(base64Encoded: secret).flatMap {
            try? Curve25519.Signing.PrivateKey(rawRepresentation: $0)
        }
    }

    /// What others know the centre by, base64.
    package var publicKey: String {
        key?.publicKey.rawRepresentation.base64EncodedString() ?? ""
    }

    /// The signature of some bytes, base64.
    func signature(of bytes: [UInt8]) throws(FederationError) -> String {
        guard let signature = try? key?.signature(for: bytes) else {
            throw FederationError(field: "secret", "cannot sign")
        }
        return signature.base64EncodedString()
    }

    /// Writes the key where only its owner reads it; nothing may be there yet.
    package func writeSecretly(to path: String) throws(FederationError) {
        let temporary = "\(path).\(getpid()).tmp"
        let bytes = FederatedText.bytes(of: self) + [0x0a]
        let file = unsafe open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else {
            throw FederationError(
                file: path, "cannot be written (\(unsafe String(cString: strerror(errno))))")
        }
        let written = unsafe bytes.withUnsafeBytes {
            unsafe Foundation.write(file, $0.baseAddress, $0.count)
        }
        let isWhole = written == bytes.count && fsync(file) == 0
        close(file)
        // A link, unlike a renaming, never takes another file's place.
        let isThere = unsafe isWhole && link(temporary, path) == 0
        let reason = unsafe String(cString: strerror(errno))
        _ = unsafe unlink(temporary)
        guard isThere else { throw FederationError(file: path, "cannot be written (\(reason))") }
    }
}

/// What a centre says, with its signature.
package struct Signed<Body: FederatedFile>: FederatedFile {
    package static var formatName: String { Body.formatName + "-signed" }
    package var format = Body.formatName + "-signed"
    package let body: Body
    /// Ed25519 over the body as it is written, base64.
    let signature: String

    package init(_ body: Body, by key: CentreKey) throws(FederationError) {
        self.body = body
        signature = try key.signature(of: FederatedText.bytes(of: body))
    }

    package func check() throws(FederationError) {
        try need(
            body.format == Body.formatName, "body.format", "\(Body.formatName) is expected")
        do throws(FederationError) { try body.check() } catch {
            throw FederationError(field: "body.\(error.field)", error.problem)
        }
    }

    /// Refuses what was not signed with the secret of a public key.
    func checkSignature(by publicKey: String) throws(FederationError) {
        let key = Data(base64Encoded: publicKey).flatMap {
            try? Curve25519.Signing.PublicKey(rawRepresentation: $0)
        }
        guard let key, let bytes = Data(base64Encoded: signature),
            key.isValidSignature(bytes, for: Data(FederatedText.bytes(of: body)))
        else {
            throw FederationError(
                field: "signature",
                "is not the centre's: the file was changed, or another signed it")
        }
    }
}
