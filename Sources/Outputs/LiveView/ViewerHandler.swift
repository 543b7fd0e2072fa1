import NIOCore
import NIOWebSocket

/// One page that looks on. It is told, and says nothing but that it is there.
final class ViewerHandler: ChannelInboundHandler {
    typealias InboundIn = WebSocketFrame
    typealias OutboundOut = WebSocketFrame

    private let hub: ViewHub

    init(_ hub: ViewHub) { self.hub = hub }

    func handlerAdded(context: ChannelHandlerContext) { hub.tell(context.channel) }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let frame = unwrapInboundIn(data)
        // RFC 6455, 5.1 and 5.2: a client masks, and no extension was agreed on.
        guard frame.maskKey != nil, !frame.rsv1, !frame.rsv2, !frame.rsv3 else {
            return fail(context)
        }
        switch frame.opcode {
        case .pong: break
        case .ping:
            // Who reads nothing gets no answers to keep.
            guard context.channel.isWritable else { return }
            let answer = WebSocketFrame(fin: true, opcode: .pong, data: frame.unmaskedData)
            context.writeAndFlush(wrapOutboundOut(answer), promise: nil)
        default: context.close(promise: nil)
        }
    }

    private func fail(_ context: ChannelHandlerContext) {
        var data = ByteBuffer()
        data.write(webSocketErrorCode: .protocolError)
        let frame = WebSocketFrame(fin: true, opcode: .connectionClose, data: data)
        let channel = context.channel
        context.writeAndFlush(wrapOutboundOut(frame)).whenComplete { _ in
            channel.close(promise: nil)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}
