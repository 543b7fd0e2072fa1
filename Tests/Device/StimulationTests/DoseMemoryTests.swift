import Stimulation
import TestSupport
import Testing

/// What the caps count, from one run to the next.
@Suite("Stimulator: doses that outlive a run")
struct DoseMemoryTests {
    static func words(_ stimulator: inout Stimulator, at tick: Int64) -> [Int32] {
        var words: [Int32] = []
        stimulator.forEachDoseWord(at: tick) { words.append($0) }
        return words
    }

    private static func restored(
        _ words: [Int32], _ caps: TherapyCaps, at tick: Int64
    ) throws -> Stimulator {
        var stimulator = try CapWindowTests.stimulator(caps)
        let isTaken = stimulator.restoreDoses(words.span, at: tick)
        #expect(isTaken)
        return stimulator
    }

    /// Runs of any length that begin at any tick, and nothing counted between them.
    @Test("runs one after the other are refused what one long run is", arguments: 0..<20)
    func runs(seed: Int) throws {
        var random = SplitMix64(seed: UInt64(seed))
        let caps = TherapyCaps(
            therapiesPerHour: 6, therapiesPerDay: 30, chargePerDayPicocoulombs: 25 * 480_000)
        var whole = try CapWindowTests.stimulator(caps)
        var parts = try CapWindowTests.stimulator(caps)
        // From the device's time to the tick of the run under way.
        var offset: Int64 = 0
        var time: Int64 = 0
        var refusals: Set<RefusalReason> = []
        for step in 0..<600 {
            time += Int64.random(in: 1...(step % 50 < 40 ? 10 : 150) * minute, using: &random)
            if Int.random(in: 0..<4, using: &random) == 0 {
                let kept = Self.words(&parts, at: time + offset)
                offset = Int64.random(in: 0...3 * day, using: &random) - time
                parts = try Self.restored(kept, caps, at: time + offset)
            }
            let expected = CapWindowTests.detect(&whole, at: time)
            let response = CapWindowTests.detect(&parts, at: time + offset)
            switch (expected, response) {
            case (.started, .started): continue
            case (.refused(let first, _), .refused(let second, _)) where first == second:
                refusals.insert(first)
            default:
                Issue.record("seed \(seed), step \(step): \(response), not \(expected)")
                return
            }
        }
        _ = parts.drain(before: time + offset + second)
        #expect(parts.violation == .none)
        #expect(refusals.isSuperset(of: [.hourCap, .chargeCap]), "\(refusals)")
    }

    @Test("one therapy a day stays one, whenever the run after it begins", arguments: [0, 1, day])
    func dayCap(tick: Int64) throws {
        let caps = TherapyCaps(therapiesPerDay: 1)
        var first = try CapWindowTests.stimulator(caps)
        _ = CapWindowTests.detect(&first, at: minute)
        let kept = Self.words(&first, at: minute + second)
        var next = try Self.restored(kept, caps, at: tick)
        let refused = TherapyResponse.refused(.dayCap, isRepeated: false)
        #expect(CapWindowTests.detect(&next, at: tick) == refused)
        #expect(CapWindowTests.detect(&next, at: tick + day - 2 * second) == refused)
        guard case .started = CapWindowTests.detect(&next, at: tick + day + 2 * day / 96) else {
            Issue.record("the cap did not open again")
            return
        }
    }

    @Test("after a loss nothing is given for a day, over however many runs, and the reason is told")
    func withheld() throws {
        var stimulator = try CapWindowTests.stimulator(TherapyCaps())
        stimulator.withholdForADay(from: 5 * second)
        let refused = TherapyResponse.refused(.dosesUnknown, isRepeated: false)
        #expect(CapWindowTests.detect(&stimulator, at: 5 * second) == refused)
        let kept = Self.words(&stimulator, at: 5 * second + hour)
        var next = try Self.restored(kept, TherapyCaps(), at: 0)
        #expect(CapWindowTests.detect(&next, at: day - hour - 1) == refused)
        guard case .started = CapWindowTests.detect(&next, at: day - hour) else {
            Issue.record("not given after a day")
            return
        }
        #expect(next.drain(before: day).count == 1)
        #expect(next.violation == .none)
    }

    @Test("words that are no memory's are refused, and nothing changes")
    func damage() throws {
        var stimulator = try CapWindowTests.stimulator(TherapyCaps())
        _ = CapWindowTests.detect(&stimulator, at: minute)
        let kept = Self.words(&stimulator, at: minute + 1)
        var cases: [[Int32]] = [[], Array(kept.dropLast()), kept + [0]]
        for (index, value) in [
            (0, -1), (0, 37_500_000), (1, -1), (1, 900_000_000), (3, -1), (3, 21), (5, -1),
            // More in one bucket than twice a cap: therapies, then µs, then pC.
            (5, 401 << 12), (4, 720_000_001), (201, 4_001 << 12), (201, 117),
        ] {
            var words = kept
            words[index] = Int32(value)
            cases.append(words)
        }
        for (index, words) in cases.enumerated() {
            let isTaken = stimulator.restoreDoses(words.span, at: 2 * minute)
            #expect(!isTaken, "case \(index)")
        }
        #expect(Self.words(&stimulator, at: minute + 1) == kept)
    }

    @Test("random words never trap", arguments: 0..<50)
    func random(seed: Int) throws {
        var random = SplitMix64(seed: UInt64(seed))
        var stimulator = try CapWindowTests.stimulator(TherapyCaps())
        var words = Self.words(&stimulator, at: 0)
        for _ in 0..<200 {
            let place = words.indices.randomElement(using: &random) ?? 0
            words[place] = Int32.random(in: .min ... .max, using: &random)
            var other = stimulator
            if other.restoreDoses(words.span, at: Int64.random(in: 0...day, using: &random)) {
                _ = CapWindowTests.detect(&other, at: 2 * day)
            } else {
                words[place] = 0
            }
        }
    }
}
