/// Every frame of a capture, counted once, in frames of the loop.
package struct FrameLedger: Sendable, Equatable {
    /// What the device gave by its clock, from the first frame to where the run ended.
    package var given: Int64 = 0
    /// What was handed to the loop.
    package var read: Int64 = 0
    /// What lies in gaps: lost by the device, or set aside so that a gap ends with a whole record.
    package var lost: Int64 = 0

    package init(given: Int64 = 0, read: Int64 = 0, lost: Int64 = 0) {
        self.given = given
        self.read = read
        self.lost = lost
    }

    package var isBalanced: Bool { given == read + lost }
}
