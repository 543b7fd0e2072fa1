import Glibc
import Journal
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOWebSocket
import Pipeline
import Realtime
import RunFolder
import Synchronization

/// A run, shown to browsers by a server in the process: one thread at a low priority, which takes
/// copies of the telemetry. The run never waits for a page.
package final class LiveView: Sendable {
    package struct Options: Sendable {
        /// An IP address of this machine; the loopback's by default.
        package var address = "127.0.0.1"
        /// 0 for any that is free.
        package var port: Int
        /// Needed for any address but the loopback's.
        package var token: String?

        package init(port: Int) { self.port = port }
    }

    static let path = "/live"
    /// Where a page that was not let in asks why: a browser does not tell it.
    static let placePath = "/place"
    static let markersPath = "/markers"
    static let controlPath = "/control"
    /// Where a page asks for single samples.
    static let countsPath = "/counts"
    /// Where it asks what would have been, and where the settings for that are.
    static let whatIfPath = "/what-if"
    static let settingsPath = "/what-if.yaml"
    static let modelPath = "/what-if.json"

    private let group: MultiThreadedEventLoopGroup
    private let answers: AnswerThread
    private let channel: any Channel
    let hub: ViewHub
    private let ticks: RepeatedTask
    private let keeper = Mutex<CountsKeeper?>(nil)
    private let isProblemTold = Atomic(false)
    /// Where a browser finds it.
    package let place: String

    /// Opens the port; a page says that it waits until `begin`.
    ///
    /// - Parameter left: a run that is over, shown in place of one that goes on.
    package init(_ options: Options, left: LeftView? = nil) throws(LiveViewError) {
        let address = try Self.checked(options)
        let hub = ViewHub(left: left) { Double(MonotonicClock.now) / 1e9 }
        let access = ViewAccess(
            address: options.address, isLoopback: address.isLoopback, token: options.token)
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let loop = group.next()
        loop.execute { ViewThread.giveWay() }
        let answers = AnswerThread()
        let bootstrap = ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 64)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(
                .writeBufferWaterMark,
                value: .init(
                    low: ViewLimits.waitingBytes.low, high: ViewLimits.waitingBytes.high)
            )
            .childChannelInitializer { channel in
                guard hub.enter() else {
                    return channel.eventLoop.makeFailedFuture(ChannelError.eof)
                }
                channel.closeFuture.whenComplete { _ in hub.leave(channel) }
                return channel.eventLoop.makeCompletedFuture {
                    try Self.configure(channel, hub, access, answers)
                }
            }
        do { channel = try bootstrap.bind(to: address.socket).wait() } catch {
            answers.end()
            try? group.syncShutdownGracefully()
            let code = (error as? IOError)?.errnoCode
            let reason = code.map { unsafe String(cString: strerror($0)) } ?? "\(error)"
            throw LiveViewError(
                "--view: port \(options.port) of \(options.address) cannot be had "
                    + "(\(reason.lowercased())); give another, or 0 for any that is free")
        }
        self.group = group
        self.answers = answers
        self.hub = hub
        ticks = loop.scheduleRepeatedTask(initialDelay: .zero, delay: ViewLimits.tick) { _ in
            hub.tick()
        }
        let port = channel.localAddress?.port ?? options.port
        let host = options.address.contains(":") ? "[\(options.address)]" : options.address
        place = "http://\(host):\(port)/"
    }

    /// From now on there is a run to show.
    package func begin(_ subject: ViewSubject) { hub.begin(subject) }

    /// Keeps the last ten minutes of counts for pages that zoom in, in a file without a name in the folder.
    /// Where that cannot be, the run goes on and the pages say so.
    ///
    /// - Parameters:
    ///   - tap: which nobody else reads.
    ///   - megabytes: the most that the file takes; 512 where nobody says.
    package func keep(_ tap: FrameTap, in folder: String, megabytes: Int? = nil) {
        do throws(LiveViewError) {
            let file = try CountsFile(
                in: folder, groupCount: tap.groupCount, rateHertz: tap.rateHertz,
                megabytes: megabytes ?? CountsFile.megabytesOfChoice)
            do throws(ThreadError) {
                let own = try CountsKeeper(tap, file)
                keeper.withLock { $0 = own }
                try hub.samples.follow(tap.start, file)
            } catch { throw LiveViewError("the view keeps no samples: \(error)") }
            hub.samples.keep(.success(file))
        } catch { hub.samples.keep(.failure(error)) }
    }

    /// Why the pages have no samples, once; nil as long as they have them.
    package func takeProblem() -> String? {
        guard let problem = hub.samples.problem else { return nil }
        return isProblemTold.exchange(true, ordering: .relaxed) ? nil : problem
    }

    /// Shows a hop; waits for nobody.
    package func show(_ hop: ViewedHop) { hub.put(hop) }

    /// What was remarked on the run since the last time, for the record of a hop; waits for nobody.
    package func markers(_ report: borrowing HopReport) -> MarkersArrived {
        hub.markers.take(at: report.record.decision.endFrame, isLast: report.record.isLast)
    }

    /// Tells the pages that the run is over, and closes the port.
    package func close() {
        keeper.withLock { $0 }?.close()
        hub.end()
        let hub = hub
        _ = try? group.next().submit { hub.tick() }.wait()
        ticks.cancel()
        _ = try? channel.close().wait()
        answers.end()
        try? group.syncShutdownGracefully()
    }

    private static func checked(
        _ options: Options
    ) throws(LiveViewError) -> (socket: SocketAddress, isLoopback: Bool) {
        guard let socket = try? SocketAddress(ipAddress: options.address, port: options.port) else {
            throw LiveViewError(
                "--view-address '\(options.address)' is no IP address; give one of this machine's, "
                    + "such as 0.0.0.0 for all")
        }
        let isLoopback = options.address.hasPrefix("127.") || options.address == "::1"
        guard isLoopback || options.token != nil else {
            throw LiveViewError(
                "--view-address \(options.address) lets other machines look on: give --view-token "
                    + "too, or leave it out and use a tunnel (docs/live-view.md)")
        }
        guard options.token.map(isTokenGood) ?? true else {
            throw LiveViewError(
                "--view-token must be 16 to 200 letters, digits, - or _, such as the output of "
                    + "openssl rand -hex 16")
        }
        return (socket, isLoopback)
    }

    private static func isTokenGood(_ token: String) -> Bool {
        (16...200).contains(token.utf8.count)
            && token.utf8.allSatisfy { byte in
                let character = Character(UnicodeScalar(byte))
                return character.isASCII
                    && (character.isLetter || character.isNumber || "-_".contains(character))
            }
    }

    private static func configure(
        _ channel: any Channel, _ hub: ViewHub, _ access: ViewAccess, _ answers: AnswerThread
    ) throws {
        let pipeline = channel.pipeline.syncOperations
        let upgrader = NIOWebSocketServerUpgrader(
            maxFrameSize: ViewLimits.frameBytesMax,
            shouldUpgrade: { channel, head in
                let isAdmitted =
                    head.uri == path && hub.left == nil && access.admitsHost(head.headers)
                    && access.admitsOrigin(head.headers, isNeeded: true) && access.knows(head)
                    && hub.takePlace(channel)
                return channel.eventLoop.makeSucceededFuture(isAdmitted ? HTTPHeaders() : nil)
            },
            upgradePipelineHandler: { channel, _ in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(ViewerHandler(hub))
                }
            })
        try pipeline.addHandler(RequestLimit())
        try pipeline.configureHTTPServerPipeline(
            withPipeliningAssistance: false,
            withServerUpgrade: (
                upgraders: [upgrader],
                completionHandler: { context in
                    let pipeline = context.pipeline.syncOperations
                    if let limit = try? pipeline.context(handlerType: RequestLimit.self) {
                        pipeline.removeHandler(context: limit, promise: nil)
                    }
                    if let requests = try? pipeline.context(handlerType: RequestHandler.self) {
                        pipeline.removeHandler(context: requests, promise: nil)
                    }
                }
            ))
        try pipeline.addHandler(RequestHandler(hub, access, answers))
    }
}

/// Why there is no view, for the person who asked for one.
package struct LiveViewError: Error, Equatable, CustomStringConvertible {
    package let description: String
    init(_ description: String) { self.description = description }
}
