import ClosedLoop
import Detection
import Stimulation

/// What a plan is known by: a checksum over every number of it, in the order of a device's image, the
/// model's weights or trees included. 64 bits tell plans apart; they do not keep out a forger.
extension LoopPlan {
    /// Of all that the loop runs by. Time linear in the plan's size, no allocation.
    public var identity: UInt64 { constants.identity(tables.view) }

    /// The same without the therapy: what a detector's adapted state belongs to.
    public var detectorIdentity: UInt64 {
        var detector = constants
        detector.stimulation = .detectOnly
        return detector.identity(tables.view)
    }
}

extension LoopConstants {
    /// Time linear in the plan's size, no allocation.
    public func identity(_ tables: borrowing LearnedTablesView) -> UInt64 {
        var fields = ImageFields()
        fields.write(DevicePlan(loop: self, blockFrames: 0), tables)
        return fields.checksum.value
    }
}
