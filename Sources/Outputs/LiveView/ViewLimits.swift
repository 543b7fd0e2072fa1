import NIOCore

/// What the view's server gives to those who connect, so that none of them can take more.
enum ViewLimits {
    /// Pages at a time, and connections.
    static let viewersMax = 8
    static let connectionsMax = 64
    /// A request with its headers, and what a page may send in one frame, bytes.
    static let requestBytesMax = 16_384
    static let frameBytesMax = 1_024
    /// A request must be answered, and the answer read, within this.
    static let requestTime = TimeAmount.seconds(20)
    /// A page that takes nothing for so long is gone.
    static let stallSeconds = 20.0
    /// What may wait for a slow page; no picture is begun above the upper mark.
    static let waitingBytes = (low: 1 << 16, high: 1 << 20)
    /// Pictures a second at most, and the longest time between two of them.
    static let tick = TimeAmount.milliseconds(33)
    static let quietSeconds = 0.2
    /// Hops that wait for the server, and what they may take, bytes; those beyond are not shown.
    static let hopsWaitingMax = 8_192
    static let hopsWaitingBytesMax = 32 << 20
}
