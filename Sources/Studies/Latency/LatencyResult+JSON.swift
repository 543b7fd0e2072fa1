import Journal
import Realtime
import RunFolder

extension LatencyResult {
    /// The result for machines. Percentiles are `p50`, `p90`, `p99`, `p999` (99.9), `p9999` (99.99)
    /// and `max`; units stand in the names.
    package func json(programVersion: String) -> JSONValue {
        .object(identity(programVersion) + distributions + counts + comparable)
    }

    private func identity(_ programVersion: String) -> [JSONValue.Member] {
        [
            .init("programVersion", .text(programVersion)),
            .init("passed", .bool(failure == nil)),
            .init("failure", failure.map(JSONValue.text) ?? .null),
            .init("channels", .integer(Int64(channelCount))),
            .init("samplingRateHertz", .number(rateHertz)),
            .init("hopFrames", .integer(Int64(hopFrames))),
            .init("hopMilliseconds", .number(Double(hopNanoseconds) / 1e6)),
            .init("budgetMilliseconds", .number(budgetMilliseconds)),
            .init("startDelayMilliseconds", .number(startDelayMilliseconds)),
            .init("decisions", .integer(Int64(hops.count))),
            .init("decisionHash", .text(outcome.decisionHash.hexadecimal)),
        ]
    }

    private var distributions: [JSONValue.Member] {
        [
            .init("computeLatencyMicroseconds", latencies.compute.json(unitNanoseconds: 1_000)),
            .init(
                "deviceLatencyMicroseconds",
                isOfDevice ? latencies.device.json(unitNanoseconds: 1_000) : .null),
            .init(
                "programLatencyMicroseconds",
                isOfDevice ? latencies.program.json(unitNanoseconds: 1_000) : .null),
            .init(
                "sampleToActuatorLatencyMilliseconds",
                latencies.sampleToActuator.json(unitNanoseconds: 1_000_000)),
            .init(
                "stagesMicroseconds",
                .object(
                    zip(Stage.allCases, latencies.stages).map {
                        .init($0.rawValue, $1.json(unitNanoseconds: 1_000))
                    })),
            .init(
                "withoutCorrection",
                .object([
                    .init(
                        "computeLatencyMicroseconds",
                        latencies.uncorrectedCompute.json(unitNanoseconds: 1_000)),
                    .init(
                        "sampleToActuatorLatencyMilliseconds",
                        latencies.uncorrectedSampleToActuator.json(unitNanoseconds: 1_000_000)),
                ])),
            .init("wakeUpFloorMicroseconds", floor.json(unitNanoseconds: 1_000)),
            .init("ratioToFloor", ratios(to: floor)),
            .init(
                "earlyFloorMicroseconds", earlyFloor?.json(unitNanoseconds: 1_000) ?? .null),
            .init("ratioToEarlyFloor", earlyFloor.map { ratios(to: $0) } ?? .null),
        ]
    }

    private var counts: [JSONValue.Member] {
        [
            .init("misses", .integer(Int64(misses))),
            .init("lateDecisions", .integer(Int64(lateDecisions))),
            .init("droppedHops", .integer(Int64(droppedHops))),
            .init("overruns", .integer(Int64(overruns))),
            .init("recordsLost", .integer(outcome.telemetryLost)),
            .init("stolenMilliseconds", .number(stolenMilliseconds)),
            .init(
                "stolenFromRealtimeProcessorMilliseconds", .number(stolenFromProcessorMilliseconds)),
            .init(
                "worst",
                worst.map {
                    .object([
                        .init("decision", .integer($0.hop.sequence)),
                        .init(
                            "computeLatencyMicroseconds",
                            .number(Double($0.hop.stamps.computeNanoseconds) / 1_000)),
                        .init("stolenInThatSecondMilliseconds", .number($0.stolenMilliseconds)),
                    ])
                } ?? .null),
            .init("grants", .list(grants.map(JSONValue.init))),
        ]
    }

    /// What a later measurement is compared by.
    private var comparable: [JSONValue.Member] {
        [
            .init("comparison", comparison?.json ?? .null),
            .init("signal", .text(signal.rawValue)),
            .init("segmentFormat", .integer(LatencyMeasurement.format)),
            .init("segments", segments.json),
        ]
    }

    private func ratios(to floor: Distribution) -> JSONValue {
        .object(
            Distribution.percentiles.map { percentile in
                .init(
                    percentile.name,
                    .number(
                        latencies.compute.nanoseconds(atPercentile: percentile.value)
                            / floor.nanoseconds(atPercentile: percentile.value)))
            } + [
                .init(
                    "max", .number(latencies.compute.largestNanoseconds / floor.largestNanoseconds))
            ])
    }
}

extension Distribution {
    func json(unitNanoseconds: Double) -> JSONValue {
        .object(
            Self.percentiles.map {
                .init($0.name, .number(nanoseconds(atPercentile: $0.value) / unitNanoseconds))
            } + [
                .init("max", .number(largestNanoseconds / unitNanoseconds)),
                .init("mean", .number(meanNanoseconds / unitNanoseconds)),
                .init("count", .integer(Int64(count))),
            ])
    }
}

extension JSONValue {
    /// A grant as JSON, in a latency result and in a run's summary.
    package init(_ grant: Grant) {
        self = .object([
            .init("name", .text(grant.name)), .init("asked", .text(grant.asked)),
            .init("granted", .text(grant.granted)), .init("isGranted", .bool(grant.isGranted)),
            .init("problem", grant.problem.map(JSONValue.text) ?? .null),
        ])
    }
}
