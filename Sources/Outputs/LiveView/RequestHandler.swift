import NIOCore
import NIOHTTP1
import NIOWebSocket

/// Answers one request a connection: the page and its parts, `/metrics`, or why not.
final class RequestHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let hub: ViewHub
    private let access: ViewAccess
    private var deadline: Scheduled<Void>?
    private var isAnswered = false

    init(_ hub: ViewHub, _ access: ViewAccess) {
        self.hub = hub
        self.access = access
    }

    func handlerAdded(context: ChannelHandlerContext) {
        let channel = context.channel
        deadline = context.eventLoop.scheduleTask(in: ViewLimits.requestTime) {
            channel.close(promise: nil)
        }
    }

    func handlerRemoved(context: ChannelHandlerContext) { deadline?.cancel() }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .head(let head) = unwrapInboundIn(data), !isAnswered else { return }
        isAnswered = true
        send(ViewAnswer(to: head, hub, access), to: head, context)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // One that asked in vain for a view is answered like any request.
        if error is NIOWebSocketUpgradeError { return }
        context.close(promise: nil)
    }

    private func send(
        _ answer: ViewAnswer, to head: HTTPRequestHead, _ context: ChannelHandlerContext
    ) {
        let response = HTTPResponseHead(
            version: .http1_1, status: answer.status, headers: answer.headers)
        context.write(wrapOutboundOut(.head(response)), promise: nil)
        if head.method != .HEAD {
            context.write(
                wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: answer.body)))), promise: nil)
        }
        let channel = context.channel
        context.writeAndFlush(wrapOutboundOut(.end(nil))).whenComplete { _ in
            channel.close(promise: nil)
        }
    }
}

/// Ends a connection that sends more than any request needs.
final class RequestLimit: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private var byteCount = 0

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard byteCount <= ViewLimits.requestBytesMax else { return }
        byteCount += unwrapInboundIn(data).readableBytes
        guard byteCount > ViewLimits.requestBytesMax else {
            context.fireChannelRead(data)
            return
        }
        let answer = ByteBuffer(
            string: "HTTP/1.1 431 Request Header Fields Too Large\r\nContent-Length: 0\r\n"
                + "Connection: close\r\n\r\n")
        let channel = context.channel
        context.writeAndFlush(wrapOutboundOut(answer)).whenComplete { _ in
            channel.close(promise: nil)
        }
    }
}
