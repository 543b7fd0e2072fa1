import NIOCore
import NIOPosix
import Testing

@testable import LiveView

/// Whatever is sent, the view stands, answers the next one, and keeps little.
@Suite struct HostileTests {
    private let view: LiveView

    init() throws { view = try LiveView(.init(port: 0)) }

    private static let malformed: [String] = [
        "\r\n\r\n", "GET\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "GET / HTTP/1.1\nHost\n\n",
        "\u{0}\u{1}\u{2}\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\n b: c\r\n\r\n",
        "GET / HTTP/1.1\r\n: x\r\n\r\n", "GET http://evil.example/ HTTP/1.1\r\nHost: x\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: $host\r\nContent-Length: -1\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: $host\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: $host\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "GET \u{7f} HTTP/1.1\r\nHost: $host\r\n\r\n",
        "OPTIONS * HTTP/1.1\r\nHost: $host\r\n\r\n", "GET ? HTTP/1.1\r\nHost: $host\r\n\r\n",
    ]

    @Test(arguments: malformed)
    func aMalformedRequestEndsItsConnectionOnly(request: String) throws {
        defer { view.close() }
        let client = try Client(view.port)
        client.send(request.replacing("$host", with: "127.0.0.1:\(view.port)"))
        client.finishSending()
        let answer = String(decoding: client.receiveAll(), as: UTF8.self)
        #expect(!answer.hasPrefix("HTTP/1.1 2"), "\(answer.prefix(80))")
        #expect(try view.get("/").status == 200)
    }

    @Test(arguments: ["X: ", "Cookie: ", ""])
    func aRequestWithoutEndIsCutShort(name: String) throws {
        defer { view.close() }
        let client = try Client(view.port)
        client.send("GET / HTTP/1.1\r\n\(name)")
        let block = [UInt8](repeating: UInt8(ascii: "a"), count: 65_536)
        var sent = 0
        while sent < 1 << 28, client.send(block) { sent += block.count }
        #expect(sent < 1 << 28)
        #expect(try view.get("/").status == 200)
    }

    @Test func aLongHeaderIsRefused() throws {
        defer { view.close() }
        let long = String(repeating: "a", count: ViewLimits.requestBytesMax)
        let answer = try view.get("/", "X: \(long)\r\n")
        #expect(answer.status == 431 || answer.status == 0)
        let fitting = String(repeating: "a", count: ViewLimits.requestBytesMax / 2)
        #expect(try view.get("/", "X: \(fitting)\r\n").status == 200)
    }

    @Test func aLongPostIsNotRead() throws {
        defer { view.close() }
        let client = try Client(view.port)
        client.send(
            "POST / HTTP/1.1\r\nHost: 127.0.0.1:\(view.port)\r\nContent-Length: 1000000000\r\n\r\n")
        let block = [UInt8](repeating: 0, count: 65_536)
        var sent = 0
        while sent < 1_000_000_000, client.send(block) { sent += block.count }
        #expect(sent < 100_000_000)
        #expect(try view.get("/").status == 200)
    }

    @Test func moreConnectionsThanThereArePlacesAreClosed() throws {
        defer { view.close() }
        var clients = Clients()
        for _ in 0..<ViewLimits.connectionsMax { try clients.add(view.port) }
        // The next one is let in and shown out.
        let late = try Client(view.port)
        late.send("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        #expect(late.receiveAll().isEmpty)
        clients.closeAll()
        var status = 0
        while status != 200 { status = try view.get("/").status }
    }

    @Test func onlySoManyPagesLookOn() throws {
        defer { view.close() }
        var clients = Clients()
        for _ in 0..<ViewLimits.viewersMax { clients.add(try view.viewer()) }
        let late = try view.answer(LiveView.upgrade(origin: "http://$host"))
        #expect(late.status == 503)
        clients.closeAll()
    }

    /// A page has its place from when it is let in, not only from when it is told.
    @Test func aPlaceIsTakenAtOnce() throws {
        let hub = ViewHub { 0 }
        let group = MultiThreadedEventLoopGroup.singleton
        let pages = try (0...ViewLimits.viewersMax).map { _ in
            try DatagramBootstrap(group: group).bind(host: "127.0.0.1", port: 0).wait()
        }
        for page in pages.dropLast() { #expect(hub.enter() && hub.takePlace(page)) }
        let late = try #require(pages.last)
        #expect(!hub.hasPlace && !hub.takePlace(late))
        hub.leave(pages[0])
        #expect(hub.takePlace(late))
        for page in pages { try page.close().wait() }
        view.close()
    }

    /// Also where all of them ask at once.
    @Test func placesAreNotGivenTwice() throws {
        defer { view.close() }
        var clients = Clients()
        for _ in 0..<40 { try clients.add(view.port) }
        let request = LiveView.upgrade(origin: "http://$host")
            .replacing("$host", with: "127.0.0.1:\(view.port)")
        clients.sendAll(request)
        let answers = try clients.receiveHeads()
        let places = answers.count { $0.hasPrefix("HTTP/1.1 101 ") }
        #expect(places == ViewLimits.viewersMax)
        #expect(answers.count { $0.hasPrefix("HTTP/1.1 503 ") } == 40 - places)
        #expect(try view.get("/place").status == 503)
        clients.closeAll()
        var status = 0
        while status != 200 { status = try view.get("/place").status }
        _ = try view.viewer()
    }

    @Test(
        arguments: [
            // A ping and a pong without a mask, and one with each bit of an extension.
            [0x89, 0x01, 0x61], [0x8a, 0x00], [0xc9, 0x80, 0, 0, 0, 0], [0xa9, 0x80, 0, 0, 0, 0],
            [0x9a, 0x80, 0, 0, 0, 0],
        ] as [[UInt8]])
    func aFrameAgainstTheProtocolIsAnsweredSo(frame: [UInt8]) throws {
        defer { view.close() }
        let client = try view.viewer()
        client.send(frame)
        // Close, 1002.
        #expect(client.receiveAll() == [0x88, 0x02, 0x03, 0xea])
    }

    @Test(
        arguments: [
            // A text, an unmasked ping, a frame of 2^63 bytes, one beyond the limit, a reserved opcode.
            [0x81, 0x80, 0, 0, 0, 0], [0x89, 0x01, 0x61],
            [0x82, 0xff, 0x80, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4],
            [0x82, 0xfe, 0xff, 0xff, 1, 2, 3, 4], [0x8f, 0x80, 0, 0, 0, 0],
            [0xff, 0xff, 0xff, 0xff],
        ] as [[UInt8]])
    func aFrameThatNoPageSendsEndsItsConnection(frame: [UInt8]) throws {
        defer { view.close() }
        let client = try view.viewer()
        client.send(frame)
        client.finishSending()
        _ = client.receiveAll()
        #expect(try view.get("/").status == 200)
    }
}

/// Connections held open.
struct Clients: ~Copyable {
    private var held: [Holder] = []

    private final class Holder {
        let client: Client
        init(_ client: consuming Client) { self.client = client }
    }

    mutating func add(_ client: consuming Client) { held.append(Holder(client)) }
    mutating func add(_ port: Int) throws { add(try Client(port)) }
    mutating func closeAll() { held = [] }
    func sendAll(_ text: String) { for holder in held { holder.client.send(text) } }
    func receiveHeads() throws -> [String] { try held.map { try $0.client.receiveHead() } }
}
