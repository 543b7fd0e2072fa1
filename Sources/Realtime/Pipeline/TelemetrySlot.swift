import ClosedLoop
import Detection
import FrameRing
import Stimulation

/// How a hop lies in a slot of the telemetry ring: record, pulses, groups.
struct TelemetrySlot {
    let groupCount: Int
    /// Whether a learned detector's inputs follow the groups.
    let hasInputs: Bool

    private static let pulsesOffset = aligned(MemoryLayout<HopRecord>.stride)
    private static let groupsOffset =
        pulsesOffset + aligned(16 * MemoryLayout<Pulse>.stride)

    private var inputsOffset: Int {
        Self.aligned(Self.groupsOffset + groupCount * MemoryLayout<GroupReading>.stride)
    }

    var byteCount: Int {
        inputsOffset + (hasInputs ? groupCount * MemoryLayout<LearnedLanes>.stride : 0)
    }

    private static func aligned(_ bytes: Int) -> Int { (bytes + 63) / 64 * 64 }

    /// Copies what the loop holds after a decision.
    func write(_ record: HopRecord, of loop: borrowing ClosedLoop, to slot: inout MutableRawSpan) {
        slot.storeBytes(of: record, as: HopRecord.self)
        for index in 0..<Int(record.decision.pulseCount) {
            slot.storeBytes(
                of: loop.pulse(index),
                toByteOffset: Self.pulsesOffset + index * MemoryLayout<Pulse>.stride, as: Pulse.self
            )
        }
        for group in 0..<groupCount {
            slot.storeBytes(
                of: loop.reading(ofGroup: group),
                toByteOffset: Self.groupsOffset + group * MemoryLayout<GroupReading>.stride,
                as: GroupReading.self)
        }
        guard hasInputs else { return }
        for group in 0..<groupCount {
            slot.storeBytes(
                of: loop.inputs(ofGroup: group),
                toByteOffset: inputsOffset + group * MemoryLayout<LearnedLanes>.stride,
                as: LearnedLanes.self)
        }
    }

    /// Copies a slot that `write` filled; no other bytes can stand in the ring.
    func read(_ slot: RawSpan, into report: inout HopReport) {
        report.record = unsafe slot.unsafeLoad(as: HopRecord.self)
        report.pulses.removeAll(keepingCapacity: true)
        report.groups.removeAll(keepingCapacity: true)
        for index in 0..<Int(report.record.decision.pulseCount) {
            report.pulses.append(
                unsafe slot.unsafeLoad(
                    fromByteOffset: Self.pulsesOffset + index * MemoryLayout<Pulse>.stride,
                    as: Pulse.self))
        }
        for group in 0..<groupCount {
            report.groups.append(
                unsafe slot.unsafeLoad(
                    fromByteOffset: Self.groupsOffset + group * MemoryLayout<GroupReading>.stride,
                    as: GroupReading.self))
        }
        report.inputs.removeAll(keepingCapacity: true)
        guard hasInputs else { return }
        for group in 0..<groupCount {
            report.inputs.append(
                unsafe slot.unsafeLoad(
                    fromByteOffset: inputsOffset + group * MemoryLayout<LearnedLanes>.stride,
                    as: LearnedLanes.self))
        }
    }
}
