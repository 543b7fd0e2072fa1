/// Every frame of a capture, counted once, in frames of the loop.
public struct FrameLedger: Sendable, Equatable {
    /// What the device gave by its clock, from the first frame to where the run ended.
    public var given: Int64 = 0
    /// What was handed to the loop.
    public var read: Int64 = 0
    /// What lies in gaps: lost by the device, or set aside so that a gap ends with a whole record.
    public var lost: Int64 = 0

    public init(given: Int64 = 0, read: Int64 = 0, lost: Int64 = 0) {
        self.given = given
        self.read = read
        self.lost = lost
    }

    public var isBalanced: Bool { given == read + lost }
}
