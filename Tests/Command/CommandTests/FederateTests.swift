import Foundation
import TestSupport
import Testing

/// Two centres and a coordinator, by files alone, as persons would.
@Suite(.enabled(if: Quench.executable != nil, Quench.missing))
struct FederateTests {
    private let folder: TemporaryFolder

    private static let recordings = [
        "bern": "sub-a.edf sub-b.edf sub-c.edf", "graz": "sub-d.edf sub-e.edf sub-f.edf",
    ]
    private static let centres = ["bern", "graz"]

    init() throws {
        folder = try TemporaryFolder()
        for (index, name) in "abcdef".enumerated() {
            try folder.writeRecording(
                to: "sub-\(name).edf", seconds: 40 + 2 * index, annotation: "seizure")
        }
    }

    private func quench(_ line: String) throws -> Quench.Result {
        try Quench.run(line.split(separator: " ").map(String.init), in: folder)
    }

    private func begun() throws {
        for centre in Self.centres {
            let key = try quench("federate key --output \(centre).key")
            #expect(key.status == 0, "\(key.errors)")
            let offer = try quench(
                "federate offer \(Self.recordings[centre] ?? "") --centre \(centre) "
                    + "--key \(centre).key --output \(centre).offer")
            #expect(offer.status == 0, "\(offer.errors)")
            #expect(offer.output.contains("3 seizures"))
        }
        let begun = try quench("federate begin bern.offer graz.offer --output 0.json")
        #expect(begun.status == 0, "\(begun.errors)")
        #expect(begun.output.contains("round 0: 2 centres are asked"))
    }

    private func answer(_ number: Int, _ centre: String) throws -> Quench.Result {
        try quench(
            "federate answer \(number).json \(Self.recordings[centre] ?? "") --key \(centre).key "
                + "--output \(number).\(centre)")
    }

    @Test func centresFindWhatAPoolWouldFind() throws {
        try begun()
        var number = 0
        while !names(in: folder.path).contains("model.json") {
            for centre in Self.centres {
                let result = try answer(number, centre)
                #expect(result.status == 0, "\(result.errors)")
            }
            let step = try quench(
                "federate step \(number).json \(number).bern \(number).graz "
                    + "--output \(number + 1).json --model model.json")
            try #require(step.status == 0, "\(step.errors)")
            number += 1
            if names(in: folder.path).contains("model.json") {
                #expect(step.output.contains("without bern, by one step: weights"))
            }
        }
        let files = Self.centres.compactMap { Self.recordings[$0] }.joined(separator: " ")
        let pooled = try quench("train \(files) --family travelling --write pooled.json")
        #expect(pooled.status == 0, "\(pooled.errors)")
        let own = try jsonObject(
            try String(contentsOfFile: folder.file("model.json"), encoding: .utf8))
        let theirs = try jsonObject(
            try String(contentsOfFile: folder.file("pooled.json"), encoding: .utf8))
        for field in ["threshold", "backgroundScore", "sharePermille", "intercept"] {
            let (one, other) = (own[field] as? Int, theirs[field] as? Int)
            #expect(one != nil && one == other, "\(field)")
        }
        #expect(own["weights"] as? [[Int]] == theirs["weights"] as? [[Int]])
        #expect(try quench("replay sub-a.edf --model model.json").status == 0)
    }

    @Test func mistakesAreOneLine() throws {
        try begun()
        for centre in Self.centres { _ = try answer(0, centre) }
        func refused(_ line: String, _ words: String) throws {
            let result = try quench(line)
            #expect(result.status == 1, "\(line)")
            #expect(
                result.errorLines.count == 1 && result.errors.contains(words), "\(result.errors)")
        }
        try refused(
            "federate step 0.json 0.bern --output 1.json", "0.json: no answer of graz")
        try refused(
            "federate step 0.json 0.bern 0.bern --output 1.json",
            "0.bern: body.centre: 'bern' has answered already")
        try refused(
            "federate step bern.offer 0.bern --output 1.json", "bern.offer: format: is '")
        let text = try String(contentsOfFile: folder.file("0.bern"), encoding: .utf8)
        try folder.write(text.replacing("\"loss\":0.", with: "\"loss\":0.1"), to: "changed")
        try refused("federate step 0.json changed 0.graz --output 1.json", "changed: signature:")
        try refused(
            "federate answer 0.json sub-a.edf sub-b.edf sub-d.edf --key bern.key --output other",
            "0.json: offers: 'bern' offered other recordings")
        try refused(
            "federate offer sub-a.edf --centre oslo --key bern.key --output other",
            "counts.seizures: is 1; a centre needs 3 seizures")
        try refused(
            "federate begin bern.offer bern.offer --output other",
            "bern.offer: body.centre: 'bern' is there twice")
        #expect(!names(in: folder.path).contains("other"))
        #expect(!names(in: folder.path).contains("1.json"))
    }
}
