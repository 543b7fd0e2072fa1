import Stimulation

/// A programme in plain numbers, as a person might have set it: near the limits, on either side.
struct RandomProgram {
    var electrodes: ElectrodeModel
    /// Impedance and area of electrodes 0...16, as the oracle sees them; nil where unusable.
    var model: [(impedance: Int32, area: Int32)?]
    var therapies: [(bursts: [BurstProgram], pause: Int32)]
    var timing: TherapyTiming
    var caps: TherapyCaps

    var list: TherapyList {
        var list = TherapyList()
        for therapy in therapies {
            list.append(
                therapy.bursts.count == 1
                    ? TherapyProgram(therapy.bursts[0])
                    : TherapyProgram(
                        therapy.bursts[0], pauseMicroseconds: therapy.pause,
                        then: therapy.bursts[1]))
        }
        return list
    }

    init(using generator: inout SeededGenerator) {
        // One programme in three is wild somewhere; the others lie within the limits or at them.
        var source = Source(generator: generator, wildPercent: generator.chance(33) ? 3 : 0)
        (electrodes, model) = source.electrodes()
        timing = source.timing()
        therapies = []
        for _ in 0..<source.number(1...5) {
            var bursts: [BurstProgram] = []
            for _ in 0..<source.number(1...2) { bursts.append(source.burst(model, electrodes)) }
            therapies.append((bursts, source.pick(0...300_000, wild: [-1, 10_000_001])))
        }
        caps = source.caps()
        caps.chargePerDayPicocoulombs = source.chargePerDay(of: list)
        generator = source.generator
    }
}

extension RandomProgram {
    /// Draws fields: within a tame range, at one of its ends, or one of the wild values.
    private struct Source {
        var generator: SeededGenerator
        var wildPercent: Int

        mutating func number(_ range: ClosedRange<Int>) -> Int {
            Int.random(in: range, using: &generator)
        }

        mutating func pick(_ tame: ClosedRange<Int32>, wild: [Int32]) -> Int32 {
            if generator.chance(wildPercent) {
                return wild.randomElement(using: &generator) ?? tame.lowerBound
            }
            if generator.chance(12) {
                return generator.chance(50) ? tame.upperBound : tame.lowerBound
            }
            return Int32.random(in: tame, using: &generator)
        }

        mutating func electrodes() -> (ElectrodeModel, [(impedance: Int32, area: Int32)?]) {
            var electrodes = ElectrodeModel(
                complianceMillivolts: pick(3_000...20_000, wild: [0, -1, 20_001, .max]))
            var model: [(impedance: Int32, area: Int32)?] = Array(repeating: nil, count: 17)
            let areas: ClosedRange<Int32> =
                generator.chance(50) ? 100_000...8_000_000 : 5_000_000...2_000_000_000
            for contact in 0..<number(2...16) {
                let impedance = pick(50...3_000, wild: [0, -5, 1_000_001, .max])
                let area = pick(areas, wild: [0, -1, 1, .max])
                let isUsable = contact == 0 || !generator.chance(wildPercent)
                electrodes.setContact(
                    contact, impedanceOhms: impedance, areaSquareMicrometres: area,
                    isUsable: isUsable)
                model[contact] = isUsable ? (impedance, area) : nil
            }
            if generator.chance(60) {
                electrodes.setCase(impedanceOhms: 100, areaSquareMicrometres: 1_000_000_000)
                model[16] = (100, 1_000_000_000)
            }
            return (electrodes, model)
        }

        mutating func timing() -> TherapyTiming {
            TherapyTiming(
                startDelayMicroseconds: pick(0...50_000, wild: [-1, 50_001]),
                blankingMicroseconds: pick(0...500_000, wild: [-1, 10_000_001]),
                redetectionMicroseconds: Int64(
                    pick(500_000...3_000_000, wild: [-1, 0, 600_000_001])),
                refractoryMicroseconds: Int64(pick(0...60_000_000, wild: [-1, .min])))
        }

        mutating func caps() -> TherapyCaps {
            TherapyCaps(
                therapiesPerEpisode: pick(1...5, wild: [0, 6]),
                therapiesPerHour: pick(1...20, wild: [0, 201]),
                therapiesPerDay: pick(1...60, wild: [0, 2_001]))
        }

        /// Tight enough to bind after a few trains, sometimes too tight for one.
        mutating func chargePerDay(of list: TherapyList) -> Int64 {
            guard generator.chance(60) else { return 250_000_000_000 }
            var largest: Int64 = 0
            for index in 0..<list.count {
                largest = max(largest, list.therapy(index).chargePicocoulombs)
            }
            if generator.chance(wildPercent) { return largest - 1 }
            let trains = Int64.random(in: 2...14, using: &generator)
            return min(max(0, largest / 2 &* trains &+ 1), 250_000_000_001)
        }

        mutating func burst(
            _ model: [(impedance: Int32, area: Int32)?], _ electrodes: ElectrodeModel
        ) -> BurstProgram {
            let (cathodes, anodes) = contacts(model)
            var burst = BurstProgram(
                amplitudeMicroamperes: 1,
                pulseWidthMicroseconds: pick(
                    40...(generator.chance(30) ? 1_000 : 200), wild: [0, 39, 1_001, .max, .min]),
                interphaseGapMicroseconds: pick(0...200, wild: [-1, 1_500, 2_000, 2_001, .max]),
                pulsePeriodMicroseconds: pick(
                    3_004...20_000, wild: [0, 3_003, 1_000_000, 1_000_001, .max]),
                pulseCount: pick(1...20, wild: [0, -1, 249, 250, 1_664, 1_665, .max]),
                cathodes: cathodes, anodes: anodes)
            let largest = largestAmplitude(burst, model, electrodes)
            burst.amplitudeMicroamperes = pick(
                1...largest, wild: [0, -1, largest + 1, 12_001, .max, .min])
            return burst
        }

        mutating func contacts(
            _ model: [(impedance: Int32, area: Int32)?]
        ) -> (ContactSet, ContactSet) {
            let usable = model.indices.filter { model[$0] != nil }
            var cathodes: UInt32 = 0
            var anodes: UInt32 = 0
            for _ in 0..<number(1...3) {
                cathodes |= 1 << UInt32(usable.randomElement(using: &generator) ?? 0)
                anodes |= 1 << UInt32(usable.randomElement(using: &generator) ?? 0)
            }
            if !generator.chance(wildPercent) { anodes &= ~cathodes }
            if anodes == 0, usable.count > 1 {
                cathodes = 1 << UInt32(usable[0])
                anodes = 1 << UInt32(usable[1])
            }
            if generator.chance(wildPercent) {
                anodes |= 1 << UInt32.random(in: 0...31, using: &generator)
            }
            return (ContactSet(rawValue: cathodes), ContactSet(rawValue: anodes))
        }

        /// About the largest amplitude that density and compliance allow the burst; at least 1.
        func largestAmplitude(
            _ burst: BurstProgram, _ model: [(impedance: Int32, area: Int32)?],
            _ electrodes: ElectrodeModel
        ) -> Int32 {
            var largest: Int64 = 12_000
            var ohms: Int64 = 0
            for side in [burst.cathodes, burst.anodes] {
                let count = Int64(side.count)
                var worst: Int64 = 0
                for index in 0..<17 where side.contains(index) {
                    guard let electrode = model[index] else { continue }
                    let area = Int64(electrode.area) * count
                    largest = min(largest, area / (4 * max(1, Int64(burst.pulseWidthMicroseconds))))
                    worst = max(worst, Int64(electrode.impedance) / max(1, count))
                }
                ohms += worst
            }
            let volts = 1_000 * Int64(electrodes.complianceMillivolts) / max(1, ohms)
            return Int32(max(1, min(largest, volts)))
        }
    }
}
