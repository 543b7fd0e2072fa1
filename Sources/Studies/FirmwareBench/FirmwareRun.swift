import ClosedLoop
import Detection
import Foundation
import PlanImage
import Planning
import SignalSources
import Stimulation

/// One recording through the loop on this machine and through the firmware in the emulator.
package struct FirmwareRun: Sendable {
    package let planned: PlannedLoop
    package let blockFrames: Int
    package let board: EmulatedBoard
    package let host: HostRun
    package let records: [DeviceRecord]
    package let imageByteCount: Int
    /// What the page of doses held when the session had ended.
    package let page: [UInt8]

    /// - Parameters:
    ///   - seconds: how much of the source; nil for all.
    ///   - page: what the page of doses holds at power-on; nil for a new one.
    ///   - corrupt: changes the plan's image on its way to the device.
    ///   - progress: share done from 0 to 1; true stops the run.
    package init(
        _ source: SignalSource, _ planned: PlannedLoop, emulator: Emulator,
        blockFrames: Int? = nil, seconds: Double? = nil, fault: PlayedFault? = nil,
        page: [UInt8]? = nil,
        corrupt: (inout [UInt8]) -> Void = { _ in }, progress: (Double) -> Bool = { _ in false }
    ) throws {
        self.planned = planned
        board = emulator.board
        let hopFrames = Int(planned.plan.detection.hopFrames)
        self.blockFrames = min(hopFrames, blockFrames ?? Self.defaultBlockFrames)
        var plan = try Self.image(of: planned.plan, blockFrames: self.blockFrames)
        corrupt(&plan)
        imageByteCount = plan.count
        let folder = try WorkFolder.create("quench-firmware")
        defer { try? FileManager.default.removeItem(at: folder) }

        let frameCountMax =
            seconds.map { Int64(($0 * planned.signal.rateHertz).rounded()) } ?? .max
        let groupCount = source.frontEnd.groupCount
        let stream = try StreamFile(
            creating: folder.appending(path: "stream.bin"), groupCount: groupCount,
            firstFrame: source.frameRange.lowerBound, fault: fault)
        host = try HostRun(
            source, plan: planned.plan, frameCountMax: frameCountMax,
            doses: page.map(EarlierDoses.init(page:)) ?? .none,
            copy: { first, counts in
                if progress(0) { throw FirmwareError.stopped }
                try stream.append(first, counts, groupCount: groupCount)
            })
        try stream.close()

        let pageFile = folder.appending(path: "page.bin")
        if let page {
            try FirmwareError.naming(pageFile.path) { try Data(page).write(to: pageFile) }
        }
        let hopCount = max(1, host.hops.count)
        // A hop's record, the pulses that it can have, and resets.
        let most = (20 * hopCount + 1_000) * DeviceRecord.byteCount
        records = try emulator.run(plan: plan, in: folder, recordBytesMax: most) { bytes in
            progress(Double(bytes / DeviceRecord.byteCount) / Double(hopCount))
        }
        guard let left = FileManager.default.contents(atPath: pageFile.path) else {
            throw FirmwareError("the emulator left no page of doses")
        }
        self.page = [UInt8](left)
    }

    /// The block that the sample interrupt hands over unless told otherwise: small enough that
    /// little is left to do when a hop ends, large enough that handing over costs little.
    package static let defaultBlockFrames = 5

    /// Converters of the front end, and what the linker script leaves beside the stack.
    static let channelCountMax = 128
    static let memoryByteCountMax = FirmwareImage.ramBytesMax - 11 * 1_024

    /// The plan's image, as it was read back and checked; one whose loop alone is more than the
    /// device has room for is refused. The device counts to the byte, its ring included.
    package static func image(of plan: LoopPlan, blockFrames: Int) throws -> [UInt8] {
        let channelCount = plan.detection.channelCount
        guard channelCount <= channelCountMax else {
            throw FirmwareError(
                "the device has \(channelCountMax) channels, the plan \(channelCount); "
                    + "choose with frontEnd.channels")
        }
        let byteCount = ClosedLoop.memoryBytes(for: plan)
        guard byteCount <= memoryByteCountMax else {
            throw FirmwareError(
                "\(refusalName(100)) (\(byteCount) bytes for the loop, \(memoryByteCountMax) there)"
            )
        }
        let device = DevicePlan(loop: plan.constants, blockFrames: Int32(clamping: blockFrames))
        var bytes = [UInt8](repeating: 0, count: device.imageByteCount)
        unsafe bytes.withUnsafeMutableBytes { unsafe device.write(to: $0, plan.tables.view) }
        do {
            _ = try unsafe bytes.withUnsafeBytes { unsafe try DevicePlan(image: $0) }
        } catch let error as PlanImageError {
            throw FirmwareError(
                "the plan's image would be refused by the device: "
                    + "\(PlanImageError.name(ofCode: error.code))")
        }
        return bytes
    }

    /// Why the device did not start, in words.
    static func refusalName(_ code: UInt32) -> String {
        code == 100
            ? "the plan needs more memory than there is; use fewer channels, a longer hop or shorter "
                + "windows" : "\(PlanImageError.name(ofCode: code))"
    }

    package var hops: [DeviceHop] {
        records.compactMap { if case .hop(let hop) = $0 { hop } else { nil } }
    }
    package var pulses: [Pulse] {
        records.compactMap { if case .pulse(let pulse) = $0 { pulse } else { nil } }
    }
    package var end: DeviceEnd? {
        records.lazy.compactMap { if case .ended(let end) = $0 { end } else { nil } }.first
    }

    /// Where host and device first differ; nil where they are equal in every hop's decision and
    /// features, every pulse of the loop, every pulse of the generator, and the hash over all.
    package var difference: String? {
        let hops = self.hops
        for (device, host) in zip(hops, host.hops) {
            if device.endFrame != host.endFrame {
                return "a hop ends at frame \(device.endFrame), the host's at \(host.endFrame)"
            }
            if device.decisionHash != host.decisionHash {
                let seconds = Double(host.endFrame) / planned.signal.rateHertz
                return "the hop that ends at frame \(host.endFrame) (\(seconds) s) differs"
            }
        }
        guard hops.count == host.hops.count else {
            return "\(hops.count) hops, the host's are \(host.hops.count)"
        }
        guard let end else { return "the device did not end its session" }
        guard end.decisionHash == host.decisionHash else { return "the hash of all differs" }
        guard Int(end.pulses) == host.pulses.count else {
            return "\(end.pulses) pulses of the loop, the host's are \(host.pulses.count)"
        }
        for (device, host) in zip(pulses, host.pulses) where !device.isAlike(host) {
            return "the generator's pulse at \(device.startMicroseconds) µs is not the host's at "
                + "\(host.startMicroseconds) µs"
        }
        guard pulses.count == host.pulses.count else {
            return "the generator delivered \(pulses.count) pulses, the host's are "
                + "\(host.pulses.count)"
        }
        return nil
    }
}

extension Pulse {
    /// What flows is the same; a generator knows no therapy's place.
    fileprivate func isAlike(_ other: Pulse) -> Bool {
        startMicroseconds == other.startMicroseconds
            && amplitudeMicroamperes == other.amplitudeMicroamperes
            && firstPhaseMicroseconds == other.firstPhaseMicroseconds
            && interphaseGapMicroseconds == other.interphaseGapMicroseconds
            && secondPhaseMicroseconds == other.secondPhaseMicroseconds
            && cathodes == other.cathodes && anodes == other.anodes && wasCut == other.wasCut
    }
}
