import Testing

@testable import LiveView

/// Pages of other sites, and people without the token, see nothing.
@Suite struct AccessTests {
    private static let token = "0123456789abcdef-XYZ"

    @Test(arguments: [
        "Host: evil.example", "Host: 127.0.0.1.evil.example:80", "Host: 10.0.0.1", "",
        "Host: 127.0.0.1\r\nHost: 127.0.0.1", "Host: localhost@evil.example", "Host: [::1",
        "Host: ",
    ])
    func aForeignHostIsRefused(header: String) throws {
        let view = try LiveView(.init(port: 0))
        defer { view.close() }
        let line = header.isEmpty ? "" : header + "\r\n"
        for path in ["/", "/metrics", "/view.js"] {
            let answer = try view.answer("GET \(path) HTTP/1.1\r\n\(line)\r\n")
            #expect([400, 403].contains(answer.status), "\(header)")
        }
        let socket = try view.answer(
            LiveView.upgrade(origin: "http://$host").replacing("Host: $host\r\n", with: line))
        #expect([400, 403].contains(socket.status))
    }

    @Test(arguments: ["localhost:1", "LOCALHOST", "127.0.0.1:65535", "[::1]:80"])
    func thisMachineIsAdmitted(host: String) throws {
        let view = try LiveView(.init(port: 0))
        defer { view.close() }
        #expect(try view.answer("GET / HTTP/1.1\r\nHost: \(host)\r\n\r\n").status == 200)
    }

    @Test(arguments: ["http://evil.example", "null", "https://$host", "http://127.0.0.1:1", ""])
    func aForeignOriginIsRefused(origin: String) throws {
        let view = try LiveView(.init(port: 0))
        defer { view.close() }
        #expect(try view.get("/metrics", "Origin: \(origin)\r\n").status == 403)
        #expect(try view.answer(LiveView.upgrade(origin: origin)).status == 403)
    }

    @Test func aSocketSaysWhereItComesFrom() throws {
        let view = try LiveView(.init(port: 0))
        defer { view.close() }
        #expect(try view.answer(LiveView.upgrade(origin: nil)).status == 403)
        _ = try view.viewer()
    }

    @Test func onlyWhoKnowsTheTokenSeesAnything() throws {
        var options = LiveView.Options(port: 0)
        options.token = Self.token
        let view = try LiveView(options)
        defer { view.close() }
        for path in ["/", "/view.js", "/metrics", "/?token=", "/?token=\(Self.token)x"] {
            #expect(try view.get(path).status == 401, "\(path)")
        }
        let wrong = ["Authorization: Bearer \(Self.token.dropLast())", "Cookie: quench-view="]
        for header in wrong { #expect(try view.get("/", header + "\r\n").status == 401) }
        let origin = "Origin: http://$host\r\n"
        #expect(try view.get("/live", origin).status == 401)
        #expect(try view.get("/metrics", "Authorization: Bearer \(Self.token)\r\n").status == 200)
        let login = try view.get("/?token=\(Self.token)")
        #expect(login.status == 200)
        let cookie = try #require(
            login.head.split(separator: "\r\n").first { $0.hasPrefix("Set-Cookie: ") })
        #expect(cookie.contains("HttpOnly; SameSite=Strict") && !cookie.contains(Self.token))
        // A browser has one cookie of a name for all ports.
        #expect(cookie.contains(" quench-view-\(view.port)="))
        let pair = cookie.dropFirst("Set-Cookie: ".count).prefix { $0 != ";" }
        #expect(try view.get("/view.js", "Cookie: a=b; \(pair)\r\n").status == 200)
        let client = try Client(view.port)
        client.send(
            LiveView.upgrade(origin: "http://$host", more: "Cookie: \(pair)\r\n")
                .replacing("$host", with: "127.0.0.1:\(view.port)"))
        #expect(try client.receiveHead().hasPrefix("HTTP/1.1 101 "))
        #expect(
            try view.answer(LiveView.upgrade(origin: "http://$host")).status == 401)
    }

    @Test func tokensAreComparedWhole() {
        func areEqual(_ one: String, _ other: String) -> Bool {
            ViewAccess.areEqual(Array(one.utf8), Array(other.utf8))
        }
        #expect(areEqual("abc", "abc"))
        for wrong in ["", "ab", "abd", "abcabc", "abca", "Abc"] { #expect(!areEqual(wrong, "abc")) }
    }

    @Test func anAddressOfOthersNeedsAToken() throws {
        var options = LiveView.Options(port: 0)
        options.address = "0.0.0.0"
        let problem = try #require(throws: LiveViewError.self) { try LiveView(options) }
        #expect(problem.description.contains("--view-token"))
        options.token = "short"
        let short = try #require(throws: LiveViewError.self) { try LiveView(options) }
        #expect(short.description.contains("16 to 200"))
        options.token = Self.token
        let view = try LiveView(options)
        defer { view.close() }
        let bearer = "Authorization: Bearer \(Self.token)\r\n"
        #expect(try view.answer("GET / HTTP/1.1\r\nHost: 10.1.2.3\r\n\(bearer)\r\n").status == 200)
        // A name can be made to lead here.
        #expect(try view.answer("GET / HTTP/1.1\r\nHost: lab\r\n\(bearer)\r\n").status == 403)
        options.address = "localhost"
        #expect(throws: LiveViewError.self) { try LiveView(options) }
    }

    @Test func theAddressThatWasAskedForIsAdmitted() throws {
        var options = LiveView.Options(port: 0)
        options.address = "127.0.0.2"
        let access = ViewAccess(address: "127.0.0.2", isLoopback: true, token: nil)
        #expect(access.admitsHost(["Host": "127.0.0.2:8420"]))
        #expect(!access.admitsHost(["Host": "127.0.0.3:8420"]))
        let view = try LiveView(options)
        defer { view.close() }
        #expect(view.place.hasPrefix("http://127.0.0.2:"))
    }

    @Test func aPageIsToldWhyItIsNotLetIn() throws {
        var options = LiveView.Options(port: 0)
        options.token = Self.token
        let view = try LiveView(options)
        defer { view.close() }
        // As a browser asks its own server: without Origin, with the cookie of an earlier run.
        let old = "Cookie: quench-view-\(view.port)=1-2-3-4\r\n"
        #expect(try view.get("/place", old).status == 401)
        let bearer = "Authorization: Bearer \(Self.token)\r\n"
        #expect(try view.get("/place", bearer).status == 200)
    }

    @Test func aPortThatIsTakenIsSaid() throws {
        let view = try LiveView(.init(port: 0))
        defer { view.close() }
        let problem = try #require(throws: LiveViewError.self) {
            try LiveView(.init(port: view.port))
        }
        let words = "port \(view.port) of 127.0.0.1 cannot be had (address already in use);"
        #expect(problem.description.contains(words))
    }
}
