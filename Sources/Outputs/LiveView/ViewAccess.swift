import NIOCore
import NIOHTTP1

/// Who may look on. A page of another site must not, even in the browser of somebody who may: its
/// requests carry a foreign `Origin`, or a foreign name that was made to lead here as `Host`.
struct ViewAccess: Sendable {
    /// The address that was asked for.
    private let address: String
    /// Whether only this machine is served.
    let isLoopback: Bool
    private let token: [UInt8]?
    /// What the browser of a person who gave the token is known by.
    private let session: String

    init(address: String, isLoopback: Bool, token: String?) {
        self.address = address
        self.isLoopback = isLoopback
        self.token = token.map { Array($0.utf8) }
        session = (0..<4).map { _ in String(UInt64.random(in: .min ... .max), radix: 16) }
            .joined(separator: "-")
    }

    /// A browser's `Host` is a name of this machine's, or an address: a name can be made to lead
    /// anywhere, an address cannot.
    func admitsHost(_ headers: HTTPHeaders) -> Bool {
        guard headers["host"].count == 1, let host = Self.parts(ofHost: headers["host"][0]) else {
            return false
        }
        if ["localhost", "127.0.0.1", "::1", address].contains(host.name.lowercased()) {
            return true
        }
        return !isLoopback && (try? SocketAddress(ipAddress: host.name, port: 0)) != nil
    }

    /// A request that says where it comes from says the place that it goes to.
    ///
    /// - Parameter isNeeded: whether one that does not say so is refused.
    func admitsOrigin(_ headers: HTTPHeaders, isNeeded: Bool) -> Bool {
        let origins = headers["origin"]
        guard let origin = origins.first else { return !isNeeded }
        return origins.count == 1 && origin == "http://" + (headers["host"].first ?? "")
    }

    /// Whether a request comes from somebody who gave the token, or none is asked for.
    func knows(_ head: HTTPRequestHead) -> Bool {
        guard let token else { return true }
        let bearers = head.headers["authorization"].compactMap { value in
            value.hasPrefix("Bearer ") ? Array(value.dropFirst(7).utf8) : nil
        }
        if bearers.contains(where: { Self.areEqual($0, token) }) { return true }
        let cookies = head.headers["cookie"].flatMap { $0.split(separator: ";") }
            .map { $0.trimmingPrefix(while: \.isWhitespace) }
        let start = Self.cookieName(for: head) + "="
        return cookies.contains { cookie in
            cookie.hasPrefix(start)
                && Self.areEqual(Array(cookie.dropFirst(start.count).utf8), Array(session.utf8))
        }
    }

    /// The cookie for a request that gives the token in its address, `/?token=...`.
    func cookie(for head: HTTPRequestHead) -> String? {
        guard let token, let query = head.uri.split(separator: "?", maxSplits: 1).dropFirst().first,
            let given = query.split(separator: "&").first(where: { $0.hasPrefix("token=") }),
            Self.areEqual(Array(given.dropFirst(6).utf8), token)
        else { return nil }
        return "\(Self.cookieName(for: head))=\(session); HttpOnly; SameSite=Strict; Path=/"
    }

    /// Browsers send a cookie to every port of a name: the port that the browser knows the view by, a
    /// tunnel's perhaps, tells the cookies of two runs apart.
    private static func cookieName(for head: HTTPRequestHead) -> String {
        let host = head.headers["host"].first.flatMap { parts(ofHost: $0) }
        return "quench-view-\(host?.port ?? "80")"
    }

    /// In a time that tells nothing but the length of what was given.
    static func areEqual(_ given: [UInt8], _ expected: [UInt8]) -> Bool {
        var difference = given.count ^ expected.count
        for (index, byte) in given.enumerated() {
            difference |= Int(byte ^ expected[index % max(1, expected.count)])
        }
        return difference == 0
    }

    /// `name:80`, `10.0.0.1` and `[::1]:80` to the name or address and the port; nil for anything else.
    static func parts(ofHost host: String) -> (name: String, port: String?)? {
        guard let match = host.wholeMatch(of: hostPattern),
            let name = match.output.1 ?? match.output.2
        else { return nil }
        return (String(name), match.output.3.map(String.init))
    }

    private static var hostPattern: Regex<(Substring, Substring?, Substring?, Substring?)> {
        /(?:\[([0-9A-Fa-f:.]{2,45})\]|([0-9A-Za-z.\-]{1,253}))(?::([0-9]{1,5}))?/
    }
}
