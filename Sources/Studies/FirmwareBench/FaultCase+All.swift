import Stimulation

extension FaultCase {
    /// All of them. Those that may catch a therapy wait for one.
    ///
    /// - Parameters:
    ///   - hopFrames: frames of a hop.
    ///   - burst: the first burst of the plan, whose programme some write over.
    package static func all(hopFrames: Int, burst: BurstProgram) -> [FaultCase] {
        loop(UInt32(hopFrames)) + resets + doses + memory(burst) + plans
    }

    private static func loop(_ hop: UInt32) -> [FaultCase] {
        [
            FaultCase(
                "ring full in a pulse",
                PlayedFault(.hog, waits: .pulse, atFrame: 0, edges: 6 * hop),
                leadsTo: .safeState(.ringOverrun)),
            FaultCase(
                "hop not finished before the next",
                PlayedFault(.hog, waits: .pulse, atFrame: 0, edges: 2 * hop),
                blockFrames: Int(hop), leadsTo: .safeState(.missedDeadline)),
            FaultCase(
                "converters stuck at a value",
                PlayedFault(.stuckValue, waits: .therapy, atFrame: 0, edges: 150 * hop),
                leadsTo: .safeState(.tooFewChannels)),
            FaultCase(
                "converters deliver nothing, in a pulse",
                PlayedFault(.stuckClock, waits: .pulse, atFrame: 0, edges: 50 * hop),
                leadsTo: .safeState(.sourceLost)),
        ]
    }

    private static var resets: [FaultCase] {
        [
            FaultCase(
                "brown-out in a pulse", PlayedFault(.brownOut, waits: .pulse, atFrame: 0),
                leadsTo: .reset(cause: 2, doses: .inBothCopies, refusal: nil)),
            FaultCase(
                "processor taken for good, in a pulse",
                PlayedFault(.hog, waits: .pulse, atFrame: 0, edges: 1 << 30),
                leadsTo: .reset(cause: 3, doses: .inBothCopies, refusal: nil)),
            FaultCase(
                "undefined instruction in a pulse", PlayedFault(.crash, waits: .pulse, atFrame: 0),
                leadsTo: .reset(cause: 3, doses: .inBothCopies, refusal: nil)),
        ]
    }

    /// One therapy a day, and what the device knows of it afterwards.
    private static var doses: [FaultCase] {
        func brownOut(_ pageDamage: UInt32) -> PlayedFault {
            var fault = PlayedFault(.brownOut, waits: .pulse, atFrame: 0)
            fault.pageDamage = pageDamage
            return fault
        }
        return [
            FaultCase(
                "brown-out after the day's only therapy", brownOut(0), therapiesPerDay: 1,
                leadsTo: .reset(cause: 2, doses: .inBothCopies, refusal: .dayCap)),
            FaultCase(
                "the same, first copy of the doses damaged", brownOut(1), therapiesPerDay: 1,
                leadsTo: .reset(cause: 2, doses: .inOneCopy, refusal: .dayCap)),
            FaultCase(
                "the same, second copy damaged", brownOut(2), therapiesPerDay: 1,
                leadsTo: .reset(cause: 2, doses: .inOneCopy, refusal: .dayCap)),
            FaultCase(
                "off and on after the day's only therapy", therapiesPerDay: 1, pageDamage: 0,
                leadsTo: .start(doses: .inBothCopies, refusal: .dayCap)),
            FaultCase(
                "brown-out, both copies damaged", brownOut(3),
                leadsTo: .reset(cause: 2, doses: .lost, refusal: .dosesUnknown)),
            FaultCase(
                "off and on, both copies damaged", pageDamage: 3,
                leadsTo: .start(doses: .lost, refusal: .dosesUnknown)),
        ]
    }

    /// The programme in memory, beyond a limit that the plan kept.
    private static func memory(_ burst: BurstProgram) -> [FaultCase] {
        func fault(_ first: Int32, _ second: Int32, _ value: UInt32, _ waits: PlayedFault.Waits)
            -> PlayedFault
        {
            var fault = PlayedFault(.memory, waits: waits, atFrame: 0)
            fault.corruption = PlayedFault.Corruption(
                first: UInt32(first), second: UInt32(second), value: value)
            return fault
        }
        return [
            FaultCase(
                "amplitude in memory, before a therapy",
                fault(
                    burst.amplitudeMicroamperes, burst.pulseWidthMicroseconds, 20_000, .nothing),
                leadsTo: .limited),
            FaultCase(
                "amplitude in memory, in a pulse",
                fault(burst.amplitudeMicroamperes, burst.pulseWidthMicroseconds, 20_000, .pulse),
                leadsTo: .limited),
            FaultCase(
                "period in memory, in a pulse",
                fault(burst.pulsePeriodMicroseconds, burst.pulseCount, 1_000, .pulse),
                leadsTo: .limited),
            FaultCase(
                "number of pulses in memory, in a pulse",
                fault(
                    burst.pulseCount, Int32(bitPattern: burst.cathodes.rawValue),
                    UInt32(bitPattern: burst.pulseCount) | 1 << 14, .pulse),
                leadsTo: .limited),
        ]
    }

    private static var plans: [FaultCase] {
        [
            FaultCase("plan: a bit flipped", leadsTo: .refused(code: 4)) { $0[200] ^= 4 },
            FaultCase("plan: of another version", leadsTo: .refused(code: 3)) { $0[4] &+= 1 },
            FaultCase("plan: erased", leadsTo: .refused(code: 2)) { image in
                for index in image.indices { image[index] = 0xFF }
            },
        ]
    }
}
