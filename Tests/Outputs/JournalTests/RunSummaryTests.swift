import Foundation
import Journal
import Testing

struct RunSummaryTests {
    private var summary: RunSummary {
        var summary = RunSummary(
            programVersion: "0.1.0",
            recording: .init(
                path: "/somewhere/private/sub-01_ieeg.edf", format: "EDF+C", durationSeconds: 324,
                channels: 16, samplingRateHertz: 512),
            settings: .object([
                .init("pace", .text("max")), .init("hop", .object([.init("frames", .integer(20))])),
            ]),
            decisionHash: "9f3c1e22a07b55d1", decisions: 8100, hopFrames: 20,
            hopSeconds: 0.0390625)
        summary.episodes = [
            .init(
                onsetSeconds: 31.28,
                explanation: [
                    Contribution(
                        channel: hostileName, feature: "area", measured: nil, threshold: 250,
                        votes: 3)
                ])
        ]
        summary.episodes[0].therapies = 2
        summary.stimulation.refusals = 1
        summary.stimulation.refusalsByReason = ["lockout": 1]
        summary.signalQuality = [.init(name: "L1", badSeconds: 4, faults: ["flat"])]
        summary.reference = .init(
            source: "annotations", seizures: 2, seizuresDetected: 1, sensitivity: 0.5,
            falseAlarmsPerHour: nil, falseAlarmsPer24Hours: nil, precision: 1, f1: 2.0 / 3,
            detectionDelaySeconds: 7.25, detectionDelayWorstSeconds: 7.25,
            detectionDelaysSeconds: [7.25, nil])
        return summary
    }

    @Test func comesBackEqual() throws {
        let folder = try TestFolder()
        let path = folder.path("summary.json")
        try summary.write(to: path)
        var back = try RunSummary(path: path)
        // Foundation does not keep the order of members that are not declared.
        #expect(back.settings["hop"]?["frames"]?.integer == 20)
        back.settings = summary.settings
        #expect(back == summary)
    }

    @Test func readsFromTheTop() throws {
        let text = try summary.text()
        #expect(
            text.hasPrefix(
                """
                {
                  "realTime": null,
                  "programVersion": "0.1.0",
                  "identity": null,
                  "recording": {
                    "name": "sub-01_ieeg.edf",
                    "format": "EDF+C",
                    "durationSeconds": 324.0,
                    "fromSeconds": null,
                    "toSeconds": null,
                    "channels": 16,
                    "samplingRateHertz": 512.0
                  },
                  "settings": {
                    "pace": "max",
                    "hop": {
                      "frames": 20
                    }
                  },
                  "decisionHash": "9f3c1e22a07b55d1",

                """))
        #expect(text.contains("\"detectionDelaysSeconds\": [7.25, null]"))
        #expect(!text.contains("somewhere"))
    }

    @Test func whatDoesNotExistIsNull() throws {
        var summary = summary
        summary.hopSeconds = .nan
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(summary.text().utf8)) as? [String: Any])
        #expect(object["hopSeconds"] is NSNull)
        let reference = try #require(object["reference"] as? [String: Any])
        #expect(reference["falseAlarmsPerHour"] is NSNull)
        #expect(reference["sensitivity"] as? Double == 0.5)
        #expect(reference["detectionDelaySeconds"] as? Double == 7.25)
        summary.reference = nil
        let without = try #require(
            try JSONSerialization.jsonObject(with: Data(summary.text().utf8)) as? [String: Any])
        #expect(without["reference"] is NSNull)
    }

    @Test func aFileThatIsNoSummaryIsSaid() throws {
        let folder = try TestFolder()
        let path = folder.path("summary.json")
        try WholeFile.write("{\"programVersion\": 3}", to: path)
        #expect(throws: JournalError.notReadable(path: path, reason: "it is not a Quench summary"))
        {
            try RunSummary(path: path)
        }
        #expect(throws: JournalError.notReadable(path: path + "x", reason: "no such file")) {
            try RunSummary(path: path + "x")
        }
    }

    @Test(arguments: [
        "", "plain", hostileName, "\u{7F}\u{80}\u{2029}", "\\u0041", "e\u{301}", "\u{FFFE}",
        String(repeating: "\"", count: 100),
    ])
    func stringsSurvive(_ text: String) throws {
        let value = JSONValue.object([.init(text, .text(text))])
        for form in [value.line, value.pretty] {
            let back = try JSONDecoder().decode(JSONValue.self, from: Data(form.utf8))
            #expect(back[text]?.text?.unicodeScalars.elementsEqual(text.unicodeScalars) == true)
        }
    }

    @Test(arguments: [0, -0.0, 0.1, 1e300, .leastNonzeroMagnitude, -123_456.789, 1 / 3.0])
    func numbersSurvive(_ number: Double) throws {
        let back = try JSONDecoder().decode(
            JSONValue.self, from: Data(JSONValue.number(number).line.utf8))
        #expect(back.number == number)
    }
}
