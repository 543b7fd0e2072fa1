import Testing

@testable import FirmwareBench

@Suite("Records of the emulated device")
struct DeviceRecordTests {
    private func record(_ words: [Int: UInt32]) -> [UInt8] {
        (0..<24).flatMap { index in
            (0..<4).map { UInt8(truncatingIfNeeded: (words[index] ?? 0) >> UInt32(8 * $0)) }
        }
    }

    @Test("words become a hop, a pulse and an end")
    func kinds() throws {
        let bytes =
            record([0: 3, 1: 7, 2: 1, 3: 0x0302, 4: 1, 5: 5, 6: 6, 8: 80, 13: 9])
            + record([0: 100, 1: 0xFFFF_FFFF, 2: 0, 3: 2_000, 4: 160, 6: 160, 9: 1])
            + record([0: 4, 1: 12, 9: 64, 10: 1_000, 12: 500])
        let records = try DeviceRecord.parse(bytes)
        guard case .hop(let hop) = records[0], case .pulse(let pulse) = records[1],
            case .ended(let end) = records[2]
        else {
            Issue.record("\(records)")
            return
        }
        #expect(hop.endFrame == 1 << 32 | 7 && hop.state == 2 && hop.safeStateReason == 3)
        #expect(hop.startsTherapy && hop.decisionHash == 6 << 32 | 5)
        #expect(hop.decisionTicks == 80 && hop.interruptTicksMax == 9)
        #expect(pulse.startMicroseconds == 0xFFFF_FFFF && pulse.wasCut)
        #expect(pulse.imbalancePicocoulombs == 0)
        #expect(end.nextFrame == 12 && end.ramBytesUsed == 1_564)
    }

    @Test("a start tells what was found of the doses, a hop why it refused")
    func doses() throws {
        let records = try DeviceRecord.parse(
            record([0: 1, 2: 2, 3: 3]) + record([0: 3, 4: 2 | 12 << 8]))
        guard case .started(let cause, let doses) = records[0], case .hop(let hop) = records[1]
        else {
            Issue.record("\(records)")
            return
        }
        #expect(cause == 2 && doses == .lost)
        #expect(hop.refusal == .dosesUnknown && !hop.startsTherapy)
        #expect(throws: FirmwareError.self) { try DeviceRecord.parse(record([0: 1, 3: 4])) }
    }

    @Test("half a record and an unknown kind are errors")
    func hostile() {
        #expect(throws: FirmwareError.self) { try DeviceRecord.parse([1, 2, 3]) }
        #expect(throws: FirmwareError.self) { try DeviceRecord.parse(record([0: 55])) }
    }
}
