import Acquisition
import Testing

@Suite("Frames on their way to a file")
struct CaptureTapTests {
    @Test("frames that find no room are lost whole, and what was handed over is counted")
    func full() {
        let tap = CaptureTap(channelCount: 2, framesPerSlot: 4, frames: 64)
        let counts = (0..<2_000).map { Int16($0 % 1_000) }
        // Nobody takes any of them meanwhile.
        tap.put(counts, stride: 1_000, frames: 1_000, firstFrame: 0)
        var taken: Int64 = 0
        tap.drain { firstFrame, frames, values in
            for frame in 0..<frames {
                let expected = Int16(firstFrame) + Int16(frame)
                #expect(values[frame] == expected && values[frames + frame] == expected)
            }
            taken += Int64(frames)
        }
        #expect(tap.framesTaken == taken && (64..<1_000).contains(taken))
        tap.put(counts, stride: 1_000, frames: 10, firstFrame: 1_000)
        tap.drain { _, frames, _ in taken += Int64(frames) }
        #expect(tap.framesTaken == taken)
    }

    @Test("with one frame a slot it holds what it was made for, however few come at once")
    func singly() {
        let tap = CaptureTap(channelCount: 1, framesPerSlot: 1, frames: 1_000)
        for frame in 0..<1_000 {
            tap.put([Int16(frame)], stride: 1, frames: 1, firstFrame: Int64(frame))
        }
        var taken: [Int16] = []
        tap.drain { _, _, values in taken += values }
        #expect(taken == Array(0..<1_000))
    }
}
