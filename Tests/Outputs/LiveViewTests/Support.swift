import Foundation
import Glibc
import NIOCore
import NIOHTTP1
import Planning
import Recordings
import SignalSources
import Testing

@testable import LiveView
@testable import Pipeline

/// A generated signal with a seizure, and the loop that runs on it.
struct GeneratedRun {
    let planned: PlannedLoop
    let source: SignalSource

    init(channels: Int = 4, seconds: Int = 30) throws {
        var generator = SignalGenerator()
        generator.channelCount = channels
        generator.rateHertz = 200
        generator.quietSeconds = 10
        generator.seizureSeconds = 8
        generator.durationSeconds = seconds
        let rate = try #require(SamplingRate(numerator: 200))
        let frontEnd = try FrontEndPlan(
            Settings.standard.frontEnd, for: MemorySource.channels(of: generator, rate: rate))
        planned = try Planner.plan(.standard, for: frontEnd.signal)
        source = .memory(
            MemorySource(generator, frontEnd, durationFrames: Int64(seconds * 200)))
    }

    var subject: ViewSubject {
        ViewSubject(
            title: "a <b>run</b>", planned: planned, fromSeconds: 0, toSeconds: 30, pace: .unpaced)
    }

    /// Runs to the end; `observe` sees every hop.
    @discardableResult
    func run(_ observe: (borrowing HopReport) -> Void = { _ in }) throws -> Pipeline.Outcome {
        try Pipeline(plan: planned.plan, pace: .unpaced).run(source, observe: observe)
    }

    /// Every hop of the run, the last record too.
    func hops() throws -> [ViewedHop] {
        var hops: [ViewedHop] = []
        try run { hops.append(ViewedHop($0)) }
        return hops
    }
}

/// A connection to a view, which gives up after half a minute without an answer.
struct Client: ~Copyable {
    private let file: CInt

    /// - Parameter receiveBytes: what the system may keep for the client before it reads.
    init(_ port: Int, receiveBytes: CInt? = nil) throws {
        file = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
        try #require(file >= 0)
        var patience = timeval(tv_sec: 30, tv_usec: 0)
        unsafe setsockopt(
            file, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        if let receiveBytes { keep(bytes: receiveBytes) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = unsafe inet_addr("127.0.0.1")
        let connected = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe connect(file, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        try #require(connected == 0, "errno \(errno)")
    }

    deinit { Glibc.close(file) }

    /// What the system may keep for the client before it reads.
    func keep(bytes: CInt) {
        var bytes = bytes
        unsafe setsockopt(
            file, SOL_SOCKET, SO_RCVBUF, &bytes, socklen_t(MemoryLayout<CInt>.size))
    }

    /// Sends what the other side takes; false once it takes no more.
    @discardableResult
    func send(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let sent = unsafe rest.withUnsafeBytes {
                unsafe Glibc.send(file, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL))
            }
            guard sent > 0 else { return false }
            rest = rest.dropFirst(sent)
        }
        return true
    }

    @discardableResult
    func send(_ text: String) -> Bool { send(Array(text.utf8)) }

    /// Says that nothing more will come.
    func finishSending() { shutdown(file, CInt(SHUT_WR)) }

    /// What has come, at least a byte and at most so many; nil at the end.
    func receive(most: Int = 65_536) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: most)
        let count = unsafe bytes.withUnsafeMutableBytes {
            unsafe recv(file, $0.baseAddress, $0.count, 0)
        }
        return count > 0 ? Array(bytes.prefix(count)) : nil
    }

    /// All until the other side ends.
    func receiveAll() -> [UInt8] {
        var all: [UInt8] = []
        while let more = receive() { all += more }
        return all
    }

    func receive(exactly count: Int) throws -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < count {
            bytes += try #require(receive(most: count - bytes.count), "ended early")
        }
        return bytes
    }

    /// The head of an answer.
    func receiveHead() throws -> String {
        var bytes: [UInt8] = []
        while !bytes.suffix(4).elementsEqual([13, 10, 13, 10]) {
            bytes += try receive(exactly: 1)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The next binary message, other frames left out.
    func receiveMessage() throws -> [UInt8] {
        while true {
            let head = try receive(exactly: 2)
            var length = Int(head[1] & 127)
            if length >= 126 {
                let bytes = try receive(exactly: length == 126 ? 2 : 8)
                length = bytes.reduce(0) { $0 << 8 | Int($1) }
            }
            let body = try receive(exactly: length)
            if head[0] == 0x82 { return body }
        }
    }
}

extension LiveView {
    var port: Int { Int(place.split(separator: ":").last?.dropLast() ?? "") ?? 0 }

    /// An answer to a request as it is written here, `Host` included.
    func answer(_ request: String) throws -> (status: Int, head: String, body: String) {
        let client = try Client(port)
        client.send(request.replacing("$host", with: "127.0.0.1:\(port)"))
        let text = String(decoding: client.receiveAll(), as: UTF8.self)
        let parts = text.split(separator: "\r\n\r\n", maxSplits: 1)
        let status = text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        return (status, String(parts.first ?? ""), String(parts.dropFirst().first ?? ""))
    }

    func get(_ path: String, _ headers: String = "") throws -> (
        status: Int, head: String, body: String
    ) { try answer("GET \(path) HTTP/1.1\r\nHost: $host\r\n\(headers)\r\n") }

    /// The request of a page for `/live`.
    static func upgrade(origin: String?, host: String = "$host", more: String = "") -> String {
        "GET /live HTTP/1.1\r\nHost: \(host)\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
            + (origin.map { "Origin: \($0)\r\n" } ?? "") + more + "\r\n"
    }

    /// A client that looks on.
    func viewer(receiveBytes: CInt? = nil) throws -> Client {
        let client = try Client(port, receiveBytes: receiveBytes)
        let origin = "http://127.0.0.1:\(port)"
        client.send(
            Self.upgrade(origin: origin).replacing("$host", with: "127.0.0.1:\(port)"))
        #expect(try client.receiveHead().hasPrefix("HTTP/1.1 101 "))
        return client
    }
}

/// A message of the view, taken apart as the page does.
struct Message {
    let version: UInt8
    let kind: UInt8
    let json: [String: Any]
    let rows: [UInt8]

    init(_ bytes: [UInt8]) throws {
        try #require(bytes.count >= 8)
        (version, kind) = (bytes[0], bytes[1])
        let length = (0..<4).reduce(0) { $0 | Int(bytes[4 + $1]) << (8 * $1) }
        try #require(length % 8 == 0 && 8 + length <= bytes.count)
        let object = try JSONSerialization.jsonObject(with: Data(bytes[8..<8 + length]))
        json = try #require(object as? [String: Any])
        rows = Array(bytes[(8 + length)...])
    }

    init(_ buffer: ByteBuffer) throws { try self.init(Array(buffer.readableBytesView)) }

    /// The numbers of its rows.
    func numbers(rowBytes: Int) -> [Int] {
        stride(from: 0, to: rows.count, by: rowBytes).map { Int(integer(at: $0 + 8, bytes: 4)) }
    }

    func integer(at place: Int, bytes: Int) -> UInt64 {
        (0..<bytes).reduce(0) { $0 | UInt64(rows[place + $1]) << (8 * UInt64($1)) }
    }
}

extension HopReport {
    /// The same with such a latency.
    func stamped(computeNanoseconds: Int64) -> HopReport {
        var report = self
        report.record.stamps = HopStamps()
        report.record.stamps.commanded = computeNanoseconds
        return report
    }
}
