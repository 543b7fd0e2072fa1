/// What was seen on a trigger line.
package struct TriggerNews: Sendable, Equatable {
    package enum Kind: Int64, Sendable {
        case edge
        /// The line has been beyond its level for `TriggerWatch.stuckSeconds`.
        case stuck
    }

    package var kind: Kind
    /// Place among the plan's lines.
    package var line: Int
    /// Index of the device's frame, gaps counted.
    package var deviceFrame: Int64
    /// Of the line, from 1 on; of an edge.
    package var number: Int64

    package init(kind: Kind, line: Int, deviceFrame: Int64, number: Int64) {
        self.kind = kind
        self.line = line
        self.deviceFrame = deviceFrame
        self.number = number
    }
}

/// What a trigger line came to.
package struct TriggerReport: Sendable, Equatable {
    package var edges: Int64 = 0
    /// Edges that came too close upon each other to be told one by one.
    package var edgesNotTold: Int64 = 0
    /// Times that it was told of as stuck.
    package var timesStuck = 0
    /// Samples of 32 bits; the least is above the most where there was none.
    package var least = Int32.max
    package var most = Int32.min
}
