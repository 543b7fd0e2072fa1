import NIOCore
import NIOHTTP1
import NIOWebSocket

/// Answers one request a connection: the page and its parts, `/metrics`, a post, or why not.
final class RequestHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let hub: ViewHub
    private let access: ViewAccess
    private let answers: AnswerThread
    private var deadline: Scheduled<Void>?
    private var isAnswered = false
    /// Whose body is on its way.
    private var post: ViewPost?

    init(_ hub: ViewHub, _ access: ViewAccess, _ answers: AnswerThread) {
        self.hub = hub
        self.access = access
        self.answers = answers
    }

    func handlerAdded(context: ChannelHandlerContext) {
        let channel = context.channel
        deadline = context.eventLoop.scheduleTask(in: ViewLimits.requestTime) {
            channel.close(promise: nil)
        }
    }

    func handlerRemoved(context: ChannelHandlerContext) { deadline?.cancel() }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isAnswered else { return }
        do throws(ViewAnswer) {
            switch unwrapInboundIn(data) {
            case .head(let head):
                let refusal = ViewAnswer.refusal(of: head, access)
                if ViewAnswer.isPost(head) {
                    if let refusal { throw refusal }
                    post = try ViewPost(head, from: context.remoteAddress?.ipAddress ?? "")
                } else if refusal == nil, ViewAnswer.takesLong(head) {
                    later(context.channel) { [hub, access] in ViewAnswer(to: head, hub, access) }
                } else {
                    throw ViewAnswer(to: head, hub, access)
                }
            case .body(let bytes): try post?.add(bytes)
            case .end:
                guard let post else { return }
                guard post.takesLong else { throw post.answer(hub) }
                later(context.channel) { [hub] in post.answer(hub) }
            }
        } catch {
            isAnswered = true
            Self.send(error, context.channel)
        }
    }

    /// Sends what is made on another thread.
    private func later(_ channel: any Channel, _ answer: @escaping @Sendable () -> ViewAnswer) {
        isAnswered = true
        answers.make(for: channel, answer).whenComplete { result in
            guard case .success(let answer?) = result else { return channel.close(promise: nil) }
            Self.send(answer, channel)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // One that asked in vain for a view is answered like any request.
        if error is NIOWebSocketUpgradeError { return }
        context.close(promise: nil)
    }

    private static func send(_ answer: ViewAnswer, _ channel: any Channel) {
        let response = HTTPResponseHead(
            version: .http1_1, status: answer.status, headers: answer.headers)
        channel.write(HTTPServerResponsePart.head(response), promise: nil)
        if !answer.isHeadOnly {
            let body = ByteBuffer(bytes: answer.body)
            channel.write(HTTPServerResponsePart.body(.byteBuffer(body)), promise: nil)
        }
        channel.writeAndFlush(HTTPServerResponsePart.end(nil)).whenComplete { _ in
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
