import NIOCore
import NIOWebSocket

/// One page that looks on. It is told, and says nothing but that it is there.
final class ViewerHandler: ChannelInboundHandler {
    typealias InboundIn = WebSocketFrame
    typealias OutboundOut = WebSocketFrame

    private let hub: ViewHub

    init(_ hub: ViewHub) { self.hub = hub }

    func handlerAdded(context: ChannelHandlerContext) { hub.add(context.channel) }
    func handlerRemoved(context: ChannelHandlerContext) { hub.remove(context.channel) }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let frame = unwrapInboundIn(data)
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

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}
