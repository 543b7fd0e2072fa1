import Stimulation
import TestSupport

/// SplitMix64: small, seeded, the same everywhere.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &self) < percent }
}

let second: Int64 = 1_000_000
let minute: Int64 = 60 * second
let hour: Int64 = 60 * minute
let day: Int64 = 24 * hour

let contact0 = ContactSet(rawValue: 1)
let contact1 = ContactSet(rawValue: 2)

/// Two contacts of 8 mm² and 500 Ω, and the case.
func standardElectrodes(
    impedance: Int32 = 500, area: Int32 = 8_000_000, compliance: Int32 = 12_000
) -> ElectrodeModel {
    var electrodes = ElectrodeModel(complianceMillivolts: compliance)
    electrodes.setContact(0, impedanceOhms: impedance, areaSquareMicrometres: area)
    electrodes.setContact(1, impedanceOhms: impedance, areaSquareMicrometres: area)
    electrodes.setCase(impedanceOhms: 100, areaSquareMicrometres: 1_000_000_000)
    return electrodes
}

/// 3 mA, 160 µs, 200 Hz, 100 ms between contacts 0 and 1.
func standardBurst(
    amplitude: Int32 = 3_000, width: Int32 = 160, gap: Int32 = 100, period: Int32 = 5_000,
    count: Int32 = 20, cathodes: ContactSet = contact0, anodes: ContactSet = contact1
) -> BurstProgram {
    BurstProgram(
        amplitudeMicroamperes: amplitude, pulseWidthMicroseconds: width,
        interphaseGapMicroseconds: gap, pulsePeriodMicroseconds: period, pulseCount: count,
        cathodes: cathodes, anodes: anodes)
}

func list(_ therapies: TherapyProgram...) -> TherapyList {
    var list = TherapyList()
    for therapy in therapies { list.append(therapy) }
    return list
}

/// `count` therapies of one standard burst each.
func standardTherapies(_ count: Int = 5, burst: BurstProgram = standardBurst()) -> TherapyList {
    var list = TherapyList()
    for _ in 0..<count { list.append(TherapyProgram(burst)) }
    return list
}

extension Stimulator {
    /// Every pulse over by `tick`.
    mutating func drain(before tick: Int64) -> [Pulse] {
        var pulses: [Pulse] = []
        while let pulse = nextPulse(before: tick) { pulses.append(pulse) }
        return pulses
    }
}

func standardPulse(
    start: Int64 = 0, amplitude: Int32 = 3_000, first: Int32 = 160, gap: Int32 = 100,
    second: Int32? = nil, cathodes: ContactSet = contact0, anodes: ContactSet = contact1,
    burst: Int32 = 0, index: Int32 = 0
) -> Pulse {
    Pulse(
        startMicroseconds: start, amplitudeMicroamperes: amplitude, firstPhaseMicroseconds: first,
        interphaseGapMicroseconds: gap, secondPhaseMicroseconds: second ?? first,
        cathodes: cathodes, anodes: anodes, burstIndex: burst, pulseIndex: index)
}
