/// Host and firmware side by side, for programs.
package struct FirmwareRecord: Encodable, Sendable {
    let name: String
    let processor: String
    let channels: Int
    let samplingRateHertz: Double
    let durationSeconds: Double
    let blockFrames: Int
    let pulses: Int
    let hostHash: String
    let firmwareHash: String?
    let instructionsPerSecond: Double
    /// The longest decision, one instruction a cycle.
    let decisionMicrosecondsAt64Megahertz: Double
    let ramBytes: Int?
    let stackBytes: Int?
    /// Null where both are equal and every promise is kept.
    let problem: String?

    package init(_ item: FirmwareCheck.Comparison) {
        let run = item.run
        name = item.name
        processor = run.board.processor
        channels = run.planned.signal.channelNames.count
        samplingRateHertz = run.planned.signal.rateHertz
        durationSeconds = FirmwareText.seconds(run)
        blockFrames = run.blockFrames
        pulses = run.pulses.count
        hostHash = FirmwareText.hash(run.host.decisionHash)
        firmwareHash = run.end.map { FirmwareText.hash($0.decisionHash) }
        instructionsPerSecond = item.cost.instructionsPerSecond
        decisionMicrosecondsAt64Megahertz = item.cost.decisionMicroseconds(atMegahertz: 64)
        ramBytes = run.end?.ramBytesUsed
        stackBytes = run.end.map { Int($0.stackBytesUsed) }
        problem = item.problem
    }
}

/// What the image takes, for programs.
package struct FirmwareSizes: Encodable, Sendable {
    struct Module: Encodable, Sendable {
        let name: String
        let flashBytes: Int
        let variableBytes: Int
    }

    let modules: [Module]
    let flashBytes: Int
    let variableBytes: Int
    let stackBytes: Int
    let memoryBytes: Int
    let heapSymbols: [String]
    let problem: String?

    package init(_ image: FirmwareImage) {
        modules = image.modules.map {
            Module(name: $0.name, flashBytes: $0.flashBytes, variableBytes: $0.ramBytes)
        }
        flashBytes = image.flashBytes
        variableBytes = image.variableBytes
        stackBytes = image.stackBytes
        memoryBytes = image.memoryBytes
        heapSymbols = image.heapSymbols
        problem = image.problem
    }
}

/// All that `quench firmware check` found, for programs.
package struct FirmwareRecords: Encodable, Sendable {
    struct Fault: Encodable, Sendable {
        let name: String
        let expectation: String
        let problem: String?
    }

    let size: FirmwareSizes
    let runs: [FirmwareRecord]
    let faults: [Fault]

    package init(
        size: FirmwareImage, comparisons: [FirmwareCheck.Comparison],
        faults: [FirmwareCheck.FaultOutcome]
    ) {
        self.size = FirmwareSizes(size)
        runs = comparisons.map(FirmwareRecord.init)
        self.faults = faults.map {
            Fault(
                name: $0.name, expectation: FirmwareText.text($0.expectation), problem: $0.problem)
        }
    }
}
