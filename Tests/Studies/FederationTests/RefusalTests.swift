import Foundation
import Planning
import TestSupport
import Testing
import Training

@testable import Federation

/// Whatever cannot be a centre's honest answer is refused, and the field is named.
struct RefusalTests {
    /// A change of an answer that the centre itself signs, and the field that must be named.
    struct Lie: CustomTestStringConvertible, Sendable {
        let field: String
        let change: @Sendable (inout CentreAnswer) -> Void

        init(_ field: String, _ change: @escaping @Sendable (inout CentreAnswer) -> Void) {
            (self.field, self.change) = (field, change)
        }

        var testDescription: String { field }
    }

    static let lies = [
        Lie("body.sums[1].gradient[2]") { $0.sums[1].gradient[2] = 2.1 },
        Lie("body.sums[0].gradient[8]") { $0.sums[0].gradient[8] = -1 },
        Lie("body.sums[0].gradient[0]") { $0.sums[0].gradient[0] = 1e308 },
        Lie("body.sums[0].curvature[0]") { $0.sums[0].curvature[0] = 1.1 },
        Lie("body.sums[0].curvature[1]") { $0.sums[0].curvature[1] = -1e308 },
        Lie("body.sums[0].curvature: is not positive") { $0.sums[0].curvature[0] = -0.01 },
        Lie("body.sums[0].curvature: is not positive") { answer in
            answer.sums[0].curvature[1] = 0.9 * answer.sums[0].curvature[0] + 0.2
        },
        Lie("body.sums[2].loss") { $0.sums[2].loss = -0.1 },
        Lie("body.sums[2].loss") { $0.sums[2].loss = 0.5 },
        Lie("body.sums: 4 are expected") { $0.sums.removeLast() },
        Lie("body.sums[3].gradient: 9 numbers") { $0.sums[3] = TravellingSums(inputCount: 6) },
        Lie("body.histograms") { $0.histograms = ScoreHistograms() },
        Lie("body.programVersion") { $0.programVersion = "0.0.9" },
        Lie("body.round") { $0.round = String(repeating: "0", count: 64) },
        Lie("body.centre: 'Oslo' takes no part") { $0.centre = "Oslo" },
        Lie("signature") { $0.centre = "Graz" },
    ]

    @Test("a lie is refused by its field", arguments: lies)
    func refused(lie: Lie) throws {
        let centres = [MadeCentre].three
        let round = try centres.begun()
        var noise = GaussianNoise(SplitMix64(seed: 1))
        var answer = try centres[0].answer(round, &noise)
        lie.change(&answer)
        var step = FederatedStep(round)
        let signed = try Signed(answer, by: centres[0].key)
        let error = #expect(throws: FederationError.self) { try step.take(signed) }
        #expect(error?.description.hasPrefix(lie.field) == true, "\(String(describing: error))")
        #expect(error?.description.contains("\n") == false)
    }

    @Test("in the last round the scores must be of as many subjects as were offered")
    func histograms() throws {
        let centre = MadeCentre("Bern", channels: 1, subjects: 2, seed: 4)
        var round = try FederatedRound([centre.offer()], sharesPermille: [0], stepCount: nil)
        var noise = GaussianNoise(SplitMix64(seed: 1))
        while round.found == nil {
            var step = FederatedStep(round)
            try step.take(Signed(try centre.answer(round, &noise), by: centre.key))
            guard case .asks(let next) = try step.outcome() else { break }
            round = next
        }
        let answer = try centre.answer(round, &noise)
        for change in [
            { $0.seizure[0] += 1 }, { $0.held[5] = -0.5 }, { $0.background[3] = 1e300 },
            { $0.disturbed[127] = 2.5 },
        ] as [(inout ScoreHistograms) -> Void] {
            var lied = answer
            change(&lied.histograms!)
            var step = FederatedStep(round)
            let error = #expect(throws: FederationError.self) {
                try step.take(Signed(lied, by: centre.key))
            }
            #expect(error?.field.hasPrefix("body.histograms.") == true)
        }
        var lacking = answer
        lacking.histograms = nil
        var step = FederatedStep(round)
        #expect(throws: FederationError.self) {
            try step.take(Signed(lacking, by: centre.key))
        }
        try step.take(Signed(answer, by: centre.key))
    }

    @Test("numbers that are not finite are no answer")
    func notFinite() throws {
        let centre = MadeCentre("Bern", channels: 1, subjects: 2, seed: 4)
        let round = try FederatedRound([centre.offer()], sharesPermille: [0], stepCount: nil)
        var noise = GaussianNoise(SplitMix64(seed: 1))
        let honest = try centre.answer(round, &noise)
        for value in [Double.nan, .infinity, -.infinity] {
            var answer = honest
            answer.sums[0].gradient[1] = value
            #expect(throws: FederationError.self) { try answer.check() }
            answer = honest
            answer.sums[0].curvature[1] = value
            #expect(throws: FederationError.self) { try answer.check() }
            answer = honest
            answer.sums[0].loss = value
            #expect(throws: FederationError.self) { try answer.check() }
        }
        // As text no such number exists; one that is too large is refused with its place.
        let text = String(
            decoding: FederatedText.bytes(of: try Signed(honest, by: centre.key)), as: UTF8.self)
        let huge = text.replacing(/"loss":[-0-9.e]+/, with: "\"loss\":1e999")
        let error = #expect(throws: FederationError.self) {
            try Signed<CentreAnswer>.decoded(Data(huge.utf8))
        }
        #expect(error?.description.contains("no JSON, or no number") == true)
    }

    @Test("the same centre twice, and one that is missing")
    func twiceAndMissing() throws {
        let centres = [MadeCentre].three
        let round = try centres.begun()
        var noise = GaussianNoise(SplitMix64(seed: 1))
        var step = FederatedStep(round)
        let first = try Signed(try centres[0].answer(round, &noise), by: centres[0].key)
        try step.take(first)
        let twice = #expect(throws: FederationError.self) { try step.take(first) }
        #expect(twice?.description.contains("'Bern' has answered already") == true)
        let missing = #expect(throws: FederationError.self) { try step.outcome() }
        #expect(missing?.problem.hasPrefix("no answer of Graz, Lund") == true)
    }

    @Test("offers: few seizures, another configuration, a name or a key twice, another's signature")
    func offers() throws {
        let centres = [MadeCentre].three
        let good = centres.map { $0.offer() }
        var few = good[1]
        few.counts.seizures = 2
        #expect(throws: FederationError.self) { try few.check() }
        var other = good[1]
        other.configuration.settings = "another"
        #expect(throws: FederationError.self) { try other.mustJoin([good[0]]) }
        var version = good[1]
        version.configuration.programVersion = "9"
        let error = #expect(throws: FederationError.self) { try version.mustJoin([good[0]]) }
        #expect(error?.field == "body.configuration.programVersion")
        var named = good[1]
        named.centre = "bern"
        #expect(throws: FederationError.self) { try named.mustJoin([good[0]]) }
        #expect(throws: FederationError.self) {
            try FederatedRound([good[0], named], sharesPermille: [0], stepCount: nil)
        }
        var keyed = good[1]
        keyed.publicKey = good[0].publicKey
        #expect(throws: FederationError.self) { try keyed.mustJoin([good[0]]) }
        try Signed(good[0], by: centres[0].key).checkSignature()
        #expect(throws: FederationError.self) {
            try Signed(good[0], by: centres[1].key).checkSignature()
        }
        try good[1].mustJoin([good[0]])
    }

    /// Bytes changed at random: refused or, where nothing that counts was changed, the same.
    @Test("a file with a changed byte is refused in one line or says the same", arguments: 0..<4)
    func mutated(seed: UInt64) throws {
        let centre = MadeCentre("Bern", channels: 1, subjects: 2, seed: 4)
        let round = try FederatedRound([centre.offer()], sharesPermille: [0], stepCount: nil)
        var noise = GaussianNoise(SplitMix64(seed: 1))
        let answer = try centre.answer(round, &noise)
        let bytes = FederatedText.bytes(of: try Signed(answer, by: centre.key))
        let roundBytes = FederatedText.bytes(of: round)
        var random = SplitMix64(seed: seed)
        var refused = 0
        for _ in 0..<150 {
            var changed = bytes
            changed[Int.random(in: 0..<changed.count, using: &random)] = UInt8.random(
                in: 0...255, using: &random)
            do {
                var step = FederatedStep(round)
                let read = try Signed<CentreAnswer>.decoded(Data(changed))
                try step.take(read)
                #expect(read.body == answer)
            } catch {
                refused += 1
                #expect(!error.description.contains("\n") && !error.description.isEmpty)
            }
            var other = roundBytes
            other[Int.random(in: 0..<other.count, using: &random)] = UInt8.random(
                in: 0...255, using: &random)
            // A round is not signed: what can be read is asked, and the answer names it.
            if let read = try? FederatedRound.decoded(Data(other)),
                read.offer(of: centre.key.publicKey) != nil
            {
                #expect(try centre.answer(read, &noise).round == read.checksum)
            }
        }
        #expect(refused > 100)
    }

    @Test(
        "what is no file of a federation is refused",
        arguments: [
            "", "null", "[]", "{}", "{\"format\":1}", "{\"format\":\"quench-model-1\"}",
            String(repeating: "[", count: 100_000),
            String(repeating: "{\"format\":", count: 100_000),
            "{\"format\":\"quench-federate-round-1\"}",
            "{\"format\":\"quench-federate-round-1\",\"number\":1e400}",
            String(repeating: " ", count: 5 << 20),
        ])
    func hostile(text: String) {
        let error = #expect(throws: FederationError.self) {
            try FederatedRound.decoded(Data(text.utf8))
        }
        #expect(error?.description.contains("\n") == false)
    }

    @Test("more steps than are ever made would run over")
    func steps() throws {
        let text = String(
            decoding: FederatedText.bytes(of: try [MadeCentre].three.begun()), as: UTF8.self)
        let pattern = try Regex("\"steps\"\\s*:\\s*0")
        #expect(text.contains(pattern))
        let error = #expect(throws: FederationError.self) {
            try FederatedRound.decoded(
                Data(text.replacing(pattern, with: "\"steps\":\(Int.max)").utf8))
        }
        #expect(error?.description.contains("steps") == true)
    }

    @Test("a failed write leaves the file that was there")
    func whole() throws {
        let folder = try TemporaryFolder()
        let round = try [MadeCentre].three.begun()
        try round.write(to: folder.file("round.json"))
        #expect(throws: (any Error).self) { try round.write(to: folder.file("none/round.json")) }
        #expect(try FederatedRound(file: folder.file("round.json")) == round)
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        #expect(names == ["round.json"])
    }

    @Test("a key is its owner's alone, and never takes another's place")
    func key() throws {
        let folder = try TemporaryFolder()
        let key = CentreKey()
        try key.writeSecretly(to: folder.file("bern.key"))
        let mode = try FileManager.default.attributesOfItem(atPath: folder.file("bern.key"))
        #expect(mode[.posixPermissions] as? Int == 0o600)
        #expect(throws: FederationError.self) {
            try CentreKey().writeSecretly(to: folder.file("bern.key"))
        }
        #expect(try CentreKey(file: folder.file("bern.key")).publicKey == key.publicKey)
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        #expect(names == ["bern.key"])
    }
}
