import Acquisition
import Alsa
import Foundation
import Journal
import Pipeline
import Planning
import Recordings
import RunFolder
import SignalSources
import TestSupport
import Testing

/// Time that passes only as the capture waits for it, for the program and for the amplifiers on it.
@safe
final class AmplifierTime: @unchecked Sendable {
    let path: String
    private let memory: UnsafeMutablePointer<Int64>

    init(path: String) throws {
        self.path = path
        try Data(repeating: 0, count: 8).write(to: URL(fileURLWithPath: path))
        let file = unsafe open(path, O_RDWR | O_CLOEXEC)
        let mapped = unsafe mmap(nil, 8, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0)
        close(file)
        let bytes = unsafe try #require(mapped == MAP_FAILED ? nil : mapped)
        unsafe memory = bytes.assumingMemoryBound(to: Int64.self)
    }

    /// One thread at a time sets it.
    func set(_ nanoseconds: Int64) { unsafe memory.pointee = nanoseconds }
}

@Suite("An hour in simulated time", .serialized)
struct SimulatedHourTests {
    @Test("frames, charge and journal agree to the unit, with a random fault a minute")
    func hour() throws {
        let minutes = Extent.isFull ? 60 : 3
        let seed = Self.seed
        var noise = SplitMix64(seed: seed)
        let amplifier = try Amplifier(channels: 4, rateHertz: 500)
        let time = try AmplifierTime(path: amplifier.file("time"))
        let simulated = SimulatedTime(startNanoseconds: 1_000_000_000) { time.set($0) }
        amplifier.arguments["FILE"] = try amplifier.write(CaptureTests.seizure(), to: "seizure.raw")
        amplifier.arguments["FORMAT"] = "S16_LE"
        amplifier.arguments["TIME"] = time.path
        var vanished: Int64 = 0
        try amplifier.inject(
            (0..<minutes).map { minute in
                let frame = 30_000 * minute + Int.random(in: 5_000..<25_000, using: &noise)
                switch Int.random(in: 0..<5, using: &noise) {
                case 0: return "\(frame) overrun \(Int.random(in: 0...2_000, using: &noise))"
                case 1: return "\(frame) disconnect \(Double.random(in: 0.01...3, using: &noise))"
                case 2: return "\(frame) stall \(Double.random(in: 0.01...0.2, using: &noise))"
                case 3: return "\(frame) zeros \(Int.random(in: 1...1_000, using: &noise))"
                default:
                    let frames = Int.random(in: 30...500, using: &noise)
                    vanished += Int64(frames)
                    return "\(frame) jump \(frames)"
                }
            })
        let output = try Amplifier(channels: 1, rateHertz: 4_000)
        output.arguments["PLAY"] = output.file("played.raw")
        output.arguments["FORMAT"] = "S16_LE"
        output.arguments["TIME"] = time.path

        var settings = CaptureSettings(request: amplifier.request)
        settings.request.format = .s16
        settings.reconnects = true
        settings.zerosSecondsMax = 5
        let rate = try #require(settings.rate)
        let frontEnd = try FrontEndPlan(
            Settings.standard.frontEnd, for: settings.channels(rate: rate))
        var programme = Settings.standard
        for therapy in programme.stimulation.therapies.indices {
            for burst in programme.stimulation.therapies[therapy].bursts.indices {
                programme.stimulation.therapies[therapy].bursts[burst].pulseWidthMicroseconds = 250
            }
        }
        let planned = try Planner.plan(programme, for: frontEnd.signal)
        let played = try PulseOutput(output.request, timeline: .simulated(simulated))
        let source = try CaptureSource(
            settings, frontEnd, durationFrames: Int64(minutes) * 30_000, gapFramesMin: 10,
            output: played, timeline: .simulated(simulated), isStopped: { false })
        let seconds = Double(minutes) * 60
        var context = RunContext(
            planned: planned, settings: programme,
            identity: RunIdentity(command: "quench capture", programVersion: "0", files: []),
            sourceName: "amplifier", sourceFormat: "ALSA s16", durationSeconds: seconds,
            fromSeconds: 0, toSeconds: seconds, startDate: nil, reference: nil, pace: .unpaced,
            remarks: [])
        context.canBeRepeated = false
        let folder = try RunFolder(creating: amplifier.file("run"))
        var recorder = try RunRecorder(context, in: folder)
        var pipeline = Pipeline(plan: planned.plan, pace: .unpaced)
        pipeline.permit = recorder.permit
        var told: Int64 = 0
        var pulses = 0
        let outcome = try pipeline.run(.capture(source)) {
            told += $0.record.missingFrames
            pulses += $0.pulses.count
            recorder.take($0)
        }
        _ = recorder.finish(outcome)
        try agree(JournalReader(path: folder.journalPath), outcome, source.report, seed)
        #expect(outcome.sourceProblem == nil, "seed \(seed)")
        let report = source.report
        #expect(report.ledger.isBalanced && report.ledger.given == Int64(minutes) * 30_000)
        #expect(report.ledger.read == outcome.framesRead && report.ledger.lost == told)
        let ledger = try amplifier.ledger().filter { $0.kind != "start" && $0.kind != "stop" }
        let lost = ledger.reduce(0) { $0 + $1.to - $1.from }
        #expect(report.deviceFramesLost == lost + vanished, "seed \(seed)")
        let out = try #require(report.output)
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: output.file("played.raw"))))
        let samples = unsafe bytes.withUnsafeBytes { unsafe Array($0.bindMemory(to: Int16.self)) }
        #expect(samples.reduce(Int64(0)) { $0 + Int64($1) } == out.netCounts)
        #expect(out.netCounts == 0 && out.isCertain && out.pulsesPlayed > 0)
        let edges = samples.indices.dropFirst().count { samples[$0] < 0 && samples[$0 - 1] == 0 }
        #expect(edges >= out.pulsesPlayed && edges <= out.pulsesPlayed + out.pulsesResumed)
        #expect(out.pulsesPlayed + out.pulsesLate <= pulses)
        print(
            "seed \(seed): \(minutes) faults, \(report.ledger.given) frames given = "
                + "\(report.ledger.read) read + \(report.ledger.lost) missing; "
                + "\(out.pulsesPlayed) pulses played, net \(out.netCounts) counts")
    }

    /// Another one each time at full length; a failure is repeated with QUENCH_SEED.
    private static var seed: UInt64 {
        let given = ProcessInfo.processInfo.environment["QUENCH_SEED"].flatMap(UInt64.init)
        return given ?? (Extent.isFull ? .random(in: 0..<1_000_000_000) : 20_261_129)
    }

    /// The journal has every frame that is missing once, and all the charge.
    private func agree(
        _ journal: JournalReader, _ outcome: Pipeline.Outcome, _ report: CaptureReport,
        _ seed: UInt64
    ) throws {
        let gaps = journal.events.filter { $0.kind == .gap }
        let missing = gaps.compactMap { $0["missingFrames"]?.integer }.reduce(0, +)
        #expect(missing == report.ledger.lost && gaps.count == report.gapCount, "seed \(seed)")
        let ended = journal.events.filter { $0.kind == .burstEnded }
        let ledger = outcome.ledger
        #expect(
            ended.compactMap { $0["pulses"]?.integer }.reduce(0, +) == ledger.pulsesIssued,
            "seed \(seed)")
        let picocoulombs = ended.compactMap { $0["chargeMicrocoulombs"]?.number }
            .reduce(Int64(0)) { $0 + Int64(($1 * 1e6).rounded()) }
        #expect(picocoulombs == ledger.firstPhasePicocoulombs, "seed \(seed)")
        let account = RunAccount(journal)
        #expect(account.eventsMissing == 0 && account.therapies == Int(ledger.therapies))
        #expect(account.pulses == Int(ledger.pulsesIssued) && account.pulsesMax == account.pulses)
        #expect(account.imbalancePicocoulombs == Double(ledger.netPicocoulombs))
        let minutes = journal.events.filter { $0.kind == .heartbeat }.count
        #expect(
            minutes == Int(report.ledger.given) / 30_000 - 1
                || minutes == Int(report.ledger.given) / 30_000)
    }
}
