import Workloads
let loops = try [8, 128, 1024].map { try LoopWorkload(channelCount: $0) }
let reference = ReferenceWorkload(like: loops[1])
for _ in 0..<5 {
    for loop in loops { let t = Timing { loop.run() }; print(loop.channelCount, t.processorSeconds / Double(loop.sampleCount) * 1e9) }
    let t = Timing { reference.run() }; print("ref", t.processorSeconds / Double(reference.sampleCount) * 1e9)
}
let path = "/tmp/bench.edf"
let g = try Timing { try RecordingWorkload.generate(at: path, durationSeconds: 60) }
print("generate", g)
let r = try RecordingWorkload(opening: path)
for _ in 0..<5 {
    var t = try Timing { try r.read() }; print("read MB/s", Double(r.byteCount) / t.processorSeconds / 1e6)
    t = try Timing { try r.readThroughFrontEnd() }; print("front MB/s", Double(r.byteCount) / t.processorSeconds / 1e6)
    t = try Timing { try r.replay() }; print("replay x", r.durationSeconds / t.processorSeconds, r.durationSeconds / t.clockSeconds)
}
